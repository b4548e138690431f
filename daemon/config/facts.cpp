// schema/facts.toml: the kinds of facts.
#include <algorithm>

#include "config/values.hpp"

namespace jauge::config {

using core::msg;

tl::expected<core::FactKinds, std::vector<ConfigurationError>> parse_facts(std::string_view text,
                                                                           std::string_view file) {
  const auto document = parse_document(text, file);
  if (!document) return tl::unexpected(document.error());
  Problems problems{std::string(file)};
  Table table(*document, "", problems);
  core::FactKinds kinds;
  for (const Field& field : table.others()) {
    const std::string id = field.path();
    const bool readable = !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
    if (!readable)
      field.wrong_name(msg("expected small letters, digits and '_' as the name of a kind of facts"));
    auto entries = field.table();
    if (!entries) continue;
    const auto key = read_choice<core::KeyOf>(
        entries->required("key"),
        {{"subject", core::KeyOf::subject}, {"event", core::KeyOf::event}, {"none", core::KeyOf::none}});
    const Field shape_field = entries->required("shape");
    const auto shape =
        read_choice<core::Shape>(shape_field, {{"instant", core::Shape::instant},
                                               {"interval", core::Shape::interval},
                                               {"state_or_interval", core::Shape::state_or_interval},
                                               {"number", core::Shape::number}});
    const auto label = entries->required("label").text();
    entries->finish();
    if (!key || !shape || !label) continue;
    if ((*key == core::KeyOf::none) != (*shape == core::Shape::number)) {
      shape_field.wrong(msg("a number has the key \"none\", and nothing else has"));
    }
    kinds.push_back({id, *key, *shape, *label});
  }
  if (kinds.empty() && problems.empty()) problems.add({}, "", msg("expected at least one kind of facts"));
  if (!problems.empty()) return tl::unexpected(problems.take());
  return kinds;
}

}  // namespace jauge::config
