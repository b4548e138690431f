// JSON from outside: what is refused, and what a value becomes (hostile data: depth, duplicate keys, big
// integers).
#include <gtest/gtest.h>

#include "connectors/web/json.hpp"

namespace jauge::connectors::web {
namespace {

using Type = core::Cell::Type;

JsonFault fault_of(std::string_view body) {
  JsonReader reader;
  const auto parsed = reader.parse(body);
  EXPECT_FALSE(parsed.has_value()) << body.substr(0, 80);
  return parsed ? JsonFault::memory : parsed.error();
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

TEST(Json, IsTakenUpToThirtyTwoDeepAndRefusedBeyond) {
  JsonReader reader;
  EXPECT_TRUE(reader.parse(nested(32)).has_value());
  EXPECT_EQ(fault_of(nested(33)), JsonFault::too_deep);
  EXPECT_EQ(fault_of(nested(100'000)), JsonFault::too_deep);
  std::string objects;
  for (int i = 0; i < 33; ++i) objects += R"({"a":)";
  EXPECT_EQ(fault_of(objects + "1" + std::string(33, '}')), JsonFault::too_deep);
  std::string thirty_two;
  for (int i = 0; i < 32; ++i) thirty_two += R"({"a":)";
  EXPECT_TRUE(reader.parse(thirty_two + "1" + std::string(32, '}')).has_value());
}

TEST(Json, IsRefusedWhenAnObjectHasANameTwice) {
  EXPECT_EQ(fault_of(R"({"id":"a","id":"b"})"), JsonFault::name_twice);
  EXPECT_EQ(fault_of(R"({"x":[{"id":1,"\u0069d":2}]})"), JsonFault::name_twice);
  std::string many = "{";
  for (int i = 0; i < 40; ++i) many += fmt::format(R"("k{}":{},)", i, i);
  EXPECT_EQ(fault_of(many + R"("k7":0})"), JsonFault::name_twice);
  JsonReader reader;
  EXPECT_TRUE(reader.parse(many + R"("k40":0})").has_value());
}

TEST(Json, IsRefusedWhenAnIntegerCannotBeExact) {
  EXPECT_EQ(fault_of(R"({"id":12345678901234567890123})"), JsonFault::number);
  EXPECT_EQ(fault_of(R"([-9223372036854775809])"), JsonFault::number);
  EXPECT_EQ(fault_of("[1e400]"), JsonFault::number);
}

TEST(Json, IsRefusedWhenItIsNotJsonOrNotUtf8) {
  for (const char* text : {"", " ", "<html></html>", "[1] [2]", "[1,]", "NaN", R"(["\ud800"])", "{\"a\":1"})
    EXPECT_EQ(fault_of(text), JsonFault::malformed) << text;
  EXPECT_EQ(fault_of("[\"\xff\"]"), JsonFault::not_utf8);
}

TEST(Json, ReadsTheNextDocumentAfterOneThatIsWrong) {
  JsonReader reader;
  EXPECT_FALSE(reader.parse(nested(60)).has_value());
  const auto good = reader.parse(R"({"a":1})");
  ASSERT_TRUE(good.has_value());
  EXPECT_EQ((*good)["a"].integer(), 1);
}

TEST(Json, GivesCellsOfWhatNamesSomething) {
  JsonReader reader;
  const auto document = reader.parse(
      R"({"t":"été","n":7,"z":null,"f":12.0,"h":1.5,"b":true,"o":{},"u":18446744073709551615,"big":9007199254740994.0,"nul":"a\u0000b"})");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ((*document)["t"].cell().text, "été");
  EXPECT_EQ((*document)["n"].cell().number, 7);
  EXPECT_EQ((*document)["z"].cell().type, Type::null);
  EXPECT_EQ((*document)["absent"].cell().type, Type::null);
  EXPECT_EQ((*document)["f"].cell().type, Type::integer);
  EXPECT_EQ((*document)["f"].cell().number, 12);
  for (const char* name : {"h", "b", "o", "u", "big"})
    EXPECT_EQ((*document)[name].cell().type, Type::unreadable) << name;
  EXPECT_EQ((*document)["nul"].cell().text, std::string_view("a\0b", 3));
}

TEST(Json, IsFollowedByPointers) {
  JsonReader reader;
  const auto document = reader.parse(R"({"data":[{"a/b":{"m~n":"found"}}],"":0})");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->at("/data/0/a~1b/m~0n").text(), "found");
  EXPECT_TRUE(document->at("").is_object());
  for (const char* nowhere :
       {"/data/1", "/data/-", "/data/x", "/nothing", "data", "/data/0/a~2b", "/data/0/a~"})
    EXPECT_FALSE(document->at(nowhere).present()) << nowhere;
  EXPECT_FALSE(Json().at("/a").present());
}

TEST(Json, GivesItemsAndMembers) {
  JsonReader reader;
  const auto document = reader.parse(R"({"list":[1,"a",null],"yes":true})");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ((*document)["list"].items().size(), 3U);
  EXPECT_TRUE((*document)["list"].items()[2].is_null());
  EXPECT_TRUE(document->items().empty());
  EXPECT_EQ((*document)["yes"].boolean(), true);
  std::string names;
  document->each_member([&](std::string_view name, Json) { names += name; });
  EXPECT_EQ(names, "listyes");
}

TEST(JsonFailures, SayNothingOfTheDocument) {
  for (const auto fault : {JsonFault::malformed, JsonFault::not_utf8, JsonFault::too_deep,
                           JsonFault::name_twice, JsonFault::number, JsonFault::memory}) {
    const auto failure = json_failure(fault, "dui", "accompanied").value();
    EXPECT_EQ(failure.kind, core::ErrorKind::invalid);
    EXPECT_TRUE(
        core::render(failure.sentence, core::Language::en).starts_with("Source dui, query accompanied: "));
  }
}

}  // namespace
}  // namespace jauge::connectors::web
