#include <gmock/gmock.h>

#include "intake_fixture.hpp"

namespace jauge::core::intake_test {
namespace {

const Cell noon = instant("2026-10-05T12:00:00Z");

class RowIntake : public IntakeTest {
 protected:
  std::string refused_key(Cell id) const { return refusal(Shape::instant, {text(tilleuls), id, noon, {}}); }
  /// Whether the identifier `id` is hashed as `expected`.
  bool hashed_as(Cell id, std::string expected) const {
    const WindowRead result = instants({{text(tilleuls), id, noon, {}}});
    return october(result, {expected}).size() == 1;
  }
  WindowRead with_finess(Cell number) const { return instants({{number, text("x"), noon, {}}}); }
};

TEST_F(RowIntake, HasOneFateForEachRow) {
  now = utc("2026-10-20T10:00:00Z");
  const WindowRead result =
      instants({row(tilleuls, "a", noon), row(tilleuls, "a", noon), row(elsewhere, "a", noon),
                row(tilleuls, "a", instant("2026-10-21T00:00:00Z")), row(tilleuls, "", noon),
                row("670", "a", noon), row(tilleuls, "a", instant("2026-08-05T00:00:00Z"))});
  EXPECT_EQ(result.fates.read, 7u);
  EXPECT_EQ(result.fates.taken, 2u);
  EXPECT_EQ(result.fates.outside, 1u);
  EXPECT_EQ(result.fates.future, 1u);
  EXPECT_EQ(result.fates.outside_window, 1u);
  EXPECT_EQ(result.fates.refused(), 2u);
  EXPECT_EQ(result.fates.first_refused_row, 5u);
  EXPECT_EQ(result.fates.unattributed, (std::map<std::string, std::uint64_t>{{"finess-malforme", 1}}));
  ASSERT_EQ(result.fates.establishments.size(), 1u);
  const auto& fates = result.fates.establishments.at(finess(tilleuls));
  EXPECT_EQ(fates.read, 5u);
  EXPECT_EQ(fates.refused, (std::map<std::string, std::uint64_t>{{"cle-vide", 1}}));
}

TEST_F(RowIntake, LeavesOtherEstablishmentsOfTheOperatorOutOfScopeWhateverTheirRowsHold) {
  const WindowRead result = instants({row(elsewhere, "", {}), row(elsewhere, "x", noon)});
  EXPECT_EQ(result.fates.outside, 2u);
  EXPECT_EQ(result.fates.refused(), 0u);
  EXPECT_TRUE(result.fates.establishments.empty());
}

TEST_F(RowIntake, LeavesOutEstablishmentsThatTheSourceDoesNotAnswerFor) {
  source.establishments = {finess(alizes)};
  const WindowRead result = instants({row(tilleuls, "x", noon), row(alizes, "x", noon)});
  EXPECT_EQ(result.fates.outside, 1u);
  ASSERT_EQ(result.batches.size(), 1u);
  EXPECT_EQ(result.batches[0].establishment, finess(alizes));
}

TEST_F(RowIntake, RefusesAMalformedFiness) {
  for (const Cell wrong :
       {Cell{}, text(""),
        text("67000016"
             "A1"),
        text(" 670000165"), text("670000165 "), text("2a0000014"), text("6700001"), integer(6700001),
        integer(-70000165), integer(6700001650), uuid(tilleuls), decimal("670000165.5")}) {
    const WindowRead result = with_finess(wrong);
    EXPECT_EQ(result.fates.unattributed, (std::map<std::string, std::uint64_t>{{"finess-malforme", 1}}));
    EXPECT_EQ(result.fates.corrected, 0u);
  }
}

TEST_F(RowIntake, GivesAFinessOfEightDigitsItsLeadingZeroBack) {
  add_establishment("010000016", "Europe/Paris");
  std::ranges::sort(establishments, {}, &Establishment::finess);
  for (const Cell number :
       {integer(10000016), text("10000016"), decimal("10000016"), decimal("10000016.00")}) {
    const WindowRead result = with_finess(number);
    EXPECT_EQ(result.fates.corrected, 1u);
    ASSERT_EQ(result.batches.size(), 1u);
    EXPECT_EQ(result.batches[0].establishment, finess("010000016"));
  }
}

TEST_F(RowIntake, TakesAFinessOfNineDigitsThatComesAsANumber) {
  EXPECT_EQ(with_finess(integer(670000165)).fates.taken, 1u);
  EXPECT_EQ(with_finess(decimal("670000165")).fates.taken, 1u);
  EXPECT_EQ(with_finess(integer(670000165)).fates.corrected, 0u);
}

TEST_F(RowIntake, CountsUnderItsPresentFinessWhatComesUnderAFormerOne) {
  establishments[0].formerly = {finess("670009999")};
  const WindowRead result = instants({row("670009999", "x", noon), row(tilleuls, "x", noon)});
  EXPECT_EQ(october(result, {"x"}).size(), 1u);
  EXPECT_EQ(result.fates.taken, 2u);
  EXPECT_EQ(result.fates.establishments.at(finess(tilleuls)).read, 2u);
}

TEST_F(RowIntake, NeverLetsAFormerFinessHideOneInUse) {
  establishments[1].formerly = {finess(tilleuls)};
  EXPECT_EQ(october(instants({row(tilleuls, "x", noon)}), {"x"}).size(), 1u);
}

TEST_F(RowIntake, RefusesIdentifiersThatNameNobody) {
  EXPECT_EQ(refused_key({}), "cle-vide");
  EXPECT_EQ(refused_key(text("")), "cle-vide");
  EXPECT_EQ(refused_key(text("   ")), "cle-vide");
  EXPECT_EQ(refused_key(text(std::string(201, 'x'))), "cle-trop-longue");
  EXPECT_EQ(refused_key(text(std::string_view("a\0b", 3))), "caracteres-interdits");
  EXPECT_EQ(refused_key(text("a\tb")), "caracteres-interdits");
  EXPECT_EQ(refused_key(text("abcdefgh\x7F")), "caracteres-interdits");
  EXPECT_EQ(refused_key(text("abc\x7F"
                             "defgh")),
            "caracteres-interdits");
  EXPECT_EQ(refused_key(text("\x1F"
                             "abcdefgh")),
            "caracteres-interdits");
  EXPECT_EQ(refused_key(text("caf\xE9")), "encodage-invalide");  // Latin-1
  EXPECT_EQ(refused_key(unreadable()), "encodage-invalide");
  EXPECT_EQ(refused_key(date("2026-10-01")), "encodage-invalide");
}

TEST_F(RowIntake, TakesIdentifiersOfUpTo200Bytes) {
  EXPECT_EQ(refused_key(text(std::string(200, 'x'))), "");
  const std::string padded = "x" + std::string(300, ' ');
  EXPECT_EQ(refused_key(text(padded)), "");
  std::string accents;
  for (int i = 0; i < 101; ++i) accents += "é";
  EXPECT_EQ(refused_key(text(accents)), "cle-trop-longue");
}

TEST_F(RowIntake, KnowsValidUtf8) {
  for (const char* valid :
       {"é", "€", "😀", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF", "\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF"}) {
    EXPECT_EQ(refused_key(text(valid)), "") << valid;
  }
  for (const char* invalid :
       {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3(", "\xFF"}) {
    EXPECT_EQ(refused_key(text(invalid)), "encodage-invalide");
  }
}

TEST_F(RowIntake, HashesNumbersInPlainDecimal) {
  EXPECT_TRUE(hashed_as(integer(42), "42"));
  EXPECT_TRUE(hashed_as(integer(-42), "-42"));
  EXPECT_TRUE(hashed_as(integer(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808"));
  EXPECT_TRUE(hashed_as(decimal("42"), "42"));
  EXPECT_TRUE(hashed_as(decimal("42.00"), "42"));
  EXPECT_TRUE(hashed_as(decimal("42.50"), "42.5"));
  EXPECT_TRUE(hashed_as(decimal("0042"), "42"));
  EXPECT_TRUE(hashed_as(decimal("4200"), "4200"));
  EXPECT_TRUE(hashed_as(decimal(".50"), "0.5"));
  EXPECT_TRUE(hashed_as(decimal("-0.0"), "0"));
  EXPECT_TRUE(hashed_as(decimal("+7"), "7"));
  EXPECT_TRUE(hashed_as(decimal("4.2E+1"), "42"));
  EXPECT_TRUE(hashed_as(decimal("42E3"), "42000"));
  EXPECT_TRUE(hashed_as(decimal("42e-3"), "0.042"));
  EXPECT_TRUE(hashed_as(decimal("12345678901234567890123456789.10"), "12345678901234567890123456789.1"));
  for (const char* wrong : {"NaN", "1.2.3", "1e", "1e9999", "-", ".", "0x1F", "12a"}) {
    EXPECT_EQ(refused_key(decimal(wrong)), "encodage-invalide") << wrong;
  }
  EXPECT_EQ(refused_key(decimal("")), "cle-vide");
  EXPECT_EQ(refused_key(decimal("1e200")), "cle-trop-longue");
}

TEST_F(RowIntake, HashesUuidsInLowerCase) {
  EXPECT_TRUE(
      hashed_as(uuid("6BA7B811-9DAD-11D1-80B4-00C04FD430C8"), "6ba7b811-9dad-11d1-80b4-00c04fd430c8"));
}

TEST_F(RowIntake, HashesTextAsItIsWithoutTheSpacesAtItsEnds) {
  EXPECT_TRUE(hashed_as(text("  Éloïse 12 "), "Éloïse 12"));
  EXPECT_TRUE(hashed_as(text("0042.00"), "0042.00"));
  EXPECT_TRUE(hashed_as(text("ABC"), "ABC"));
  EXPECT_TRUE(hashed_as(text("\xC2\xA0x"), "\xC2\xA0x"));  // a no-break space is no ASCII space
}

TEST_F(RowIntake, CountsOnePersonInTwoEstablishmentsInEach) {
  const WindowRead result = instants({row(tilleuls, "x", noon), row(alizes, "x", noon)});
  ASSERT_EQ(result.batches.size(), 2u);
  EXPECT_NE(result.batches[0].members[0].key, result.batches[1].members[0].key);
}

TEST_F(RowIntake, GivesItsMembersInPartsAndTheirFatesAtTheEnd) {
  const FactKind fact = kind(Shape::instant);
  Intake intake({fact, source, establishments, task, keys, now, time});
  intake.columns({.at = true});
  for (const char* id : {"a", "b", "a"}) intake.take(row(tilleuls, id, noon));
  EXPECT_EQ(intake.members(), 2u);
  const auto part = intake.part();
  ASSERT_EQ(part.size(), 1u);
  EXPECT_EQ(part[0].members.size(), 2u);
  EXPECT_EQ(intake.members(), 0u);
  EXPECT_TRUE(intake.part().empty());
  // A member that comes again is given again.
  intake.take(row(alizes, "c", noon));
  intake.take(row(tilleuls, "a", noon));
  const WindowRead last = intake.finish();
  ASSERT_EQ(last.batches.size(), 2u);
  EXPECT_THAT(part[0].members, testing::Contains(last.batches[0].members[0]));
  EXPECT_EQ(last.fates.read, 5u);
  EXPECT_EQ(last.fates.taken, 5u);
}

class HeadcountIntake : public IntakeTest {
 protected:
  WindowRead headcounts(const std::vector<Row>& rows) const { return read(Shape::number, rows); }
  static Row stated(Cell month, Cell number) { return {text(tilleuls), number, month, {}}; }
};

TEST_F(HeadcountIntake, TakesANumberForAMonth) {
  for (const Cell month : {text("2026-10"), date("2026-10-01"), text("2026-10-31"),
                           local("2026-10-01 00:00:00"), instant("2026-09-30T22:00:00Z")}) {
    for (const Cell number : {integer(81), text(" 81 "), decimal("81.00")}) {
      const WindowRead result = headcounts({stated(month, number)});
      ASSERT_EQ(result.headcounts.size(), 1u);
      EXPECT_EQ(result.headcounts[0].establishment, finess(tilleuls));
      EXPECT_EQ(result.headcounts[0].month, Month(2026, 10));
      EXPECT_EQ(result.headcounts[0].number, 81);
      EXPECT_EQ(result.fates.taken, 1u);
      EXPECT_TRUE(result.batches.empty());
    }
  }
}

TEST_F(HeadcountIntake, KeepsTheLastNumberOfAMonth) {
  const WindowRead result =
      headcounts({stated(text("2026-10"), integer(81)), stated(text("2026-10"), integer(79))});
  ASSERT_EQ(result.headcounts.size(), 1u);
  EXPECT_EQ(result.headcounts[0].number, 79);
}

TEST_F(HeadcountIntake, TakesTheMonthsWithAKeyAndCountsEarlierOnesAsLateAndNextOnesAsToCome) {
  want(Month(2026, 11));
  const WindowRead result =
      headcounts({stated(text("2026-09"), integer(1)), stated(text("2026-10"), integer(2)),
                  stated(text("2026-11"), integer(3)), stated(text("2026-12"), integer(4))});
  EXPECT_EQ(result.headcounts.size(), 2u);
  EXPECT_EQ(result.fates.late, (std::map<Month, std::uint64_t>{{Month(2026, 9), 1}}));
  EXPECT_EQ(result.fates.future, 1u);
}

TEST_F(HeadcountIntake, RefusesWhatIsNoNumberOrNoMonth) {
  const auto why = [&](Cell month, Cell number) { return refusal(Shape::number, stated(month, number)); };
  for (const Cell number : {Cell{}, text(""), text("-1"), text("81,5"), decimal("81.5"), integer(-1),
                            text("environ 80"), text("99999999999999999999"), unreadable()}) {
    EXPECT_EQ(why(text("2026-10"), number), "nombre-illisible");
  }
  EXPECT_EQ(why({}, integer(1)), "instant-absent");
  EXPECT_EQ(why(text("octobre"), integer(1)), "instant-illisible");
  EXPECT_EQ(why(text("1999-12"), integer(1)), "avant-2000");
}

TEST(Fates, AddUpOverTheWindowsOfATask) {
  Fates first;
  first.read = 10;
  first.taken = 7;
  first.late = {{Month(2026, 9), 1}};
  first.establishments[finess(tilleuls)] = {9, {{"cle-vide", 1}}};
  first.unattributed = {{"finess-malforme", 1}};
  Fates second = first;
  second.first_refused_row = 3;
  second.late = {{Month(2026, 8), 2}};
  first += second;
  EXPECT_EQ(first.read, 20u);
  EXPECT_EQ(first.taken, 14u);
  EXPECT_EQ(first.late, (std::map<Month, std::uint64_t>{{Month(2026, 8), 2}, {Month(2026, 9), 1}}));
  EXPECT_EQ(first.establishments.at(finess(tilleuls)).read, 18u);
  EXPECT_EQ(first.establishments.at(finess(tilleuls)).refused.at("cle-vide"), 2u);
  EXPECT_EQ(first.refused(), 4u);
  EXPECT_EQ(first.first_refused_row, 13u);
  first += second;
  EXPECT_EQ(first.first_refused_row, 13u) << "the first stays the first";
}

}  // namespace
}  // namespace jauge::core::intake_test
