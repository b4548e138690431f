// The container is written and read here rather than by a ZIP library: its form has no freedom at all (stored
// members, fixed headers), and a reader that understands more than that form is what lets altered bytes pass.
#include "seal/asice.hpp"

#include <array>
#include <cstdint>

namespace jauge::seal {

using core::ErrorKind;
using core::fail;
using core::msg;
using core::Result;

namespace {

constexpr std::array<std::string_view, 6> member_names{"mimetype",
                                                       "rapport.json",
                                                       "rapport.csv",
                                                       "rapport.html",
                                                       "META-INF/ASiCManifest.xml",
                                                       "META-INF/signature.p7s"};
using Members = std::array<std::string_view, member_names.size()>;

constexpr std::uint32_t local_signature = 0x04034b50;
constexpr std::uint32_t central_signature = 0x02014b50;
constexpr std::uint32_t end_signature = 0x06054b50;
constexpr std::size_t local_size = 30;    // of the local header, before the name
constexpr std::size_t central_size = 46;  // of the central header, before the name
constexpr std::size_t end_size = 22;
constexpr std::size_t member_size_offset = 18;  // of the stored size in the local header
constexpr unsigned version_needed = 10;         // stored
constexpr unsigned made_by = 3u << 8 | 63;      // Unix, version 6.3
constexpr unsigned epoch_date = 0x0021;         // 1980-01-01

/// CRC-32 of ISO 3309, as ZIP has it.
std::uint32_t crc32(std::string_view bytes) {
  static constexpr auto table = [] {
    std::array<std::uint32_t, 256> made{};
    for (std::uint32_t i = 0; i < made.size(); ++i) {
      std::uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) value = (value & 1u) != 0 ? 0xedb88320u ^ value >> 1 : value >> 1;
      made[i] = value;
    }
    return made;
  }();
  std::uint32_t sum = 0xffffffffu;
  for (const char byte : bytes) sum = table[(sum ^ static_cast<unsigned char>(byte)) & 0xffu] ^ sum >> 8;
  return sum ^ 0xffffffffu;
}

class Writer {
 public:
  void u16(std::size_t value) {
    bytes_ += static_cast<char>(value & 0xff);
    bytes_ += static_cast<char>(value >> 8 & 0xff);
  }
  void u32(std::size_t value) {
    u16(value & 0xffff);
    u16(value >> 16 & 0xffff);
  }
  void text(std::string_view text) { bytes_ += text; }
  std::size_t size() const { return bytes_.size(); }
  std::string take() { return std::move(bytes_); }

  /// What the local and the central header have in common.
  void entry(std::string_view name, std::string_view content) {
    u16(version_needed);
    u16(0);  // flags
    u16(0);  // stored
    u16(0);  // time
    u16(epoch_date);
    u32(crc32(content));
    u32(content.size());
    u32(content.size());
    u16(name.size());
    u16(0);  // extra field
  }

 private:
  std::string bytes_;
};

std::string write_members(const Members& members) {
  Writer writer;
  std::array<std::size_t, member_names.size()> offsets{};
  for (std::size_t i = 0; i < members.size(); ++i) {
    offsets[i] = writer.size();
    writer.u32(local_signature);
    writer.entry(member_names[i], members[i]);
    writer.text(member_names[i]);
    writer.text(members[i]);
  }
  const auto directory = writer.size();
  for (std::size_t i = 0; i < members.size(); ++i) {
    writer.u32(central_signature);
    writer.u16(made_by);
    writer.entry(member_names[i], members[i]);
    writer.u16(0);  // comment
    writer.u16(0);  // disk
    writer.u16(0);  // internal attributes
    writer.u32(0);  // external attributes
    writer.u32(offsets[i]);
    writer.text(member_names[i]);
  }
  const auto directory_size = writer.size() - directory;
  writer.u32(end_signature);
  writer.u16(0);  // disk
  writer.u16(0);  // disk of the directory
  writer.u16(members.size());
  writer.u16(members.size());
  writer.u32(directory_size);
  writer.u32(directory);
  writer.u16(0);  // comment
  return writer.take();
}

Members members_of(const Container& container) {
  const auto& [json, csv, html] = container.documents;
  return {container_media_type, json, csv, html, container.manifest, container.signature};
}

std::size_t size_of(const Members& members) {
  std::size_t size = end_size;
  for (std::size_t i = 0; i < members.size(); ++i)
    size += local_size + central_size + 2 * member_names[i].size() + members[i].size();
  return size;
}

void add_document(std::string& manifest, std::string_view name, std::string_view type,
                  std::string_view attributes, std::string_view content) {
  manifest += fmt::format(
      "<asic:DataObjectReference URI=\"{}\" MimeType=\"{}\"{}>"
      "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>"
      "<ds:DigestValue>{}</ds:DigestValue></asic:DataObjectReference>\n",
      name, type, attributes, core::sha256(content).base64());
}

core::Failure not_a_container() {
  return fail(
      ErrorKind::refused,
      msg("The file is not a sealed report: it is no container of this format, or was altered."),
      msg("Take the file again from where it was first put; it must not be opened and saved by an archive "
          "tool."));
}

std::size_t u32_at(std::string_view bytes, std::size_t offset) {
  std::size_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return value;
}

}  // namespace

std::string write_manifest(const core::Documents& documents) {
  std::string manifest =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<asic:ASiCManifest xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\" "
      "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\n"
      "<asic:SigReference URI=\"META-INF/signature.p7s\" MimeType=\"application/pkcs7-signature\"/>\n";
  add_document(manifest, "rapport.json", "application/fhir+json", " Rootfile=\"true\"", documents.json);
  add_document(manifest, "rapport.csv", "text/csv", "", documents.csv);
  add_document(manifest, "rapport.html", "text/html", "", documents.html);
  manifest += "</asic:ASiCManifest>\n";
  return manifest;
}

Result<std::string> write_container(const Container& container) {
  const auto members = members_of(container);
  if (const auto size = size_of(members); size > largest_container)
    return fail(ErrorKind::invalid,
                msg("The sealed report would be of {0} bytes; {1} are allowed.", size, largest_container));
  return write_members(members);
}

Result<Container> read_container(std::string_view bytes) {
  if (bytes.size() > largest_container)
    return fail(ErrorKind::refused,
                msg("The sealed report is of {0} bytes; {1} are allowed.", bytes.size(), largest_container));
  Members members;
  std::size_t position = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto header = local_size + member_names[i].size();
    if (bytes.size() - position < header) return not_a_container();
    const auto size = u32_at(bytes, position + member_size_offset);
    position += header;
    if (bytes.size() - position < size) return not_a_container();
    members[i] = bytes.substr(position, size);
    position += size;
  }
  // All else follows from the members: names, headers, directory, and that nothing comes after.
  if (members[0] != container_media_type || write_members(members) != bytes) return not_a_container();
  Container container{{std::string(members[1]), std::string(members[2]), std::string(members[3])},
                      std::string(members[4]),
                      std::string(members[5])};
  if (write_manifest(container.documents) != container.manifest)
    return fail(ErrorKind::refused,
                msg("The manifest of the sealed report is not that of its documents: a document "
                    "or the manifest was altered."));
  return container;
}

}  // namespace jauge::seal
