#include "connectors/imap/failure.hpp"

namespace jauge::connectors::imap {

using core::ErrorKind;
using core::fail;
using core::msg;

core::Failure failure(Cause cause, std::string_view source, std::string_view what) {
  switch (cause) {
    case Cause::host:
      return fail(ErrorKind::transient, msg("Source {0}: the host {1} is not known.", source, what),
                  msg("Check host in the connection, and the name servers of this machine."));
    case Cause::unreachable:
      return fail(ErrorKind::transient, msg("Source {0}: {1} cannot be reached.", source, what),
                  msg("Check host and port in the connection, the network and its filters."));
    case Cause::timeout:
      return fail(ErrorKind::transient, msg("Source {0}: {1} did not answer in time.", source, what),
                  msg("The next read tries again; if it lasts, raise timeout."));
    case Cause::untrusted:
      return fail(
          ErrorKind::refused,
          msg("Source {0}: the TLS certificate of {1} is not trusted, or is for another name.", source, what),
          msg("Check host, and name the authority's file in tls_ca (IGC-Santé for MSSanté)."));
    case Cause::certificate:
      return fail(ErrorKind::refused, msg("Source {0}: its client certificate cannot be used.", source),
                  msg("Check client_certificate and client_key of the source."));
    case Cause::tls:
      return fail(ErrorKind::refused,
                  msg("Source {0}: no TLS connection could be made with {1}.", source, what),
                  msg("The port must be the one of IMAPS (993), and the server must speak TLS 1.2 or 1.3."));
    case Cause::lost:
      return fail(ErrorKind::transient, msg("Source {0}: the connection with {1} was lost.", source, what),
                  msg("The next read tries again."));
    case Cause::nonsense:
      return fail(ErrorKind::transient,
                  msg("Source {0}: {1} sends what is no IMAP, or far too much.", source, what),
                  msg("Check that the port is the one of IMAPS."));
    case Cause::account:
      return fail(
          ErrorKind::refused, msg("Source {0}: {1} refused the account or its password.", source, what),
          msg("Check user in the connection, the secret of password, and the client certificate if the "
              "server asks for one."));
    case Cause::no_login:
      return fail(ErrorKind::refused,
                  msg("Source {0}: {1} takes no password on this connection.", source, what),
                  msg("Ask the operator of the mailbox for an access by IMAPS with a password."));
    case Cause::no_folder:
      return fail(ErrorKind::invalid, msg("Source {0}: the mailbox has no folder {1}.", source, what),
                  msg("Name it as the mail client shows it, with its parents: folder='INBOX.Envoyés'."));
    case Cause::no_sent_folder:
      return fail(ErrorKind::invalid,
                  msg("Source {0}: {1} does not say which folder holds the sent messages.", source, what),
                  msg("Name it in the query: folder=…"));
    case Cause::refused:
      return fail(ErrorKind::transient, msg("Source {0}: the server refused the command {1}.", source, what),
                  msg("Its own log says why."));
    case Cause::wrong:
      return fail(ErrorKind::invalid,
                  msg("Source {0}: the server does not understand the command {1}.", source, what),
                  msg("It does not keep to IMAP (RFC 3501); ask its operator."));
    case Cause::stopped:
      break;
  }
  return fail(ErrorKind::cancelled, msg("Source {0}: the read was ended.", source));
}

}  // namespace jauge::connectors::imap
