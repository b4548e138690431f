#include "tests/support/tds_server.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace jauge::test_support {
namespace {

// Packet types and tokens of [MS-TDS].
constexpr unsigned char batch = 0x01, rpc_request = 0x03, tabular = 0x04, attention = 0x06, login = 0x10,
                        prelogin = 0x12;

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

std::string wide(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto unit = static_cast<unsigned char>(text[i]);
    if (unit >= 0xC2 && unit < 0xE0 && i + 1 < text.size()) {
      put(out, ((unit & 0x1Fu) << 6) | (static_cast<unsigned char>(text[++i]) & 0x3Fu), 2);
    } else {
      put(out, unit, 2);
    }
  }
  return out;
}

/// What is text in a request: every byte that is not zero.
std::string narrow(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    if (c != '\0') out.push_back(c);
  }
  return out;
}

struct Moment {
  std::int64_t days;  // since 0001-01-01
  std::int64_t seconds;
};

Moment moment(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (std::sscanf(text.c_str(), "%d-%d-%d %d:%d:%d", &year, &month, &day, &hour, &minute, &second) < 3) {
    throw std::runtime_error("no time: " + text);
  }
  using namespace std::chrono;
  const auto since = sys_days(std::chrono::year(year) / month / day) - sys_days(std::chrono::year(1) / 1 / 1);
  return {since.count(), (hour * 60 + minute) * 60 + second};
}

constexpr std::int64_t days_to_1900 = 693'595;

std::string type_info(TdsServer::Type type) {
  using Type = TdsServer::Type;
  std::string out;
  switch (type) {
    case Type::nvarchar:
      put(out, 0xE7, 1);
      put(out, 8000, 2);
      out += std::string("\x09\x04\xD0\x00\x34", 5);
      break;
    case Type::bigint:
      put(out, 0x26, 1);
      put(out, 8, 1);
      break;
    case Type::real:
      put(out, 0x6D, 1);
      put(out, 8, 1);
      break;
    case Type::datetime:
      put(out, 0x6F, 1);
      put(out, 8, 1);
      break;
    case Type::datetime2:
      put(out, 0x2A, 1);
      put(out, 7, 1);
      break;
    case Type::datetimeoffset:
      put(out, 0x2B, 1);
      put(out, 7, 1);
      break;
    case Type::uuid:
      put(out, 0x24, 1);
      put(out, 16, 1);
      break;
  }
  return out;
}

std::string value_bytes(TdsServer::Type type, const TdsServer::Value& value) {
  using Type = TdsServer::Type;
  std::string out;
  const bool null = std::holds_alternative<std::monostate>(value);
  if (type == Type::nvarchar) {
    if (null) {
      put(out, 0xFFFF, 2);
      return out;
    }
    const auto text = wide(std::get<std::string>(value));
    put(out, text.size(), 2);
    return out + text;
  }
  if (null) {
    put(out, 0, 1);
    return out;
  }
  switch (type) {
    case Type::bigint:
      put(out, 8, 1);
      put(out, static_cast<std::uint64_t>(std::get<std::int64_t>(value)), 8);
      break;
    case Type::real: {
      std::uint64_t bits = 0;
      const double number = std::get<double>(value);
      std::memcpy(&bits, &number, sizeof bits);
      put(out, 8, 1);
      put(out, bits, 8);
      break;
    }
    case Type::datetime: {
      const auto at = moment(std::get<std::string>(value));
      put(out, 8, 1);
      put(out, static_cast<std::uint64_t>(at.days - days_to_1900), 4);
      put(out, static_cast<std::uint64_t>(at.seconds * 300), 4);
      break;
    }
    case Type::datetime2:
    case Type::datetimeoffset: {
      const auto at = moment(std::get<std::string>(value));
      const bool offset = type == Type::datetimeoffset;
      put(out, offset ? 10 : 8, 1);
      put(out, static_cast<std::uint64_t>(at.seconds) * 10'000'000, 5);
      put(out, static_cast<std::uint64_t>(at.days), 3);
      if (offset) put(out, 120, 2);  // two hours east; the time is that of UTC
      break;
    }
    case Type::uuid:
      put(out, 16, 1);
      out += std::get<std::string>(value).substr(0, 16);
      break;
    case Type::nvarchar:
      break;
  }
  return out;
}

/// DONE, or the DONE of a procedure.
std::string done(bool rpc, unsigned status, std::uint64_t rows) {
  std::string out;
  put(out, rpc ? 0xFE : 0xFD, 1);
  put(out, status, 2);
  put(out, 0xC1, 2);
  put(out, rows, 8);
  return out;
}

