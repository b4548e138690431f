// The pure parts of the mailbox connector: queries, responses, header fields, dates.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "connectors/imap/header.hpp"
#include "connectors/imap/query.hpp"
#include "connectors/imap/response.hpp"

namespace jauge::connectors::imap {
namespace {

using testing::ElementsAre;

core::SourceSpec source_of(std::vector<std::string> establishments) {
  core::SourceSpec spec;
  spec.name = "mssante";
  for (const auto& finess : establishments) spec.establishments.push_back(*core::Finess::parse(finess));
  return spec;
}

TEST(MailboxQuery, TakesItsPartsInAnyOrder) {
  const auto query =
      parse_query("automatic=yes from=@ehpad.mssante.fr finess=670000165 folder='Éléments envoyés'",
                  source_of({}), "mss_message");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->folder, "Éléments envoyés");
  EXPECT_EQ(query->finess, "670000165");
  EXPECT_EQ(query->from, "@ehpad.mssante.fr");
  EXPECT_TRUE(query->automatic);
}

TEST(MailboxQuery, NeedsNoFinessOfASourceForOneEstablishment) {
  EXPECT_EQ(parse_query("folder=Sent", source_of({"670000165"}), "mss_message")->finess, "670000165");
  EXPECT_FALSE(parse_query("folder=Sent", source_of({}), "mss_message"));
  EXPECT_FALSE(parse_query("folder=Sent", source_of({"670000165", "670000173"}), "mss_message"));
}

TEST(MailboxQuery, RefusesWhatItDoesNotKnow) {
  for (const auto* text : {"dossier=Sent", "folder=Sent subject=x", "automatic=maybe", "folder=A\nB",
                           "from=é", "folder='\xff'"}) {
    EXPECT_FALSE(parse_query(text, source_of({"670000165"}), "mss_message")) << text;
  }
}

TEST(FolderName, IsModifiedUtf7) {
  EXPECT_EQ(folder_name("INBOX.Sent"), "INBOX.Sent");
  EXPECT_EQ(folder_name("Éléments envoyés"), "&AMk-l&AOk-ments envoy&AOk-s");
  EXPECT_EQ(folder_name("R&D"), "R&-D");
  EXPECT_EQ(folder_name("台北"), "&U,BTFw-");  // RFC 3501, 5.1.3
  EXPECT_EQ(folder_name("😀"), "&2D3eAA-");
  EXPECT_EQ(folder_name("a\tb"), "a&AAk-b");
}

ResponseReader::State read(std::string_view bytes, Response& response) {
  ResponseReader reader;
  reader.feed(bytes);
  return reader.next(response);
}

TEST(Responses, AreCutAtTheirLinesAndLiterals) {
  const std::string bytes =
      "* OK ready\r\n* 1 FETCH (UID 7 BODY[HEADER.FIELDS (MESSAGE-ID)] {19}\r\nMessage-ID: "
      "<a>\r\n\r\n)\r\nJ1 OK done\r\n";
  // Whole, and byte by byte.
  for (const std::size_t step : {bytes.size(), std::size_t{1}}) {
    ResponseReader reader;
    std::vector<std::string> lines;
    std::vector<std::string> literals;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      reader.feed(std::string_view(bytes).substr(at, step));
      Response response;
      while (reader.next(response) == ResponseReader::State::whole) {
        lines.push_back(response.line);
        literals.insert(literals.end(), response.literals.begin(), response.literals.end());
      }
    }
    EXPECT_THAT(lines, ElementsAre("* OK ready", "* 1 FETCH (UID 7 BODY[HEADER.FIELDS (MESSAGE-ID)] {19})",
                                   "J1 OK done"));
    EXPECT_THAT(literals, ElementsAre("Message-ID: <a>\r\n\r\n"));
  }
}

TEST(Responses, OfTooManyBytesAreNotTaken) {
  Response response;
  EXPECT_EQ(read("* 1 FETCH BODY[] {99999999999}\r\n", response), ResponseReader::State::nonsense);
  EXPECT_EQ(read("* 1 FETCH BODY[] {18446744073709551617}\r\n", response), ResponseReader::State::whole);
  EXPECT_EQ(read(std::string(response_limit + 1, 'a'), response), ResponseReader::State::nonsense);
  EXPECT_EQ(read("* OK", response), ResponseReader::State::more);
}

TEST(Responses, TellTheOutcomeOfTheirCommandAlone) {
  EXPECT_EQ((Response{"J7 OK done", {}}.outcome_of("J7")), "OK");
  EXPECT_EQ((Response{"J7 NO [X] sorry", {}}.outcome_of("J7")), "NO");
  EXPECT_EQ((Response{"J71 OK done", {}}.outcome_of("J7")), "");
  EXPECT_EQ((Response{"* OK done", {}}.outcome_of("J7")), "");
}

TEST(SearchResult, IsNumbersAndNothingElse) {
  EXPECT_THAT(*search_result({"* SEARCH 2 84 4294967295", {}}), ElementsAre(2U, 84U, 4294967295U));
  EXPECT_TRUE(search_result({"* SEARCH", {}})->empty());
  EXPECT_FALSE(search_result({"* SEARCH 2 x", {}}));
  EXPECT_FALSE(search_result({"* SEARCH 4294967296", {}}));
  EXPECT_FALSE(search_result({"* SEARCH 0", {}}));
  EXPECT_FALSE(search_result({"* OK SEARCH 2", {}}));
}

