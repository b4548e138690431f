#include "core/report_fhir_parts.hpp"

namespace jauge::core {

namespace {

// Where this report stands in the chain of the project and region, and what it replaces.
void write_chain(JsonWriter& json, const FhirContext& context) {
  const ReportIdentity& identity = context.identity;
  integer_extension(json, extension_url("sequence"), identity.sequence);
  if (identity.previous) text_extension(json, extension_url("previous"), identity.previous->hex());
  if (context.closure.reason.empty() && !identity.replaces) return;
  complex_extension(json, extension_url("revision"), [&] {
    if (!context.closure.reason.empty()) text_extension(json, "reason", context.closure.reason);
    if (identity.replaces) text_extension(json, "replaces", identity.replaces->hex());
  });
}

template <class Extension>
void write_entity(JsonWriter& json, const std::string& display, Extension extension) {
  json.object([&] {
    json.key("extension").array(extension);
    json.key("role").text("source");
    json.key("what").object([&] { json.key("display").text(display); });
  });
}

void write_source(JsonWriter& json, const UsedSource& source) {
  write_entity(json, fmt::format("{} ({})", source.name, source.type), [&] {
    complex_extension(json, extension_url("source"), [&] {
      text_extension(json, "name", source.name);
      code_extension(json, "type", source.type);
      if (!source.ids.empty()) text_extension(json, "numbering", source.ids);
      code_extension(json, "history", source.kept ? "kept" : "overwritten");
      for (const std::string& kind : source.overwritten) code_extension(json, "overwritten", kind);
      if (!source.tls.empty()) text_extension(json, "tls", source.tls);
    });
  });
}

void write_query(JsonWriter& json, const UsedQuery& query) {
  write_entity(json, fmt::format("{} : {}", query.source, query.kind), [&] {
    complex_extension(json, extension_url("query"), [&] {
      text_extension(json, "source", query.source);
      code_extension(json, "kind", query.kind);
      if (!query.text.empty()) text_extension(json, "text", query.text);
      if (!query.mark.empty()) text_extension(json, "mark", query.mark);
      boolean_extension(json, "changed", query.changed);
    });
  });
}

void write_agent(JsonWriter& json, const FhirContext& context) {
  json.object([&] {
    write_concept(json.key("type"), "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
                  "assembler");
    write_reference(json.key("who"), "#logiciel");
    write_reference(json.key("onBehalfOf"), entity_urn(context.closure.parameters.project.holder));
  });
}

}  // namespace

void write_provenance(JsonWriter& json, const FhirContext& context) {
  const Closure& closure = context.closure;
  json.object([&] {
    json.key("resourceType").text("Provenance");
    json.key("language").text("fr");
    json.key("contained").array([&] {
      json.object([&] {
        json.key("resourceType").text("Device");
        json.key("id").text("logiciel");
        json.key("deviceName").array([&] {
          json.object([&] {
            json.key("name").text("jauged");
            json.key("type").text("model-name");
          });
        });
        json.key("version").array([&] { json.object([&] { json.key("value").text(closure.software); }); });
      });
    });
    json.key("extension").array([&] { write_chain(json, context); });
    json.key("target").array([&] {
      for (const ReportSubject& subject : context.subjects)
        write_reference(json, report_urn(context, subject));
    });
    json.key("recorded").text(utc_text(closure.frozen_at));
    json.key("agent").array([&] { write_agent(json, context); });
    if (closure.sources.empty() && closure.queries.empty()) return;
    json.key("entity").array([&] {
      for (const UsedSource& source : closure.sources) write_source(json, source);
      for (const UsedQuery& query : closure.queries) write_query(json, query);
    });
  });
}

}  // namespace jauge::core
