#include "connectors/imap/source.hpp"

#include <algorithm>
#include <set>

#include "connectors/imap/header.hpp"
#include "connectors/imap/link.hpp"
#include "connectors/imap/query.hpp"

namespace jauge::connectors::imap {
namespace {

constexpr std::size_t messages_per_fetch = 200;
// More than a Message-ID, a date and an address take; a message whose fields reach it is not read for one.
constexpr std::size_t header_limit = 16384;

/// "1-Oct-2026".
std::string search_day(core::Day day) {
  constexpr std::array<std::string_view, 12> names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::year_month_day date(day);
  return fmt::format("{}-{}-{:04}", static_cast<unsigned>(date.day()),
                     names[static_cast<unsigned>(date.month()) - 1],
                     std::clamp(static_cast<int>(date.year()), 1900, 9999));
}

/// Days of a search are of no zone: one more on each side, and rows are looked at again one by one.
std::string search_command(const core::Query& query, const MailboxQuery& mailbox) {
  const auto first = search_day(std::chrono::floor<std::chrono::days>(query.since) - std::chrono::days(1));
  const auto last = search_day(std::chrono::ceil<std::chrono::days>(query.until) + std::chrono::days(1));
  std::string command =
      fmt::format("UID SEARCH UNDRAFT OR (SENTSINCE {0} SENTBEFORE {1}) (SINCE {0} BEFORE {1})", first, last);
  if (!mailbox.from.empty()) command += " FROM " + in_quotes(mailbox.from);
  return command;
}

std::string fetch_command(const std::vector<std::uint32_t>& uids, std::size_t begin, std::size_t end) {
  std::string set;
  for (std::size_t i = begin; i < end; ++i) set += fmt::format("{}{}", set.empty() ? "" : ",", uids[i]);
  return fmt::format(
      "UID FETCH {} (UID INTERNALDATE BODY.PEEK[HEADER.FIELDS "
      "(MESSAGE-ID DATE FROM AUTO-SUBMITTED CONTENT-TYPE)]<0.{}>)",
      set, header_limit);
}

bool holds(std::string_view text, std::string_view part) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [&](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

core::Cell instant_cell(core::Instant instant) {
  return {core::Cell::Type::instant, instant.time_since_epoch().count(), {}};
}

class Source final : public core::Source {
 public:
  Source(const config::SourceSection& section, std::shared_ptr<Link> link)
      : spec_(section.spec), link_(std::move(link)) {}

  core::Result<void> open() override { return link_->open(); }
  /// A folder opened by EXAMINE cannot be changed: there is no right to take away.
  core::Result<std::vector<core::Grant>> excessive_grants() override { return std::vector<core::Grant>{}; }
  core::Result<void> read(const core::Query& query, const std::function<void(core::Columns)>& on_columns,
                          const std::function<bool(const core::Row&)>& on_row) override;
  core::Result<core::Cell> read_value(const std::string&) override {
    return core::fail(core::ErrorKind::invalid,
                      core::msg("Source {0}: a mailbox takes no `fresh`.", spec_.name));
  }

 private:
  core::Result<std::string> sent_folder();
  core::Result<std::vector<std::uint32_t>> search(const std::string& command);

  core::SourceSpec spec_;
  std::shared_ptr<Link> link_;
};

/// The folder that the server marks as the one of sent messages (RFC 6154).
core::Result<std::string> Source::sent_folder() {
  std::optional<std::string> found;
  const bool extended = link_->can("SPECIAL-USE") && link_->can("LIST-EXTENDED");
  auto listed = link_->run(extended ? R"(LIST "" "*" RETURN (SPECIAL-USE))" : R"(LIST "" "*")", "LIST",
                           [&](const Response& response) {
                             if (auto name = folder_with(response, "\\Sent"); name && !found)
                               found = std::move(name);
                           });
  if (!listed) return core::Failure(listed.error());
  if (!found) return failure(Cause::no_sent_folder, spec_.name, link_->place());
  return *found;
}

core::Result<std::vector<std::uint32_t>> Source::search(const std::string& command) {
  std::vector<std::uint32_t> uids;
  bool understood = true;
  auto found = link_->run(command, "SEARCH", [&](const Response& response) {
    if (!response.line.starts_with("* SEARCH")) return;
    if (auto some = search_result(response)) {
      uids.insert(uids.end(), some->begin(), some->end());
    } else {
      understood = false;
    }
  });
  if (!found) return core::Failure(found.error());
  if (!understood) return failure(Cause::nonsense, spec_.name, link_->place());
  std::ranges::sort(uids);
  uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
  return uids;
}

core::Result<void> Source::read(const core::Query& query,
                                const std::function<void(core::Columns)>& on_columns,
                                const std::function<bool(const core::Row&)>& on_row) {
  const auto mailbox = parse_query(query.text, spec_, query.kind);
  if (!mailbox) return core::Failure(mailbox.error());
  std::string folder = folder_name(mailbox->folder);
  if (folder.empty()) {
    auto sent = sent_folder();
    if (!sent) return core::Failure(sent.error());
    folder = std::move(*sent);
  }
  if (auto opened = link_->examine(folder, mailbox->folder.empty() ? folder : mailbox->folder); !opened)
    return opened;
  const auto uids = search(search_command(query, *mailbox));
  if (!uids) return core::Failure(uids.error());

  on_columns({true, false});
  bool wanted = true;
  for (std::size_t begin = 0; begin < uids->size() && wanted; begin += messages_per_fetch) {
    const std::size_t end = std::min(uids->size(), begin + messages_per_fetch);
    std::set<std::uint32_t> left(uids->begin() + static_cast<std::ptrdiff_t>(begin),
                                 uids->begin() + static_cast<std::ptrdiff_t>(end));
    auto fetched = link_->run(fetch_command(*uids, begin, end), "FETCH", [&](const Response& response) {
      const auto message = fetch_result(response);
      // What was not asked for, or comes again, is news of the server's.
      if (!message || left.erase(message->uid) == 0 || !wanted) return;
      if (!mailbox->automatic && is_automatic(message->header)) return;
      if (!mailbox->from.empty() && !holds(field(message->header, "From").value_or(""), mailbox->from))
        return;
      const auto id = field(message->header, "Message-ID");
      auto at = parse_date(field(message->header, "Date").value_or(""));
      if (!at) at = parse_date(message->internal_date);
      core::Row row;
      row.finess = {core::Cell::Type::text, 0, mailbox->finess};
      if (message->header.size() >= header_limit) {
        row.id = {core::Cell::Type::unreadable, 0, {}};
      } else if (id) {
        row.id = {core::Cell::Type::text, 0, message_id(*id)};
      }
      if (at) row.at = instant_cell(*at);
      wanted = on_row(row);
    });
    if (!fetched) return fetched;
  }
  return {};
}

}  // namespace

Connection connect(const config::SourceSection& section) {
  const auto link = std::make_shared<Link>(section);
  return {std::make_unique<Source>(section, link), [link] { link->cancel(); }};
}

}  // namespace jauge::connectors::imap
