// The container has one form; nothing but that form is read (ars-contract, "The container is canonical").
#include "seal/asice.hpp"

#include "tests/unit/seal/fixture.hpp"

namespace jauge::seal {
namespace {

Container container() {
  return {documents(), write_manifest(documents()), "signature bytes"};
}

std::string bytes() {
  return write_container(container()).value();
}

bool refused(const std::string& altered) {
  return !read_container(altered);
}

/// CRC-32 bit by bit.
std::uint32_t crc32(std::string_view text) {
  std::uint32_t sum = 0xffffffffu;
  for (const char byte : text) {
    sum ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ ((sum & 1u) != 0 ? 0xedb88320u : 0u);
  }
  return ~sum;
}

std::size_t number(const std::string& text, std::size_t offset, std::size_t size) {
  std::size_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(text[offset + i]);
  return value;
}

TEST(Manifest, HoldsTheDigestsOfTheDocumentsInTheAgreedBytes) {
  EXPECT_EQ(write_manifest({"a", "b", "c"}),
            R"(<?xml version="1.0" encoding="UTF-8"?>
<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
<asic:SigReference URI="META-INF/signature.p7s" MimeType="application/pkcs7-signature"/>
<asic:DataObjectReference URI="rapport.json" MimeType="application/fhir+json" Rootfile="true"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=</ds:DigestValue></asic:DataObjectReference>
<asic:DataObjectReference URI="rapport.csv" MimeType="text/csv"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0=</ds:DigestValue></asic:DataObjectReference>
<asic:DataObjectReference URI="rapport.html" MimeType="text/html"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>Ln0sA6lQeuJl7PW1NWiFpTOTogKdJBOUmXJloaJa78Y=</ds:DigestValue></asic:DataObjectReference>
</asic:ASiCManifest>
)");
}

TEST(Container, GivesItsMembersBack) {
  const auto read = read_container(bytes()).value();
  EXPECT_EQ(read.documents, documents());
  EXPECT_EQ(read.manifest, write_manifest(documents()));
  EXPECT_EQ(read.signature, "signature bytes");
}

TEST(Container, BeginsWithItsMediaTypeAtAFixedPlace) {
  EXPECT_EQ(bytes().substr(30, 8 + 31), "mimetypeapplication/vnd.etsi.asic-e+zip");
}

TEST(Container, HasTheAgreedHeadersInEveryMember) {
  const auto made = bytes();
  const auto end = made.size() - 22;
  EXPECT_EQ(number(made, end, 4), 0x06054b50U);
  EXPECT_EQ(number(made, end + 8, 2), 6U);
  EXPECT_EQ(number(made, end + 20, 2), 0U) << "no comment";
  const std::vector<std::string> names{"mimetype",
                                       "rapport.json",
                                       "rapport.csv",
                                       "rapport.html",
                                       "META-INF/ASiCManifest.xml",
                                       "META-INF/signature.p7s"};
  auto central = number(made, end + 16, 4);
  std::size_t expected_local = 0;
  for (const auto& name : names) {
    EXPECT_EQ(number(made, central, 4), 0x02014b50U);
    EXPECT_EQ(number(made, central + 4, 1), 63U) << "made by version 6.3";
    EXPECT_EQ(number(made, central + 5, 1), 3U) << "made by Unix";
    const auto local = number(made, central + 42, 4);
    EXPECT_EQ(local, expected_local) << "nothing between members";
    EXPECT_EQ(number(made, local, 4), 0x04034b50U);
    for (const auto common : {local + 4, central + 6}) {
      EXPECT_EQ(number(made, common, 2), 10U) << "version needed";
      EXPECT_EQ(number(made, common + 2, 2), 0U) << "flags";
      EXPECT_EQ(number(made, common + 4, 2), 0U) << "stored";
      EXPECT_EQ(number(made, common + 6, 2), 0U) << "time";
      EXPECT_EQ(number(made, common + 8, 2), 0x0021U) << "date";
      EXPECT_EQ(number(made, common + 22, 2), name.size());
      EXPECT_EQ(number(made, common + 24, 2), 0U) << "extra field";
    }
    for (std::size_t offset = 32; offset < 42; offset += 2)
      EXPECT_EQ(number(made, central + offset, 2), 0U) << "comment, disk, attributes";
    EXPECT_EQ(made.substr(local + 30, name.size()), name);
    EXPECT_EQ(made.substr(central + 46, name.size()), name);
    expected_local = local + 30 + name.size() + number(made, local + 18, 4);
    central += 46 + name.size();
  }
  EXPECT_EQ(central, end) << "nothing between the directory and its end";
}

TEST(Container, RefusesAnotherMediaTypeInASoundContainer) {
  const std::string other = "application/vnd.etsi.asic-s+zip";
  auto altered = bytes();
  const auto put_sum = [&](std::size_t offset, std::uint32_t sum) {
    ASSERT_EQ(number(altered, offset, 4), crc32(container_media_type));
    for (std::size_t i = 0; i < 4; ++i) altered[offset + i] = static_cast<char>(sum >> 8 * i);
  };
  altered.replace(38, other.size(), other);
  put_sum(14, crc32(other));
  put_sum(number(altered, altered.size() - 6, 4) + 16, crc32(other));
  EXPECT_TRUE(refused(altered));
}

TEST(Container, RefusesEveryAlteredByte) {
  auto altered = bytes();
  for (std::size_t i = 0; i < altered.size(); ++i)
    for (int flip = 1; flip < 256; flip = flip < 128 ? flip * 2 : flip + 127) {
      altered[i] = static_cast<char>(altered[i] ^ flip);
      ASSERT_TRUE(refused(altered)) << "byte " << i << " by " << flip;
      altered[i] = static_cast<char>(altered[i] ^ flip);
    }
}

TEST(Container, RefusesEveryTruncation) {
  const auto whole = bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_TRUE(refused(whole.substr(0, size))) << size;
    ASSERT_TRUE(refused(whole.substr(whole.size() - size))) << size;
  }
}

TEST(Container, RefusesAByteAddedAnywhere) {
  const auto whole = bytes();
  for (std::size_t i = 0; i <= whole.size(); ++i)
    for (const char added : {'\0', 'P', '\n'}) {
      auto altered = whole;
      altered.insert(i, 1, added);
      ASSERT_TRUE(refused(altered)) << i;
    }
}

TEST(Container, RefusesAByteTakenOutAnywhere) {
  const auto whole = bytes();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    auto altered = whole;
    altered.erase(i, 1);
    ASSERT_TRUE(refused(altered)) << i;
  }
}

