// Bundles that a DUI posts: taken apart, renamed, mapped; whatever the bytes, no name of theirs gets through.
#include "config/profile.hpp"
#include "connectors/tddui/bundle.hpp"
#include "connectors/tddui/mapping.hpp"
#include "core/digest.hpp"
#include "tests/fuzz/target.hpp"

using namespace jauge;
using namespace jauge::connectors;

namespace {

constexpr const char* stays = R"toml(resource = "Encounter"
having = ["identifier.where(system = 'https://identifiant-medicosocial-sejour.esante.gouv.fr')"]
finess = ["identifier.value", "serviceProvider.resolve().identifier.value"]
subject = "subject.getReferenceKey(Patient)"
at = "period.start"
until = "period.end"
)toml";

const tddui::Mapping& mapping() {
  static const auto known = [] {
    core::SourceSpec source;
    source.queries["accompanied"] = stays;
    return tddui::Mapping::of(source, {"accompanied"}).value();
  }();
  return known;
}

}  // namespace

JAUGE_FUZZ_TARGET(tddui_bundles) {
  const auto hash = [](std::string_view text) { return core::sha256(text).hex().substr(0, 32); };
  const tddui::Naming naming{hash, [](const std::string&) { return std::string(); }};
  const auto submission = tddui::read_submission(bytes, naming, core::Instant{});
  if (!submission) {
    fuzz::require(submission.error().status >= 400 && submission.error().status < 500);
    return;
  }
  for (const auto& entry : submission->entries) {
    fuzz::require(!entry.type.empty());
    if (entry.removal) continue;
    fuzz::require(entry.name.size() == 32 && entry.resource["id"].text() == std::string_view(entry.name));
    for (const auto& observation : mapping().observe(
             entry.resource, [](std::string_view) { return web::Json(); }, hash)) {
      fuzz::require(observation.id_fault.has_value() != (observation.id.size() == 32));
      fuzz::require(!observation.at || observation.at->size() <= 64);
      fuzz::require(!observation.finess || observation.finess->size() <= 32);
    }
  }
}