TEST(FolderWith, FindsTheSentFolderHoweverItsNameIsWritten) {
  EXPECT_EQ(folder_with({R"(* LIST (\HasNoChildren \Sent) "/" "Sent \"2\"")", {}}, "\\Sent"), "Sent \"2\"");
  EXPECT_EQ(folder_with({R"(* LIST (\sent) NIL Sent)", {}}, "\\Sent"), "Sent");
  EXPECT_EQ(folder_with({R"(* LIST (\Sent) "." {4})", {"a\"b\\"}}, "\\Sent"), "a\"b\\");
  EXPECT_FALSE(folder_with({R"(* LIST (\Drafts) "." "\\Sent")", {}}, "\\Sent"));
}

TEST(FetchResult, TakesTheHeaderAsLiteralOrQuoted) {
  const auto literal = fetch_result(
      {R"(* 3 FETCH (UID 9 INTERNALDATE "17-Jul-2026 02:44:25 -0700" BODY[HEADER.FIELDS (DATE)]<0> {5})",
       {"D:1\r\n"}});
  ASSERT_TRUE(literal);
  EXPECT_EQ(literal->uid, 9U);
  EXPECT_EQ(literal->internal_date, "17-Jul-2026 02:44:25 -0700");
  EXPECT_EQ(literal->header, "D:1\r\n");
  EXPECT_EQ(fetch_result({R"(* 3 FETCH (BODY[HEADER.FIELDS (DATE)] "D:2" UID 9))", {}})->header, "D:2");
  EXPECT_EQ(fetch_result({R"(* 3 FETCH (UID 9 BODY[HEADER.FIELDS (DATE)] NIL))", {}})->header, "");
  EXPECT_FALSE(fetch_result({R"(* 3 FETCH (FLAGS (\Seen)))", {}}));
  EXPECT_FALSE(fetch_result({R"(* 3 EXPUNGE)", {}}));
}

TEST(HeaderField, IsUnfoldedAndTheFirstOfItsName) {
  const std::string header =
      "Received: x\r\nMESSAGE-ID:\r\n <a@b>\r\n\t(comment)\r\nMessage-ID: <second>\r\n\r\n";
  EXPECT_EQ(field(header, "Message-ID"), "<a@b> (comment)");
  EXPECT_EQ(message_id(*field(header, "Message-ID")), "a@b");
  EXPECT_EQ(message_id("no-brackets@b"), "no-brackets@b");
  EXPECT_FALSE(field(header, "Date"));
}

std::string date_of(std::string_view text) {
  const auto date = parse_date(text);
  return date ? core::utc_text(*date) : "none";
}

TEST(MessageDate, IsReadInAllTheFormsThatRfc5322KeepsAlive) {
  EXPECT_EQ(date_of("Sat, 31 Oct 2026 23:59:59 +0100"), "2026-10-31T22:59:59Z");
  EXPECT_EQ(date_of("1 Nov 2026 00:00 -0400 (AST)"), "2026-11-01T04:00:00Z");
  EXPECT_EQ(date_of("Sun, 25 Oct 2026 02:30:00 +0200 (heure d'\xc3\xa9t\xc3\xa9)"), "2026-10-25T00:30:00Z");
  EXPECT_EQ(date_of("Mon,  5 Oct 26 08:00:00 GMT"), "2026-10-05T08:00:00Z");
  EXPECT_EQ(date_of("5 Oct 2026 08:00:00 EST"), "2026-10-05T13:00:00Z");
  EXPECT_EQ(date_of("17-Jul-2026 02:44:25 -0700"), "2026-07-17T09:44:25Z");
  EXPECT_EQ(date_of(" 7-Jul-2026 02:44:25 +0000"), "2026-07-07T02:44:25Z");
  EXPECT_EQ(date_of("30 Jun 2026 23:59:60 +0000"), "2026-06-30T23:59:59Z");
}

TEST(MessageDate, OfADayThatDoesNotExistIsNone) {
  for (const auto* text :
       {"31 Feb 2026 10:00:00 +0000", "1 Oct 2026 24:00:00 +0000", "1 Oct 2026 10:60:00 +0000",
        "1 Oct 2026 10:00:00 +0060", "1 Oct 2026 10:00:00", "1 Okt 2026 10:00:00 +0000", "",
        "1 Oct 2026 10:00:00 +0000 x", "0000-00-00", "1 Oct 99999 10:00:00 +0000", "("}) {
    EXPECT_EQ(date_of(text), "none") << text;
  }
}

TEST(AutomaticMessages, AreAcknowledgementsAndAnswersOfRobots) {
  EXPECT_TRUE(is_automatic("Auto-Submitted: auto-replied\r\n"));
  EXPECT_TRUE(is_automatic("Content-Type: multipart/report;\r\n report-type=disposition-notification\r\n"));
  EXPECT_FALSE(is_automatic("Auto-Submitted: no\r\nContent-Type: multipart/mixed\r\n"));
  EXPECT_FALSE(is_automatic(""));
}

RC_GTEST_PROP(Mailbox, ParsersEndOnWhateverBytes, (const std::string& bytes)) {
  ResponseReader reader;
  reader.feed(bytes + "\r\n");
  Response response;
  while (reader.next(response) == ResponseReader::State::whole) {
    static_cast<void>(search_result(response));
    static_cast<void>(folder_with(response, "\\Sent"));
    static_cast<void>(fetch_result(response));
  }
  static_cast<void>(field(bytes, "Date"));
  static_cast<void>(parse_date(bytes));
  static_cast<void>(is_automatic(bytes));
  static_cast<void>(folder_name("é" + std::string(bytes.size(), '&')));
}

}  // namespace
}  // namespace jauge::connectors::imap
