// The journal's entries.
#include "jauged/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jauge::jauged {
namespace {

using testing::ElementsAre;

TEST(Journal, TellsTheEventItsTemplateAndItsArgumentsApart) {
  EXPECT_THAT(
      journal_fields(engine::Notice::Level::error, "lecture-echouee",
                     core::msg("Source {0} was never read.", "dui"), core::Language::fr, "PAI-1"),
      ElementsAre("MESSAGE=[lecture-echouee] La source dui n'a encore jamais été lue.", "PRIORITY=3",
                  "SYSLOG_IDENTIFIER=jauged", "JAUGE_EVENT=lecture-echouee",
                  "JAUGE_TEMPLATE=Source {0} was never read.", "JAUGE_PROJECT=PAI-1", "JAUGE_ARG_0=dui"));
}

}  // namespace
}  // namespace jauge::jauged
