#include "http/client.hpp"

#include <curl/curl.h>
#include <openssl/crypto.h>

#include <csignal>
#include <ctime>

#include "http/client_fault.hpp"
#include "http/request_parts.hpp"
#include "http/tls_policy.hpp"

namespace jauge::http {
namespace {

// CURL_SSLVERSION_MAX_TLSv1_3, whose own enumeration is too narrow for it.
constexpr long highest_version = long{CURL_SSLVERSION_TLSv1_3} << 16;
constexpr std::size_t header_cap = std::size_t{64} << 10;

struct HandleDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, HandleDeleter>;
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListDeleter>;

void initialise_library() {
  // The initialisation of a local static runs once, whatever the threads.
  [[maybe_unused]] static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
}

/// Keeps a SIGPIPE of OpenSSL's plain write() from this thread: NOSIGNAL makes libcurl leave that to us.
class QuietPipe {
 public:
  QuietPipe() {
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~QuietPipe() {
    const timespec none{0, 0};
    if (!was_pending_) {
      while (sigtimedwait(&pipe_, nullptr, &none) == SIGPIPE) continue;
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  QuietPipe(const QuietPipe&) = delete;
  QuietPipe& operator=(const QuietPipe&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

struct Transfer {
  Reply reply;
  std::size_t body_cap = 0;
  std::size_t header_bytes = 0;
  const std::function<bool()>* stop = nullptr;
  bool too_large = false;
  bool stopped = false;
};

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::size_t room = transfer.body_cap - transfer.reply.body.size();
  transfer.reply.body.append(data, std::min(size, room));
  if (size <= room) return size;
  transfer.too_large = true;
  return 0;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.header_bytes += size;
  if (transfer.header_bytes > header_cap) {
    transfer.too_large = true;
    return 0;
  }
  const std::string_view line(data, size);
  if (line.starts_with("HTTP/")) {
    transfer.reply.headers.clear();  // a 100 came before
    return size;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  transfer.reply.headers.insert_or_assign(lower_case(line.substr(0, colon)),
                                          std::string(trimmed(line.substr(colon + 1))));
  return size;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.stopped = *transfer.stop && (*transfer.stop)();
  return transfer.stopped ? 1 : 0;
}

/// Sets options and remembers whether all of them were taken.
class Options {
 public:
  explicit Options(CURL* handle) : handle_(handle) {}
  template <class Value>
  void set(CURLoption option, Value value) {
    good_ = good_ && curl_easy_setopt(handle_, option, value) == CURLE_OK;
  }
  bool good() const { return good_; }

 private:
  CURL* handle_;
  bool good_ = true;
};

void set_tls(Options& options, const ClientTls& tls) {
  options.set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2} | highest_version);
  options.set(CURLOPT_SSL_CIPHER_LIST, tls_suites);
  options.set(CURLOPT_SSL_EC_CURVES, tls_curves);
  options.set(CURLOPT_SSL_VERIFYPEER, tls.trust == ClientTls::Trust::none ? 0L : 1L);
  options.set(CURLOPT_SSL_VERIFYHOST, tls.trust == ClientTls::Trust::none ? 0L : 2L);
  if (tls.trust == ClientTls::Trust::ca_file) {
    options.set(CURLOPT_CAINFO, tls.ca_file.c_str());
    options.set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  if (!tls.crl_file.empty()) options.set(CURLOPT_CRLFILE, tls.crl_file.c_str());
  if (tls.certificate_file.empty()) return;
  options.set(CURLOPT_SSLCERT, tls.certificate_file.c_str());
  options.set(CURLOPT_SSLCERTTYPE, "PEM");
  curl_blob key{const_cast<char*>(tls.key_pem.data()), tls.key_pem.size(), CURL_BLOB_NOCOPY};
  options.set(CURLOPT_SSLKEY_BLOB, &key);
  options.set(CURLOPT_SSLKEYTYPE, "PEM");
}

bool sends_body(const Call& call) {
  return !call.body.empty() || call.method == "PUT" || call.method == "POST";
}

}  // namespace

Client::Client(ClientOptions options) : options_(std::move(options)) {
  initialise_library();
  if (!options_.keep_alive) return;
  CURLSH* const share = curl_share_init();
  if (share == nullptr) return;
  connections_ = {share, [](void* held) { curl_share_cleanup(static_cast<CURLSH*>(held)); }};
  curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
}

Client::~Client() {
  OPENSSL_cleanse(options_.tls.key_pem.data(), options_.tls.key_pem.size());
}

Reply Client::perform(const Call& call, const std::function<bool()>& stop) const {
  Transfer transfer;
  transfer.body_cap = call.body_cap;
  transfer.stop = &stop;

  const Handle handle(curl_easy_init());
  List headers;
  const auto add_header = [&](const std::string& line) {
    curl_slist* const list = curl_slist_append(headers.get(), line.c_str());
    if (list == nullptr) return false;
    static_cast<void>(headers.release());
    headers.reset(list);
    return true;
  };
  bool headers_good = handle != nullptr;
  bool has_type = false;
  for (const std::string& line : call.headers) {
    // A line break would start another header.
    headers_good = headers_good && line.find_first_of("\r\n") == std::string::npos && add_header(line);
    has_type = has_type || lower_case(std::string_view(line).substr(0, line.find(':'))) == "content-type";
  }
  if (headers_good && !has_type) headers_good = add_header("Content-Type:");  // none of libcurl's own
  if (!headers_good) return usage_reply();

  const bool plain = !options_.unix_socket.empty();
  std::array<char, CURL_ERROR_SIZE> text{};
  Options options(handle.get());
  options.set(CURLOPT_ERRORBUFFER, text.data());
  options.set(CURLOPT_URL, call.url.c_str());
  options.set(CURLOPT_PROTOCOLS_STR, plain ? "http" : options_.plain_http ? "https,http" : "https");
  options.set(CURLOPT_REDIR_PROTOCOLS_STR, "https");
  options.set(CURLOPT_FOLLOWLOCATION, 0L);
  options.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  options.set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  options.set(CURLOPT_CUSTOMREQUEST, call.method.c_str());
  options.set(CURLOPT_HTTPHEADER, headers.get());
  options.set(CURLOPT_PATH_AS_IS, 1L);
  if (sends_body(call)) {
    options.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    options.set(CURLOPT_POSTFIELDS, call.body.c_str());
  } else if (call.method == "HEAD") {
    options.set(CURLOPT_NOBODY, 1L);
  }
  if (connections_) options.set(CURLOPT_SHARE, static_cast<CURLSH*>(connections_.get()));
  if (plain) {
    options.set(CURLOPT_UNIX_SOCKET_PATH, options_.unix_socket.c_str());
  } else {
    set_tls(options, options_.tls);
  }
  // Both, or the environment's http_proxy and no_proxy would decide.
  options.set(CURLOPT_PROXY, options_.proxy.c_str());
  options.set(CURLOPT_NOPROXY, "");
  options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  options.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
  options.set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  options.set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.stall_timeout.count()));
  options.set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.total_timeout.count()));
  options.set(CURLOPT_NOSIGNAL, 1L);
  options.set(CURLOPT_WRITEFUNCTION, &on_body);
  options.set(CURLOPT_WRITEDATA, &transfer);
  options.set(CURLOPT_HEADERFUNCTION, &on_header);
  options.set(CURLOPT_HEADERDATA, &transfer);
  options.set(CURLOPT_XFERINFOFUNCTION, &on_progress);
  options.set(CURLOPT_XFERINFODATA, &transfer);
  options.set(CURLOPT_NOPROGRESS, 0L);
  if (!options.good()) return usage_reply();

