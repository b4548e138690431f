#include "connectors/tddui/bundle.hpp"

#include <algorithm>
#include <map>

#include "connectors/fhir/evaluate.hpp"
#include "connectors/web/link.hpp"
#include "core/digest.hpp"

namespace jauge::connectors::tddui {
namespace {

using web::Json;

/// INS numbers: of a person, not of a file; the same for a person's files in two establishments.
constexpr std::string_view ins_systems = "urn:oid:1.2.250.1.213.1.4.";
constexpr std::string_view local_user = "https://identifiant-medicosocial-localusager.esante.gouv.fr";

struct Identifier {
  std::string_view system;
  std::string_view value;
  bool is_ins() const { return system.starts_with(ins_systems); }
};

std::vector<Identifier> identifiers_of(const Json& resource) {
  std::vector<Identifier> found;
  const auto add = [&](const Json& identifier) {
    const auto value = identifier["value"].text();
    if (value && !value->empty()) found.push_back({identifier["system"].text().value_or(""), *value});
  };
  const auto identifier = resource["identifier"];
  if (identifier.is_object()) add(identifier);
  for (const Json& one : identifier.items()) add(one);
  return found;
}

std::string identity_text(std::string_view type, std::string_view system, std::string_view value) {
  return fmt::format("{}\n{}\n{}", type, system, value);
}

void write_text(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string scalar(const Json& value) {
  if (const auto number = value.integer()) return fmt::format("{}", *number);
  if (const auto truth = value.boolean()) return *truth ? "true" : "false";
  // Quantities and amounts say nothing here.
  return "null";
}

/// Writes a resource again with the names of this house.
class Rewriting {
 public:
  using Rename = std::function<std::string(std::string_view reference)>;
  using RenameLogical = std::function<std::string(std::string_view type, const Json& identifier)>;
  Rewriting(Rename rename, RenameLogical logical)
      : rename_(std::move(rename)), logical_(std::move(logical)) {}

  void write_resource(const Json& resource, std::string_view name, std::string_view received,
                      std::string& out) const {
    out += '{';
    bool first = true;
    const auto key = [&](std::string_view text) {
      if (!std::exchange(first, false)) out += ',';
      write_text(text, out);
      out += ':';
    };
    key("id");
    write_text(name, out);
    key("meta");
    write_meta(resource["meta"], received, out);
    resource.each_member([&](std::string_view member, const Json& value) {
      // The narrative is for people, and may be long.
      if (member == "id" || member == "meta" || member == "text") return;
      key(member);
      write(member, value, out);
    });
    out += '}';
  }

 private:
  void write_meta(const Json& meta, std::string_view received, std::string& out) const {
    out += "{\"lastUpdated\":";
    write_text(meta["lastUpdated"].text().value_or(received), out);
    meta.each_member([&](std::string_view member, const Json& value) {
      if (member == "lastUpdated") return;
      out += ',';
      write_text(member, out);
      out += ':';
      write(member, value, out);
    });
    out += '}';
  }

  void write(std::string_view name, const Json& value, std::string& out) const {
    if (value.is_object()) return write_object(name, value, out);
    if (value.is_array()) {
      out += '[';
      bool first = true;
      for (const Json& item : value.items()) {
        if (!std::exchange(first, false)) out += ',';
        write(name, item, out);
      }
      out += ']';
    } else if (const auto text = value.text()) {
      // An attachment's bytes are of no use.
      write_text(name == "data" ? std::string_view() : *text, out);
    } else {
      out += scalar(value);
    }
  }

  void write_object(std::string_view name, const Json& object, std::string& out) const {
    out += '{';
    bool first = true;
    const auto key = [&](std::string_view text) {
      if (!std::exchange(first, false)) out += ',';
      write_text(text, out);
      out += ':';
    };
    const auto reference = object["reference"].text();
    const auto identifier = object["identifier"];
    if (!object["reference"].present() && identifier.is_object()) {
      // A logical reference: its type stands beside it, or is that of the place.
      const auto type = object["type"].text().value_or(name == "subject" || name == "patient" ? "Patient"
                                                       : name == "serviceProvider"            ? "Organization"
                                                                                              : "");
      if (auto renamed = logical_(type, identifier); !renamed.empty()) {
        key("reference");
        write_text(renamed, out);
      }
    }
    object.each_member([&](std::string_view member, const Json& value) {
      key(member);
      if (member == "reference" && reference) {
        write_text(rename_(*reference), out);
      } else {
        write(member, value, out);
      }
    });
    out += '}';
  }

  Rename rename_;
  RenameLogical logical_;
};

tl::unexpected<Problem> refused(int status, std::string code, std::string words) {
  return tl::unexpected(Problem{status, std::move(code), std::move(words)});
}

bool is_type(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text[0] >= 'A' && text[0] <= 'Z' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); });
}

