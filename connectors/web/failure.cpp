#include "connectors/web/failure.hpp"

namespace jauge::connectors::web {
namespace {

using core::ErrorKind;
using core::fail;
using core::msg;
using http::Fault;

bool is_retryable(int status) {
  return status == 408 || status == 425 || status == 429 || status >= 500;
}

}  // namespace

core::Failure fault_failure(const http::Reply& reply, std::string_view source, std::string_view query) {
  switch (reply.fault) {
    case Fault::stopped:
      return fail(ErrorKind::cancelled, msg("Source {0}: the read was ended.", source));
    case Fault::untrusted:
    case Fault::host:
    case Fault::tls:
      return fail(ErrorKind::refused, msg("Source {0}: no trusted TLS connection could be made.", source),
                  reply.sentence);
    case Fault::certificate:
      return fail(ErrorKind::refused, msg("Source {0}: its client certificate cannot be used.", source),
                  reply.sentence);
    case Fault::usage:
      return fail(ErrorKind::invalid, msg("Source {0}: its request cannot be written.", source),
                  msg("Check url, headers, tls_ca and client_certificate of the source."));
    case Fault::too_large:
      return fail(ErrorKind::invalid,
                  msg("Source {0}, query {1}: the answer is larger than is allowed.", source, query),
                  msg("Ask for smaller pages with page_size, or for fewer fields in the query."));
    case Fault::timeout:
      return fail(ErrorKind::transient,
                  msg("Source {0}, query {1}: the answer did not end within its time limit.", source, query),
                  reply.sentence);
    case Fault::dns:
    case Fault::refused:
    case Fault::proxy:
    case Fault::broken:
    case Fault::none:
      break;
  }
  return fail(ErrorKind::transient,
              msg("Source {0}: the server cannot be reached, or cut the answer short.", source),
              reply.sentence);
}

core::Failure status_failure(int status, std::string_view code, std::string_view source,
                             std::string_view query) {
  const std::string said = code.empty() ? fmt::format("{}", status) : fmt::format("{}, {}", status, code);
  if (status == 401) {
    return fail(ErrorKind::refused,
                msg("Source {0}: the server does not take its credentials ({1}).", source, said),
                msg("Check auth and its keys, and whether the account or the token has expired."));
  }
  if (status == 403) {
    return fail(ErrorKind::refused,
                msg("Source {0}, query {1}: the account may not read this ({2}).", source, query, said),
                msg("Ask for the right to read and search it, and no more."));
  }
  if (status == 404 || status == 410) {
    return fail(ErrorKind::invalid,
                msg("Source {0}, query {1}: the server has no such address ({2}).", source, query, said),
                msg("Check url of the source and the names in the query."));
  }
  if (status >= 300 && status < 400) {
    return fail(ErrorKind::invalid,
                msg("Source {0}, query {1}: the server sends elsewhere ({2}); that is never followed.",
                    source, query, said),
                msg("Write its final address in url."));
  }
  if (is_retryable(status)) {
    return fail(ErrorKind::transient,
                msg("Source {0}, query {1}: the server cannot answer now ({2}).", source, query, said),
                msg("The next read tries again; its own log says why."));
  }
  return fail(ErrorKind::invalid,
              msg("Source {0}, query {1}: the server refuses the request ({2}).", source, query, said),
              msg("Try the query by hand; a parameter may be unknown to this server."));
}

}  // namespace jauge::connectors::web
