#include "receiver/consolidation.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/json_writer.hpp"
#include "receiver/csv_rows.hpp"
#include "seal/asice.hpp"

namespace jauge::receiver {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string chain_text(const ListedReport& report) {
  std::string text = report.fork ? "fourche" : "";
  if (report.missing) {
    if (!text.empty()) text += ' ';
    text += fmt::format("manque:{}", report.missing->first);
    if (report.missing->last != report.missing->first) text += fmt::format("-{}", report.missing->last);
  }
  return text;
}

auto place_of(const Entry& entry) {
  return std::tuple(entry.facts.key.project, entry.facts.key.region);
}

/// One chain: entries of a project and region in order of arrival.
void consolidate_chain(std::span<const Entry> entries, std::vector<ListedReport>& out) {
  const Chain chain = examine(entries);
  std::map<core::Month, int> highest;
  for (const Entry& entry : entries) {
    auto& revision = highest.try_emplace(entry.facts.key.month, 0).first->second;
    revision = std::max(revision, entry.facts.key.revision);
  }
  const auto begin = out.size();
  for (const Entry& entry : entries) {
    ListedReport listed{entry, highest.at(entry.facts.key.month) == entry.facts.key.revision, false, {}};
    const int sequence = entry.facts.sequence;
    listed.fork = std::find(chain.forks.begin(), chain.forks.end(), sequence) != chain.forks.end();
    for (const Chain::Gap& gap : chain.missing) {
      if (gap.last + 1 == sequence) listed.missing = gap;
    }
    out.push_back(std::move(listed));
  }
  std::stable_sort(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
                   [](const ListedReport& one, const ListedReport& other) {
                     return one.entry.facts.sequence < other.entry.facts.sequence;
                   });
}

core::Result<std::string> csv_of(const Archive& archive, const ReportKey& key) {
  const auto bytes = archive.container(key);
  if (!bytes) return core::Failure(bytes.error());
  if (!*bytes) return std::string();
  auto container = seal::read_container(**bytes);
  if (!container) return core::Failure(container.error());
  std::string csv = std::move(container->documents.csv);
  if (csv.starts_with(byte_order_mark)) csv.erase(0, byte_order_mark.size());
  return csv;
}

}  // namespace

std::vector<ListedReport> consolidate(std::vector<Entry> entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& one, const Entry& other) { return place_of(one) < place_of(other); });
  std::vector<ListedReport> out;
  for (auto begin = entries.begin(); begin != entries.end();) {
    const auto end = std::find_if(begin, entries.end(),
                                  [&](const Entry& entry) { return place_of(entry) != place_of(*begin); });
    consolidate_chain({begin, end}, out);
    begin = end;
  }
  return out;
}

std::string to_csv(std::span<const ListedReport> reports) {
  std::string out(byte_order_mark);
  out += "projet;region;mois;revision;sequence;recu_le;sha256;en_vigueur;chaine\r\n";
  for (const ListedReport& report : reports) {
    const auto& [facts, json_sha256, sha256, received_at] = report.entry;
    out +=
        fmt::format("{};{};{};{};{};{};{};{};{}\r\n", facts.key.project, facts.key.region.text(),
                    facts.key.month.text(), facts.key.revision, facts.sequence, core::utc_text(received_at),
                    sha256.hex(), report.in_force ? "oui" : "non", chain_text(report));
  }
  return out;
}

std::string to_json(std::span<const ListedReport> reports) {
  core::JsonWriter json;
  json.array([&] {
    for (const ListedReport& report : reports) {
      const auto& entry = report.entry;
      json.object([&] {
        json.key("project").text(entry.facts.key.project);
        json.key("region").text(entry.facts.key.region.text());
        json.key("month").text(entry.facts.key.month.text());
        json.key("revision").number(entry.facts.key.revision);
        json.key("sequence").number(entry.facts.sequence);
        json.key("received_at").text(core::utc_text(entry.received_at));
        json.key("sha256").text(entry.sha256.hex());
        json.key("rapport_json_sha256").text(entry.json_sha256.hex());
        json.key("in_force").boolean(report.in_force);
        json.key("fork").boolean(report.fork);
        json.key("missing").array([&] {
          if (!report.missing) return;
          json.number(report.missing->first);
          json.number(report.missing->last);
        });
      });
    }
  });
  return json.finish() + "\n";
}

core::Result<std::string> figures_csv(const Archive& archive, std::span<const ListedReport> reports) {
  std::string out(byte_order_mark);
  bool headed = false;
  for (const ListedReport& report : reports) {
    if (!report.in_force) continue;
    auto csv = csv_of(archive, report.entry.facts.key);
    if (!csv) return csv;
    // The header has no quoted cell: its line ends at the first CRLF.
    out += headed ? csv->substr(std::min(csv->find("\r\n") + 2, csv->size())) : *csv;
    headed = true;
  }
  return out;
}

core::Result<std::string> figures_json(const Archive& archive, std::span<const ListedReport> reports) {
  core::JsonWriter json;
  std::optional<core::Error> failure;
  json.array([&] {
    for (const ListedReport& report : reports) {
      if (!report.in_force || failure) continue;
      const auto csv = csv_of(archive, report.entry.facts.key);
      if (!csv) {
        failure = csv.error();
        continue;
      }
      const auto rows = csv_rows(*csv);
      for (std::size_t i = 1; i < rows.size(); ++i) {
        json.object([&] {
          for (std::size_t column = 0; column < std::min(rows[0].size(), rows[i].size()); ++column)
            json.key(rows[0][column]).text(rows[i][column]);
        });
      }
    }
  });
  if (failure) return core::Failure(*failure);
  return json.finish() + "\n";
}

}  // namespace jauge::receiver
