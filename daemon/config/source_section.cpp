// [[source]]: what is read, how, and for whom.
#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "config/connection.hpp"
#include "config/csv_section.hpp"
#include "config/profile.hpp"
#include "config/profile_library.hpp"
#include "config/query_form.hpp"
#include "config/sections.hpp"
#include "core/named_parameters.hpp"

namespace jauge::config {

using core::msg;
using std::chrono::seconds;

namespace {

constexpr std::array<std::string_view, 9> spoken_types{"postgresql", "mariadb", "sqlite", "odbc", "csv",
                                                       "fhir",       "tddui",   "json",   "imap"};

/// Read over HTTP.
bool is_web(std::string_view type) {
  return type == "fhir" || type == "json";
}

bool is_source_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

/// The type, when it is spoken.
std::optional<std::string> read_type(const Field& field) {
  auto type = field.text();
  if (!type) return std::nullopt;
  if (std::find(spoken_types.begin(), spoken_types.end(), *type) != spoken_types.end()) return type;
  check_known(field, *type, std::vector<std::string>(spoken_types.begin(), spoken_types.end()));
  return std::nullopt;
}

void read_connection(const Field& field, const std::string& type, SourceSection& source) {
  auto connection = field.text();
  if (!connection) return;
  if (type == "sqlite") {
    if (connection->front() != '/') field.wrong(msg("expected a path that begins with /"));
  } else if (holds_password(*connection)) {
    field.wrong(
        msg("a password must not stand in `connection`: use the key `password`, and change the password that "
            "stood "
            "here"));
  } else if (type == "odbc") {
    // A driver's own words for TLS are its business: `tls` = "driver" says so.
  } else if (!connection_parameter(*connection, "sslmode").empty() ||
             !connection_parameter(*connection, "ssl").empty()) {
    field.wrong(msg("TLS is chosen by the key `tls`, not within `connection`"));
  }
  source.connection = std::move(*connection);
}

/// `tls`, its default by where the connection leads, and its text in reports.
void read_tls(Table& table, const std::string& type, SourceSection& source) {
  using Tls = SourceSection::Tls;
  const Field field = table["tls"];
  if (type == "odbc" && field.is_text() && field.any_text() == "driver") {
    source.tls_by_driver = true;
    source.tls = Tls::off;
    source.spec.tls = "driver";
    static_cast<void>(table["tls_ca"]);
    return;
  }
  const auto wanted =
      read_choice<Tls>(field, {{"verify", Tls::verify}, {"require", Tls::require}, {"off", Tls::off}});
  const Field ca = table["tls_ca"];
  assign(source.tls_ca, read_path(ca));
  switch (reach_of(type, source.connection)) {
    case Reach::file:
    case Reach::socket:
      source.tls = Tls::off;
      source.spec.tls = reach_of(type, source.connection) == Reach::file ? "none (file)" : "none (socket)";
      if (wanted && *wanted != Tls::off) {
        field.wrong(
            msg("this connection does not leave the machine by the network: TLS cannot be asked for; leave "
                "`tls` out"));
      }
      break;
    case Reach::loopback:
      // A mailbox is reached by IMAPS alone.
      source.tls = wanted.value_or(type == "imap" ? Tls::verify : Tls::off);
      source.spec.tls = "none (loopback)";
      break;
    case Reach::network:
      source.tls = wanted.value_or(Tls::verify);
      source.spec.tls = "off";
      break;
  }
  if (source.tls == Tls::verify) source.spec.tls = "verify";
  if (source.tls == Tls::require) source.spec.tls = "require";
  if (type == "imap" && source.tls == Tls::off) {
    field.wrong(msg("a mailbox is read over TLS only (IMAPS); `connection` must name its host"));
  }
  if (ca.present() && source.tls != Tls::verify) {
    ca.wrong(msg("is of use only with `tls` = \"verify\" on a network connection"));
  }
}

}  // namespace

void read_client_certificate(Table& table, SourceSection& source) {
  const Field certificate = table["client_certificate"];
  const Field key = table["client_key"];
  assign(source.client_certificate, read_path(certificate));
  source.client_key = read_secret_reference(key);
  if (certificate.present() != key.present()) {
    (certificate.present() ? certificate : key)
        .wrong(msg("`client_certificate` and `client_key` go together"));
  }
}

namespace {

/// The keys of a source that is a database, or a mailbox.
void read_database(Table& table, const std::string& type, SourceSection& source) {
  const Field connection = table.required("connection");
  read_connection(connection, type, source);
  source.password = read_secret_reference(table["password"]);
  if (type == "imap") read_client_certificate(table, source);
  if (connection.present()) {
    read_tls(table, type, source);
  } else {
    static_cast<void>(table["tls"]);
    static_cast<void>(table["tls_ca"]);
  }
}

/// The profile that the source names, from beside the configuration.
std::optional<Profile> load_profile(const Field& field, const Context& context, const std::string& type) {
  const auto name = field.text();
  if (!name) return std::nullopt;
  if (!is_identifier(*name)) {
    field.wrong(msg("expected the name of a profile: letters, digits, '.', '_' and '-'"));
    return std::nullopt;
  }
  const auto found = find_profile_text(context.directory, *name);
  if (!found) {
    field.wrong(msg("no profile is named \"{0}\": neither the file {1} nor this program has it", *name,
                    (context.directory / "profiles" / (*name + ".toml")).string()));
    return std::nullopt;
  }
  auto profile = parse_profile(found->text, found->file, context.kinds);
  if (!profile) {
    field.problems().add(std::move(profile.error()));
    return std::nullopt;
  }
  if (profile->name != *name) {
    field.wrong(msg("the file {0} holds a profile of another name, \"{1}\"", found->file, profile->name));
  }
  const auto is_for = [&](std::string_view wanted) {
    return std::find(profile->types.begin(), profile->types.end(), wanted) != profile->types.end();
  };
  // What a server gives to a search and what a DUI posts are the same resources.
  if (!is_for(type) && !(type == "tddui" && is_for("fhir"))) {
    field.wrong(msg("the profile is for sources of type \"{0}\"",
                    fmt::format("{}", fmt::join(profile->types, "\", \""))));
  }
  return std::move(*profile);
}

/// A mailbox holds events at their instants, and is always asked for a window.
void check_mailbox_kinds(const Field& query, const Context& context) {
  auto table = query.table();
  if (!table) return;
  for (const Field& entry : table->others()) {
    const auto* const kind = core::find_kind(context.kinds, entry.name());
    if (kind != nullptr && (kind->key != core::KeyOf::event || kind->shape != core::Shape::instant))
      entry.wrong_name(msg("a mailbox only tells of messages: this kind is not one of events"));
  }
}

/// Which queries are states: those that tell no time, in SQL those that name neither :since nor :until. An
/// instant is of a window: without one, each read would be of all there ever was.
void tell_states(const Field& query, const Field& profile, const Context& context, core::SourceSpec& spec) {
  if (spec.type == "imap") return check_mailbox_kinds(query, context);
  if (spec.type == "csv") return;
  const auto dialect = core::dialect_of(spec.type);
  for (const auto& [kind, text] : spec.queries) {
    auto table = query.table();
    const Field own = table ? (*table)[kind] : profile;
    const Field& place = own.present() ? own : profile;
    if (dialect) {
      const auto read = core::parameterise(text, *dialect, spec.name, kind);
      if (!read) {
        place.wrong(read.error().sentence);
        continue;
      }
    }
    const core::FactKind* known = core::find_kind(context.kinds, kind);
    if (known == nullptr || known->shape == core::Shape::number) continue;
    const QueryForm form = query_form(text, spec.type);
    if (known->shape != core::Shape::instant) {
      if (form.state) spec.states.push_back(kind);
    } else if (!form.windowed) {
      place.wrong(msg("the query must use :since and :until: {0} is a kind of instants", kind));
    }
  }
}

/// The drop folder and its files, over what the profile says.
void read_folder(Table& table, const Field& query, const Context& context, SourceSection& source) {
  auto& csv = source.csv;
  assign(csv.directory, read_path(table.required("directory")));
  read_csv_format(table, csv);
  read_csv_files(query, context.kinds, csv);
  for (const auto& [kind, file] : csv.files) source.spec.queries.insert_or_assign(kind, text_of(csv, file));
  // A file stays readable: what it tells of the past can be read again.
  source.spec.tls = "none (file)";
}

void read_what(Table& table, const Context& context, SourceSection& source) {
  core::SourceSpec& spec = source.spec;
  const Field profile_field = table["profile"];
  const auto profile = load_profile(profile_field, context, spec.type);
  const Field history = table["history"];
  const Field overwritten = table["overwritten"];
  const Field time = table["time"];
  if (profile) {
    spec.kept = profile->kept;
    spec.overwritten = profile->overwritten;
    spec.time = profile->time;
    spec.queries = profile->queries;
    source.csv = profile->csv;
  }
  assign(spec.kept, read_history(history));
  if (overwritten.present()) spec.overwritten = read_kinds(overwritten, context.kinds);
  if (time.present()) spec.time = read_time_form(time);
  const Field query = table["query"];
  if (spec.type == "csv") {
    read_folder(table, query, context, source);
  } else if (query.present()) {
    for (auto& [kind, text] : read_queries(query, spec.type, context.kinds))
      spec.queries.insert_or_assign(kind, text);
  }
  tell_states(query, profile_field, context, spec);
  if (!profile_field.present() && !query.present()) {
    table.self().wrong(msg("has neither a table [source.query] nor a profile: nothing would be read"));
  } else if (spec.queries.empty() && profile_field.present() == profile.has_value() && query.table()) {
    query.wrong(msg("expected at least one query"));
  }
  if (profile && spec.queries == profile->queries) spec.profile = profile->name + " " + profile->version;
}

void read_whom(Table& table, const core::Project& project, SourceSection& source) {
  const Field establishments = table["establishments"];
  if (establishments.is_list() && establishments.list().empty()) {
    establishments.wrong(msg("expected FINESS numbers of establishments; leave it out for all of them"));
  }
  source.spec.establishments = read_finess_list(establishments);
  for (const core::Finess& finess : source.spec.establishments) {
    const bool known = std::any_of(project.establishments.begin(), project.establishments.end(),
                                   [&](const auto& establishment) { return establishment.finess == finess; });
    if (!known) establishments.wrong(msg("{0} is not an establishment of this file", finess.text()));
  }
  source.spec.from = read_month(table["from"]);
  const Field until = table["until"];
  source.spec.until = read_month(until);
  if (source.spec.from && source.spec.until && *source.spec.until < *source.spec.from) {
    until.wrong(msg("is before `from`"));
  }
}

void read_when(Table& table, SourceSection& source) {
  core::SourceSpec& spec = source.spec;
  assign(spec.every, read_duration(table["every"], seconds(1)));
  assign(spec.every_state, read_duration(table["every_state"], seconds(1)));
  assign(spec.overlap, read_duration(table["overlap"], seconds(0)));
  assign(spec.timeout, read_duration(table["timeout"], seconds(1)));
  assign(spec.max_gap, read_duration(table["max_gap"], seconds(1)));
  assign(spec.max_state_gap, read_duration(table["max_state_gap"], seconds(1)));
}

SourceSection read_source(Table& table, const std::string& type, const Context& context,
                          const core::Project& project) {
  SourceSection source;
  source.spec.type = type;
  const Field name = table.required("name");
  if (auto text = name.text()) {
    if (!is_source_name(*text)) name.wrong(msg("expected small letters, digits and '-', at most 64"));
    source.spec.name = std::move(*text);
  }
  source.spec.ids = table["ids"].text().value_or(source.spec.name);
  source.spec.zone = project.zone;
  assign(source.spec.zone, read_zone(table["timezone"]));
  if (type == "tddui") {
    read_listening(table, source);
  } else if (is_web(type)) {
    read_web(table, source);
  } else if (type != "csv") {
    read_database(table, type, source);
  }
  read_what(table, context, source);
  read_whom(table, project, source);
  read_when(table, source);
  if (type != "csv") assign(source.spec.fresh, table["fresh"].text());
  source.spec.may_be_empty = read_kinds(table["may_be_empty"], context.kinds);
  if (source.listening) keep_posted(table, context, source);
  const Field limit = table["reject_limit"];
  if (const auto share = limit.number()) {
    // A whole percent written by mistake must not switch the limit off.
    if (*share < 0 || *share >= 1) limit.wrong(msg("expected a share from 0 to less than 1: 0.01 is 1 %"));
    source.spec.reject_limit = *share;
  }
  table.finish();
  return source;
}

bool meet(const core::SourceSpec& left, const core::SourceSpec& right) {
  if (left.until && right.from && *left.until < *right.from) return false;
  if (right.until && left.from && *right.until < *left.from) return false;
  if (left.establishments.empty() || right.establishments.empty()) return true;
  return std::any_of(left.establishments.begin(), left.establishments.end(), [&](const core::Finess& finess) {
    return std::find(right.establishments.begin(), right.establishments.end(), finess) !=
           right.establishments.end();
  });
}

/// Events of one kind and establishment must be numbered alike, or their union would count some twice.
void check_numberings(const std::vector<SourceSection>& sources, const std::vector<Field>& places,
                      const core::FactKinds& kinds) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const core::SourceSpec& later = sources[i].spec;
      const core::SourceSpec& earlier = sources[j].spec;
      if (later.ids == earlier.ids || !meet(later, earlier)) continue;
      for (const auto& [id, text] : later.queries) {
        const core::FactKind* kind = core::find_kind(kinds, id);
        if (kind == nullptr || kind->key != core::KeyOf::event || !earlier.queries.contains(id)) continue;
        places[i].wrong(
            msg("the sources \"{0}\" and \"{1}\" both give {2} for the same establishments: give both the "
                "same `ids` if their events are numbered alike, else read them from one only",
                earlier.name, later.name, id));
      }
    }
  }
}

}  // namespace

std::vector<SourceSection> read_sources(const Field& field, const Context& context,
                                        const core::Project& project) {
  std::vector<SourceSection> sources;
  std::vector<Field> places;
  for (Table& table : field.tables()) {
    const Field type = table.required("type");
    const auto spoken = read_type(type);
    // The keys of a protocol that is not spoken cannot be judged.
    if (!spoken) continue;
    SourceSection source = read_source(table, *spoken, context, project);
    if (!source.spec.name.empty() && std::any_of(sources.begin(), sources.end(), [&](const auto& other) {
          return other.spec.name == source.spec.name;
        })) {
      table["name"].wrong(msg("another source has the same name"));
    }
    const Field ids = table["ids"];
    places.push_back(ids.present() ? ids : table["name"]);
    sources.push_back(std::move(source));
  }
  check_numberings(sources, places, context.kinds);
  return sources;
}

}  // namespace jauge::config