Problem problem_of(web::JsonFault fault) {
  switch (fault) {
    case web::JsonFault::not_utf8:
      return {400, "structure", "The body is not UTF-8."};
    case web::JsonFault::too_deep:
      return {400, "too-long", "The body is nested too deeply."};
    case web::JsonFault::name_twice:
      return {400, "structure", "An object of the body has a name twice."};
    case web::JsonFault::number:
      return {400, "structure", "A number of the body cannot be read."};
    case web::JsonFault::memory:
      return {413, "too-long", "The body is too large."};
    case web::JsonFault::malformed:
      break;
  }
  return {400, "structure", "The body is not JSON."};
}

class Reading {
 public:
  Reading(const Naming& naming, core::Instant received)
      : naming_(naming), received_(core::utc_text(received)) {}

  tl::expected<Submission, Problem> run(std::string_view body) {
    web::JsonReader reader;
    const auto bundle = reader.parse(body);
    if (!bundle) return tl::unexpected(problem_of(bundle.error()));
    if ((*bundle)["resourceType"].text() != std::string_view("Bundle"))
      return refused(422, "invalid", "A Bundle is expected.");
    const auto type = (*bundle)["type"].text().value_or("");
    if (type != "transaction" && type != "batch")
      return refused(422, "invalid", "A Bundle of type transaction is expected.");
    Submission submission;
    submission.batch = type == "batch";
    const auto entries = (*bundle)["entry"].items();
    if (entries.size() > most_entries) return refused(413, "too-long", "The Bundle has too many entries.");
    for (const Json& entry : entries) {
      if (auto taken = take(entry, submission); !taken) return tl::unexpected(taken.error());
    }
    if (auto rewritten = rewrite(entries, submission); !rewritten) return tl::unexpected(rewritten.error());
    return submission;
  }

 private:
  tl::expected<void, Problem> take(const Json& posted, Submission& submission) {
    Entry entry;
    const auto request = posted["request"];
    const auto method = request["method"].text().value_or("POST");
    const auto resource = posted["resource"];
    if (method == "DELETE") {
      entry.removal = true;
      const auto url = request["url"].text().value_or("");
      const auto key = named(url);
      const auto slash = key.find('/');
      if (slash == std::string::npos || !is_type(std::string_view(key).substr(0, slash)))
        return refused(400, "value", "A DELETE names no resource.");
      entry.type = key.substr(0, slash);
      entry.name = key.substr(slash + 1);
      submission.entries.push_back(std::move(entry));
      return {};
    }
    if (method != "POST" && method != "PUT")
      return refused(422, "not-supported", "Only POST, PUT and DELETE are taken in a transaction.");
    const auto type = resource["resourceType"].text().value_or("");
    if (!is_type(type)) return refused(400, "structure", "An entry has no resource.");
    entry.type = std::string(type);
    entry.content = core::sha256(plain_text(resource)).hex();
    name(posted, resource, entry);
    remember(posted, resource, entry);
    submission.entries.push_back(std::move(entry));
    return {};
  }

  /// Who it is: by the identifier that is of this file or this event, not of the person; else by what the DUI
  /// calls it; else by what it holds.
  void name(const Json& posted, const Json& resource, Entry& entry) {
    auto identifiers = identifiers_of(resource);
    std::ranges::stable_sort(identifiers, {}, [](const Identifier& identifier) {
      return identifier.system == local_user ? 0 : identifier.is_ins() ? 2 : 1;
    });
    const bool only_ins = !identifiers.empty() && identifiers.front().is_ins();
    for (const Identifier& identifier : identifiers) {
      auto hashed = naming_.hash(identity_text(entry.type, identifier.system, identifier.value));
      const auto known = identifier.is_ins() && !only_ins ? std::string() : naming_.known(hashed);
      if (entry.name.empty() && !known.empty()) entry.name = known;
      entry.identifiers.push_back(std::move(hashed));
    }
    if (entry.name.empty() && !entry.identifiers.empty()) entry.name = entry.identifiers.front();
    if (!entry.name.empty()) return;
    const auto url = posted["fullUrl"].text().value_or("");
    auto key = url.starts_with("urn:") ? std::string() : fhir::reference_key(url);
    if (key.empty()) key = fhir::resource_key(resource);
    entry.name = naming_.hash(key.empty() ? "content\n" + entry.content : "key\n" + key);
    // A DUI may go on calling it by its own name.
    if (!key.empty()) entry.identifiers.push_back(naming_.hash(key));
  }

