#include "admin/json.hpp"

#include <nlohmann/json.hpp>

#include "core/words.hpp"

namespace jauge::admin {

using core::Language;
using core::render;

Json instant_json(const std::optional<core::Instant>& instant) {
  return instant ? Json(core::utc_text(*instant)) : Json();
}

std::string_view code(engine::ReportState state) {
  switch (state) {
    case engine::ReportState::to_seal:
      return "a-sceller";
    case engine::ReportState::waiting:
      return "a-envoyer";
    case engine::ReportState::placed:
      return "depose-dans-le-dossier";
    case engine::ReportState::by_hand:
      return "a-deposer";
    case engine::ReportState::receipted:
      return "accuse";
    case engine::ReportState::deposited:
      return "depose";
    case engine::ReportState::refused:
      return "refuse";
    case engine::ReportState::conflict:
      return "conflit";
  }
  return "";
}

namespace {

Json text_or_null(const core::Message& message, Language language) {
  return message.empty() ? Json() : Json(render(message, language));
}

std::string_view level_code(engine::Advice::Level level) {
  switch (level) {
    case engine::Advice::Level::note:
      return "note";
    case engine::Advice::Level::warning:
      return "warning";
    case engine::Advice::Level::alarm:
      return "alarm";
  }
  return "";
}

}  // namespace

Json overview_json(const engine::Overview& overview, const engine::Settings& settings, Language language) {
  Json advice = Json::array();
  for (const auto& entry : overview.advice) {
    advice.push_back({{"level", level_code(entry.level)},
                      {"code", entry.code},
                      {"text", core::sentence_words(entry.sentence, settings.measures, language)}});
  }
  Json certificates = Json::array();
  for (const auto& certificate : overview.certificates) {
    certificates.push_back({{"role", certificate.role},
                            {"path", certificate.path},
                            {"subject", certificate.subject},
                            {"not_after", instant_json(certificate.not_after)},
                            {"problem", text_or_null(certificate.problem, language)}});
  }
  return {{"project", settings.project.id},
          {"name", settings.project.name},
          {"version", settings.software},
          {"now", core::utc_text(overview.now)},
          {"current_month", overview.current.text()},
          {"first_month", overview.first_month.text()},
          {"last_closed", overview.last_closed ? Json(overview.last_closed->text()) : Json()},
          {"next_closing", overview.next_closing.text()},
          {"next_closing_at", core::utc_text(overview.next_closing_at)},
          {"advice", std::move(advice)},
          {"certificates", std::move(certificates)}};
}

Json sources_json(const std::vector<engine::SourceView>& sources, Language language) {
  Json out = Json::array();
  for (const auto& source : sources) {
    Json kinds = Json::array();
    for (const auto& kind : source.kinds) {
      kinds.push_back({{"kind", kind.kind},
                       {"last_success", instant_json(kind.last_success)},
                       {"last_attempt", instant_json(kind.last_attempt)},
                       {"problem", text_or_null(kind.problem, language)}});
    }
    Json warnings = Json::array();
    for (const auto& grant : source.warnings) {
      warnings.push_back({{"object", grant.object}, {"right", grant.right}, {"remedy", grant.remedy}});
    }
    out.push_back({{"source", source.name},
                   {"type", source.type},
                   {"reading", source.reading},
                   {"last_success", instant_json(source.last_success)},
                   {"last_attempt", instant_json(source.last_attempt)},
                   {"problem", text_or_null(source.problem, language)},
                   {"polls", source.availability.attempted},
                   {"successful_polls", source.availability.successful},
                   {"warnings", std::move(warnings)},
                   {"kinds", std::move(kinds)}});
  }
  return out;
}

Json closures_json(const std::vector<engine::ClosureView>& closures) {
  Json out = Json::array();
  for (const auto& closure : closures) {
    out.push_back({{"month", closure.month.text()},
                   {"revision", closure.revision},
                   {"frozen_at", core::utc_text(closure.frozen_at)},
                   {"reason", closure.reason.empty() ? Json() : Json(closure.reason)},
                   {"in_force", closure.in_force}});
  }
  return out;
}

Json reports_json(const std::vector<engine::ReportView>& reports, Language language) {
  Json out = Json::array();
  for (const auto& report : reports) {
    out.push_back({{"month", report.month.text()},
                   {"revision", report.revision},
                   {"region", report.region.text()},
                   {"sequence", report.sequence},
                   {"state", code(report.state)},
                   {"sha256", report.sha256.empty() ? Json() : Json(report.sha256)},
                   {"sealed_at", instant_json(report.sealed_at)},
                   {"settled_at", instant_json(report.settled_at)},
                   {"attempts", report.attempts},
                   {"next_attempt", instant_json(report.next_attempt)},
                   {"alarm", report.alarm.empty() ? Json() : Json(report.alarm)},
                   {"detail", text_or_null(report.detail, language)},
                   {"deposit", report.deposit_note.empty() ? Json() : Json(report.deposit_note)}});
  }
  return out;
}

Json journal_json(const std::vector<engine::JournalView>& lines) {
  Json all = Json::array();
  for (const auto& line : lines) {
    all.push_back({{"at", instant_json(line.at)},
                   {"code", line.code},
                   {"subject", line.subject},
                   {"detail", line.detail}});
  }
  return all;
}

Json backup_json(const engine::BackupView& backup) {
  return {{"path", backup.path},
          {"closures", backup.closures},
          {"reports", backup.reports},
          {"receipts", backup.receipts},
          {"members", backup.members}};
}

Json work_json(const engine::Work& work, Language language) {
  Json problems = Json::array();
  for (const auto& problem : work.problems) problems.push_back(render(problem, language));
  return {{"work", work.id},
          {"steps", work.steps},
          {"done", work.done},
          {"doing", text_or_null(work.doing, language)},
          {"finished", work.finished},
          {"succeeded", work.succeeded},
          {"problems", std::move(problems)}};
}

}  // namespace jauge::admin