TEST(Container, RefusesTwoContainersInOne) {
  EXPECT_TRUE(refused(bytes() + bytes()));
}

TEST(Container, RefusesDocumentsThatAreNotTheManifests) {
  auto other = container();
  other.documents.csv += "another line\r\n";
  EXPECT_REFUSED(read_container(write_container(other).value()),
                 "The manifest of the sealed report is not that of");
}

TEST(Container, RefusesAManifestInOtherBytesForTheSameDigests) {
  auto other = container();
  other.manifest.insert(other.manifest.size() - 1, " ");
  EXPECT_REFUSED(read_container(write_container(other).value()),
                 "The manifest of the sealed report is not that of");
}

TEST(Container, TakesEmptyMembers) {
  const Container empty{{}, write_manifest({}), {}};
  EXPECT_TRUE(read_container(write_container(empty).value()));
}

TEST(Container, IsOfEightMebibytesAtMost) {
  auto large = container();
  const auto rest = bytes().size() - large.documents.html.size();
  large.documents.html.assign(largest_container - rest, 'x');
  large.manifest = write_manifest(large.documents);
  const auto made = write_container(large);
  ASSERT_TRUE(made) << sentence(made);
  EXPECT_EQ(made->size(), largest_container);
  EXPECT_TRUE(read_container(*made));
  large.documents.html += 'x';
  EXPECT_REFUSED(write_container(large), "8388609 bytes; 8388608 are allowed");
  EXPECT_REFUSED(read_container(std::string(largest_container + 1, 'x')),
                 "8388609 bytes; 8388608 are allowed");
}

TEST(Container, ReadsAnyBytesWithoutHarm) {
  const auto whole = bytes();
  // Sizes that reach past the end, in every place a size could be.
  for (std::size_t i = 0; i + 4 <= whole.size(); ++i) {
    auto altered = whole;
    altered.replace(i, 4, "\xff\xff\xff\xff");
    ASSERT_TRUE(refused(altered)) << i;
  }
}

}  // namespace
}  // namespace jauge::seal
