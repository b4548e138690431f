#pragma once
// Rows that several tables of reports read. Of this folder only.
#include "core/result.hpp"
#include "sqlite/statement.hpp"
#include "store/delivery_table.hpp"
#include "store/report_table.hpp"

namespace jauge::store {

/// Of the columns id, month, revision, region, sequence, previous, json_sha256 from 0 on.
ReportHead report_head_of(const sqlite::Statement& row);
/// Of the columns attempts, next_attempt, last_attempt, outcome, status, alarm, detail, settled from `index`
/// on.
DeliveryState delivery_state_of(const sqlite::Statement& row, int index);
core::Error unknown_report();

}  // namespace jauge::store
