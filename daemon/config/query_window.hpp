#pragma once
// Whether a query asks for a window of time, or states what is true now.
#include <string_view>

namespace jauge::config {

/// `query` names :since or :until outside quotes, quoted names, comments and casts, as SQL of `type`
/// ("postgresql", "mariadb", "sqlite") writes them. What is not closed runs to the end; the reader refuses
/// it.
bool names_window(std::string_view query, std::string_view type);

}  // namespace jauge::config
