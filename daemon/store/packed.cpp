#include "store/packed.hpp"

#include <zlib.h>

#include <limits>
#include <stdexcept>

#include "store/columns.hpp"

namespace jauge::store {

namespace {

const Bytef* input(std::string_view bytes) {
  return reinterpret_cast<const Bytef*>(bytes.data());
}
Bytef* output(std::string& bytes, std::size_t from = 0) {
  return reinterpret_cast<Bytef*>(bytes.data()) + from;
}

}  // namespace

std::string packed(std::string_view bytes) {
  auto size = compressBound(bytes.size());
  std::string stream(size, '\0');
  // The fastest level: a closing waits for it, and the next ones gain little on so repetitive a text.
  if (compress2(output(stream), &size, input(bytes), bytes.size(), Z_BEST_SPEED) != Z_OK)
    throw std::bad_alloc();
  stream.resize(size);
  return stream;
}

std::optional<std::string> unpacked(std::string_view bytes) {
  if (bytes.size() > std::numeric_limits<uInt>::max()) return std::nullopt;
  z_stream stream{};
  stream.next_in = const_cast<Bytef*>(input(bytes));  // zlib does not write there
  stream.avail_in = static_cast<uInt>(bytes.size());
  if (inflateInit(&stream) != Z_OK) throw std::bad_alloc();
  std::string whole;
  int state = Z_OK;
  while (state == Z_OK) {
    const auto had = whole.size();
    whole.resize(had + std::max<std::size_t>(64 * 1024, had));
    stream.next_out = output(whole, had);
    stream.avail_out = static_cast<uInt>(whole.size() - had);
    state = inflate(&stream, Z_NO_FLUSH);
    whole.resize(whole.size() - stream.avail_out);
  }
  const bool at_end = state == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  if (!at_end) return std::nullopt;
  return whole;
}

std::string unpacked_at(const sqlite::Statement& row, int index) {
  auto bytes = unpacked(row.blob(index));
  if (!bytes) throw BadColumn{};
  return *std::move(bytes);
}

core::Result<void> define_packed(const sqlite::Connection& connection) {
  return connection.define("packed", packed);
}

}  // namespace jauge::store