bool send_all(int client, unsigned char type, std::string_view payload) {
  constexpr std::size_t most = 4096 - 8;
  do {
    const auto part = payload.substr(0, most);
    payload.remove_prefix(part.size());
    std::string packet;
    packet.push_back(static_cast<char>(type));
    packet.push_back(payload.empty() ? 1 : 0);
    const auto size = part.size() + 8;
    packet.push_back(static_cast<char>(size >> 8));
    packet.push_back(static_cast<char>(size));
    packet += std::string("\0\0\1\0", 4);
    packet += part;
    if (::send(client, packet.data(), packet.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(packet.size()))
      return false;
  } while (!payload.empty());
  return true;
}

/// As the header of a packet says it.
std::size_t packet_size(const std::string& header) {
  return (std::size_t{static_cast<unsigned char>(header[2])} << 8) | static_cast<unsigned char>(header[3]);
}

std::string login_answer() {
  std::string body;
  put(body, 1, 1);
  body += std::string("\x74\0\0\4", 4);
  const std::string name = "Microsoft SQL Server";
  put(body, name.size(), 1);
  body += wide(name) + std::string("\x10\0\x03\xE8", 4);
  std::string out;
  put(out, 0xAD, 1);
  put(out, body.size(), 2);
  return out + body + done(false, 0, 0);
}

std::string prelogin_answer() {
  // VERSION, ENCRYPTION (not supported), end.
  return std::string("\0\0\x0B\0\6\1\0\x11\0\1\xFF\x10\0\x03\xE8\0\0\2", 18);
}

std::string error_answer(int number, bool rpc) {
  std::string body;
  put(body, static_cast<std::uint64_t>(number), 4);
  put(body, 1, 1);
  put(body, 16, 1);
  const std::string words = "DUPONT-SECRET is in these words";
  put(body, words.size(), 2);
  body += wide(words);
  put(body, 0, 1);
  put(body, 0, 1);
  put(body, 1, 4);
  std::string out;
  put(out, 0xAA, 1);
  put(out, body.size(), 2);
  return out + body + done(rpc, 2, 0);
}

}  // namespace

TdsServer::TdsServer() {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 4) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0 || ::pipe(wake_) != 0) {
    throw std::runtime_error("no port");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

TdsServer::~TdsServer() {
  ::close(wake_[1]);
  thread_.join();
  ::close(wake_[0]);
  ::close(listener_);
}

void TdsServer::answer(const std::string& part, Answer answer) {
  const std::lock_guard lock(mutex_);
  answers_.emplace_back(part, std::move(answer));
}

std::vector<std::string> TdsServer::statements() const {
  const std::lock_guard lock(mutex_);
  return statements_;
}

void TdsServer::serve() {
  for (;;) {
    pollfd wanted[2] = {{listener_, POLLIN, 0}, {wake_[0], POLLIN, 0}};
    if (::poll(wanted, 2, -1) < 0 || wanted[1].revents != 0) return;
    const int client = ::accept(listener_, nullptr, nullptr);
    if (client < 0) continue;
    converse(client);
    ::close(client);
  }
}

void TdsServer::converse(int client) {
  std::string received;
  std::string message;
  bool hangs = false;
  for (;;) {
    while (received.size() < 8 || received.size() < packet_size(received)) {
      pollfd wanted[2] = {{client, POLLIN, 0}, {wake_[0], POLLIN, 0}};
      if (::poll(wanted, 2, -1) < 0 || wanted[1].revents != 0) return;
      char buffer[8192];
      const auto got = ::recv(client, buffer, sizeof buffer, 0);
      if (got <= 0) return;
      received.append(buffer, static_cast<std::size_t>(got));
    }
    const auto type = static_cast<unsigned char>(received[0]);
    const bool last = (received[1] & 1) != 0;
    const std::size_t length = packet_size(received);
    message += received.substr(8, length - 8);
    received.erase(0, length);
    if (!last) continue;
    std::string reply;
    if (type == prelogin) {
      reply = prelogin_answer();
    } else if (type == login) {
      const std::lock_guard lock(mutex_);
      statements_.push_back("login " + narrow(message));
      reply = login_answer();
    } else if (type == attention) {
      interrupted_ = true;
      hangs = false;
      reply = done(false, 0x20, 0);
    } else if (type == batch || type == rpc_request) {
      reply = reply_to(narrow(message), type == rpc_request, hangs);
    }
    message.clear();
    if (!hangs && !send_all(client, tabular, reply)) return;
  }
}

std::string TdsServer::reply_to(const std::string& text, bool rpc, bool& hangs) {
  const std::lock_guard lock(mutex_);
  statements_.push_back(text);
  const Answer* found = nullptr;
  for (const auto& [part, answer] : answers_) {
    if (text.find(part) != text.npos) found = &answer;
  }
  if (!found) return done(rpc, 0, 0);
  hangs = found->hangs;
  if (found->error != 0) return error_answer(found->error, rpc);
  std::string out;
  put(out, 0x81, 1);
  put(out, found->columns.size(), 2);
  for (const auto& column : found->columns) {
    put(out, 0, 4);
    put(out, 9, 2);  // may be null, may be written
    out += type_info(column.type);
    put(out, column.name.size(), 1);
    out += wide(column.name);
  }
  for (const auto& row : found->rows) {
    put(out, 0xD1, 1);
    for (std::size_t i = 0; i < row.size(); ++i) out += value_bytes(found->columns[i].type, row[i]);
  }
  if (rpc) {
    // The rows of a procedure end before it does.
    put(out, 0xFF, 1);
    put(out, 0x11, 2);
    put(out, 0xC1, 2);
    put(out, found->rows.size(), 8);
    put(out, 0x79, 1);
    put(out, 0, 4);
    return out + done(true, 0, 0);
  }
  return out + done(false, 0x10, found->rows.size());
}

}  // namespace jauge::test_support
