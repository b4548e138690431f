#pragma once
// An HTTP request and its answer as plain values: what handlers see, whatever carried them.
#include <map>
#include <string>
#include <string_view>

namespace jauge::http {

struct Request {
  std::string method;                                       // "GET"
  std::string path;                                         // decoded, without the query
  std::map<std::string, std::string, std::less<>> query;    // decoded
  std::map<std::string, std::string, std::less<>> headers;  // names in lower case
  std::string body;
  std::string target = {};  // path and query as they were sent: a name may stand twice there
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::map<std::string, std::string, std::less<>> headers;  // beside Content-Type and Content-Length
  std::string body;
};

/// RFC 3986: every byte but the unreserved ones as %XX.
std::string percent_encode(std::string_view text);

}  // namespace jauge::http