  void remember(const Json& posted, const Json& resource, const Entry& entry) {
    const auto url = posted["fullUrl"].text().value_or("");
    if (!url.empty()) names_.insert_or_assign(std::string(url), entry.key());
    if (auto key = fhir::reference_key(url); !key.empty())
      names_.insert_or_assign(std::move(key), entry.key());
    if (auto key = fhir::resource_key(resource); !key.empty())
      names_.try_emplace(std::move(key), entry.key());
  }

  /// What a reference is called here: "Patient/<32 digits>"; as it is where nobody knows.
  std::string named(std::string_view reference) const {
    if (reference.starts_with('#')) return std::string(reference);
    if (const auto found = names_.find(reference); found != names_.end()) return found->second;
    if (const auto asked = conditional(reference)) return named_by(asked->type, asked->system, asked->value);
    const auto key = fhir::reference_key(reference);
    if (const auto found = names_.find(key); found != names_.end()) return found->second;
    if (key.empty() || key.starts_with("urn:")) return std::string(reference);
    if (const auto known = naming_.known(naming_.hash(key)); !known.empty())
      return key.substr(0, key.find('/') + 1) + known;
    return key;
  }

  std::string named_by(std::string_view type, std::string_view system, std::string_view value) const {
    const auto hashed = naming_.hash(identity_text(type, system, value));
    const auto known = naming_.known(hashed);
    return fmt::format("{}/{}", type, known.empty() ? hashed : known);
  }

  static std::string plain_text(const Json& resource) {
    std::string out;
    Rewriting([](std::string_view reference) { return std::string(reference); },
              [](std::string_view, const Json&) { return std::string(); })
        .write_resource(resource, {}, {}, out);
    return out;
  }

  tl::expected<void, Problem> rewrite(const std::vector<Json>& posted, Submission& submission) const {
    // What this Bundle says of an identifier counts before what was known.
    std::map<std::string, std::string, std::less<>> fresh;
    for (const Entry& entry : submission.entries) {
      for (const auto& identifier : entry.identifiers) fresh.try_emplace(identifier, entry.name);
    }
    const Rewriting rewriting(
        [&](std::string_view reference) {
          if (const auto asked = conditional(reference)) {
            const auto found =
                fresh.find(naming_.hash(identity_text(asked->type, asked->system, asked->value)));
            if (found != fresh.end()) return fmt::format("{}/{}", asked->type, found->second);
          }
          return named(reference);
        },
        [&](std::string_view type, const Json& identifier) {
          const auto value = identifier["value"].text().value_or("");
          if (type.empty() || value.empty()) return std::string();
          const auto system = identifier["system"].text().value_or("");
          const auto found = fresh.find(naming_.hash(identity_text(type, system, value)));
          return found != fresh.end() ? fmt::format("{}/{}", type, found->second)
                                      : named_by(type, system, value);
        });
    std::string text = "[";
    for (std::size_t i = 0; i < posted.size(); ++i) {
      if (i > 0) text += ',';
      if (submission.entries[i].removal) {
        text += "null";
      } else {
        rewriting.write_resource(posted[i]["resource"], submission.entries[i].name, received_, text);
      }
    }
    text += ']';
    submission.reader = std::make_unique<web::JsonReader>();
    const auto document = submission.reader->parse(text);
    if (!document) return tl::unexpected(problem_of(document.error()));
    const auto items = document->items();
    for (std::size_t i = 0; i < items.size(); ++i) submission.entries[i].resource = items[i];
    return {};
  }

  const Naming& naming_;
  std::string received_;
  std::map<std::string, std::string, std::less<>> names_;  // what the Bundle calls them, to what we do
};

}  // namespace

std::optional<Conditional> conditional(std::string_view reference) {
  const auto mark = reference.find('?');
  if (mark == std::string_view::npos) return std::nullopt;
  auto type = reference.substr(0, mark);
  type = type.substr(type.rfind('/') == std::string_view::npos ? 0 : type.rfind('/') + 1);
  if (!is_type(type)) return std::nullopt;
  for (const auto& [name, value] : web::query_of(reference)) {
    if (name != "identifier") continue;
    const auto bar = value.find('|');
    if (bar == std::string::npos) return Conditional{std::string(type), {}, value};
    return Conditional{std::string(type), value.substr(0, bar), value.substr(bar + 1)};
  }
  return std::nullopt;
}

tl::expected<Submission, Problem> read_submission(std::string_view body, const Naming& naming,
                                                  core::Instant received) {
  return Reading(naming, received).run(body);
}

}  // namespace jauge::connectors::tddui