  CURLcode code = CURLE_OK;
  {
    const QuietPipe quiet;
    code = curl_easy_perform(handle.get());
  }
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status >= 200) transfer.reply.status = static_cast<int>(status);
  if (code == CURLE_OK) {
    if (!transfer.reply.status) set_fault(transfer.reply, Fault::broken, place_of(call.url, options_));
    return std::move(transfer.reply);
  }

  Failure failure;
  failure.code = code;
  failure.text = text.data();
  curl_easy_getinfo(handle.get(), CURLINFO_SSL_VERIFYRESULT, &failure.verify_result);
  curl_easy_getinfo(handle.get(), CURLINFO_HTTP_CONNECTCODE, &failure.connect_status);
  long connections = 0;
  long port = 0;  // also of a connection that was there before
  curl_easy_getinfo(handle.get(), CURLINFO_NUM_CONNECTS, &connections);
  if (connections_) curl_easy_getinfo(handle.get(), CURLINFO_PRIMARY_PORT, &port);
  failure.connected = connections > 0 || port > 0;
  if (transfer.stopped) {
    set_fault(transfer.reply, Fault::stopped, place_of(call.url, options_));
  } else if (transfer.too_large) {
    set_fault(transfer.reply, Fault::too_large, place_of(call.url, options_));
  } else {
    explain(transfer.reply, failure, call.url, options_);
  }
  return std::move(transfer.reply);
}

}  // namespace jauge::http
