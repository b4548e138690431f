#pragma once
// What a failed transfer means, in our own sentences: libcurl's texts tell the code, not the culprit.
#include <string>

#include "http/client.hpp"

namespace jauge::http {

/// How libcurl ended.
struct Failure {
  int code = 0;             // a CURLcode
  std::string text;         // its error buffer; looked at, never shown
  long verify_result = 0;   // an X509_V_ERR_ of their certificate
  long connect_status = 0;  // of a proxy's CONNECT
  bool connected = false;   // something was reached at all
};

/// "ars.example:443", the Unix socket's path; nothing of the URL's path or query.
std::string place_of(const std::string& url, const ClientOptions& options);
/// The fault with its sentence, where no more than its kind is known.
void set_fault(Reply& reply, Fault fault, const std::string& place);
/// The fault of a failure. A proxy's refusal of our credentials counts as the status 407.
void explain(Reply& reply, const Failure& failure, const std::string& url, const ClientOptions& options);
Reply usage_reply();

}  // namespace jauge::http
