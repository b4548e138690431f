#include "core/frames.hpp"

#include <algorithm>
#include <concepts>
#include <cstring>
#include <limits>

namespace jauge::core {

namespace {

constexpr std::uint8_t version = 1;
constexpr std::size_t length_bytes = 4;
constexpr std::size_t header_bytes = length_bytes + 2;
constexpr Instant first_instant = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
constexpr Instant end_of_instants = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1);

enum class Type : std::uint8_t { read_request = 1, commit, window_read, task_failure, finished };

// ── Writing ──────────────────────────────────────────────────────────────────────────────────────

class Writer {
 public:
  Writer(Type type, std::size_t expected_size) {
    // One allocation: a text that grows leaves copies of what it holds behind.
    bytes_.reserve(expected_size + header_bytes);
    bytes_.resize(length_bytes);
    put(version);
    put(static_cast<std::uint8_t>(type));
  }

  template <std::integral Integer>
  void put(Integer value) {
    const auto bits = static_cast<std::make_unsigned_t<Integer>>(value);
    char bytes[sizeof(Integer)];
    for (std::size_t i = 0; i < sizeof(Integer); ++i) bytes[i] = static_cast<char>((bits >> (8 * i)) & 0xFF);
    bytes_.append(bytes, sizeof bytes);
  }
  void put(bool value) { put(static_cast<std::uint8_t>(value)); }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void put(Enum value) { put(static_cast<std::uint8_t>(value)); }
  void put(std::string_view text) {
    put_count(text.size());
    bytes_ += text;
  }
  void put(const std::string& text) { put(std::string_view(text)); }
  void put(Instant instant) { put(std::int64_t{instant.time_since_epoch().count()}); }
  void put(Month month) { put(std::int32_t{month - Month()}); }
  void put(const Finess& finess) { bytes_ += finess.text(); }
  void put(const MonthKey& key) { raw(key.bytes()); }
  void put(const Message& message) {
    put(message.id);
    put(message.arguments);
  }
  void put(const Error& error) {
    put(error.kind);
    put(error.sentence);
    put(error.hint);
  }
  void put(const ReadTask& task) {
    put(task.kind);
    put(task.month);
    put(task.since);
    put(task.until);
  }
  void put(const Member& member) {
    raw(member.key);
    put(member.first_day);
  }
  void put(const Batch& batch) {
    put(batch.establishment);
    put(batch.month);
    put(batch.members);
  }
  void put(const StatedHeadcount& headcount) {
    put(headcount.establishment);
    put(headcount.month);
    put(headcount.number);
  }
  void put(const Fates::Establishment& fates) {
    put(fates.read);
    put(fates.refused);
  }
  void put(const Fates& fates) {
    for (const std::uint64_t count :
         {fates.read, fates.taken, fates.outside, fates.future, fates.outside_window, fates.corrected}) {
      put(count);
    }
    put(fates.late);
    put(fates.establishments);
    put(fates.unattributed);
    put(fates.first_refused_row);
  }
  void put(const FileOutcome& file) {
    put(file.name);
    put(file.refusal);
  }
  void put(const Grant& grant) {
    put(grant.object);
    put(grant.right);
    put(grant.remedy);
    put(grant.blocking);
  }
  template <class T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <class T>
  void put(const std::vector<T>& items) {
    put_count(items.size());
    for (const T& item : items) put(item);
  }
  template <class K, class V>
  void put(const std::map<K, V>& items) {
    put_count(items.size());
    for (const auto& [key, value] : items) {
      put(key);
      put(value);
    }
  }

  std::string finish() {
    const auto length = static_cast<std::uint32_t>(bytes_.size() - length_bytes);
    for (std::size_t i = 0; i < length_bytes; ++i) bytes_[i] = static_cast<char>((length >> (8 * i)) & 0xFF);
    return std::move(bytes_);
  }

 private:
  void put_count(std::size_t count) { put(static_cast<std::uint32_t>(count)); }
  template <std::size_t size>
  void raw(const std::array<std::uint8_t, size>& bytes) {
    bytes_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }

  std::string bytes_;
};

// ── Reading ──────────────────────────────────────────────────────────────────────────────────────

/// Thrown and caught in this file: the bytes are not what a Writer wrote.
struct Damage {};

void require(bool condition) {
  if (!condition) throw Damage();
}

class BodyReader {
 public:
  explicit BodyReader(std::string_view bytes) : bytes_(bytes) {}

  bool at_end() const { return bytes_.empty(); }

  template <std::integral Integer>
  void get(Integer& value) {
    const std::string_view bytes = take(sizeof(Integer));
    std::make_unsigned_t<Integer> bits = 0;
    for (std::size_t i = 0; i < sizeof(Integer); ++i) {
      const auto byte = static_cast<std::make_unsigned_t<Integer>>(static_cast<unsigned char>(bytes[i]));
      bits = static_cast<std::make_unsigned_t<Integer>>(bits | (byte << (8 * i)));
    }
    value = static_cast<Integer>(bits);
  }
  void get(bool& value) {
    const auto byte = get_as<std::uint8_t>();
    require(byte <= 1);
    value = byte == 1;
  }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void get(Enum& value, Enum last) {
    const auto byte = get_as<std::uint8_t>();
    require(byte <= static_cast<std::uint8_t>(last));
    value = static_cast<Enum>(byte);
  }
  void get(std::string& text) { text = take(get_as<std::uint32_t>()); }
  void get(Instant& instant) {
    instant = Instant(std::chrono::microseconds(get_as<std::int64_t>()));
    // Within four-digit years, so that whoever calculates with it cannot overflow.
    require(instant >= first_instant && instant < end_of_instants);
  }
  void get(Month& month) {
    const auto ordinal = get_as<std::int32_t>();
    require(ordinal >= 0 && ordinal < 10'000 * 12);
    month = Month() + ordinal;
  }
  void get(Finess& finess) {
    const auto parsed = Finess::parse(take(9));
    require(parsed.has_value());
    finess = *parsed;
  }
  void get(Message& message) {
    get(message.id);
    get(message.arguments);
  }
  void get(Error& error) {
    get(error.kind, ErrorKind::cancelled);
    get(error.sentence);
    get(error.hint);
  }
  void get(ReadTask& task) {
    get(task.kind);
    get(task.month);
    get(task.since);
    get(task.until);
  }
  void get(Member& member) {
    get(member.key);
    get(member.first_day);
  }
  void get(Batch& batch) {
    get(batch.establishment);
    get(batch.month);
    get(batch.members);
    const auto first = static_cast<std::int32_t>(batch.month.first_day().time_since_epoch().count());
    const auto end = static_cast<std::int32_t>(batch.month.end().time_since_epoch().count());
    for (const Member& member : batch.members) require(member.first_day >= first && member.first_day < end);
    // Sorted and each once: whoever stores them relies on it.
    const auto not_ascending = [](const Member& a, const Member& b) { return a.key >= b.key; };
    require(std::ranges::adjacent_find(batch.members, not_ascending) == batch.members.end());
  }
  void get(StatedHeadcount& headcount) {
    get(headcount.establishment);
    get(headcount.month);
    get(headcount.number);
    require(headcount.number >= 0);
  }
  void get(Fates::Establishment& fates) {
    get(fates.read);
    get(fates.refused);
  }
  void get(Fates& fates) {
    for (std::uint64_t* count : {&fates.read, &fates.taken, &fates.outside, &fates.future,
                                 &fates.outside_window, &fates.corrected}) {
      get(*count);
    }
    get(fates.late);
    get(fates.establishments);
    get(fates.unattributed);
    get(fates.first_refused_row);
  }
  void get(FileOutcome& file) {
    get(file.name);
    get(file.refusal);
  }
  void get(Grant& grant) {
    get(grant.object);
    get(grant.right);
    get(grant.remedy);
    get(grant.blocking);
  }
  template <std::size_t size>
  void get(std::array<std::uint8_t, size>& bytes) {
    std::memcpy(bytes.data(), take(size).data(), size);
  }
  template <class T>
  void get(std::optional<T>& value) {
    if (get_as<bool>()) value = get_as<T>();
  }
  template <class T>
  void get(std::vector<T>& items) {
    const auto count = get_count();
    // A count that the bytes cannot hold is not believed.
    require(count <= bytes_.size() / smallest<T>);
    if constexpr (!std::is_same_v<T, Member>) spend(count);
    items.resize(count);
    for (T& item : items) get(item);
  }
  /// Keys ascend, as they were written.
  template <class K, class V>
  void get(std::map<K, V>& items) {
    auto count = get_count();
    spend(count);
    for (; count > 0; --count) {
      K key = get_as<K>();
      require(items.empty() || items.rbegin()->first < key);
      items.emplace_hint(items.end(), std::move(key), get_as<V>());
    }
  }
  void get(std::map<Month, MonthKey>& keys) {
    for (auto count = get_count(); count > 0; --count) {
      const auto month = get_as<Month>();
      require(keys.empty() || keys.rbegin()->first < month);
      std::array<std::uint8_t, 32> bytes;
      get(bytes);
      keys.emplace_hint(keys.end(), month, MonthKey(bytes));
      cleanse(bytes.data(), bytes.size());
    }
  }

 private:
  // Bytes that an item takes at least.
  template <class T>
  static constexpr std::size_t smallest = 4;

  std::uint32_t get_count() { return get_as<std::uint32_t>(); }
  /// Items other than members take more memory than bytes; an honest frame has few.
  void spend(std::uint32_t items) {
    require(items <= items_left_);
    items_left_ -= items;
  }
  std::string_view take(std::size_t size) {
    require(size <= bytes_.size());
    const auto taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }
  template <class T>
  T get_as() {
    T value{};
    get(value);
    return value;
  }

  std::string_view bytes_;
  std::uint32_t items_left_ = 200'000;
};

template <>
constexpr std::size_t BodyReader::smallest<Member> = 20;
template <>
constexpr std::size_t BodyReader::smallest<Batch> = 17;
template <>
constexpr std::size_t BodyReader::smallest<StatedHeadcount> = 21;
template <>
constexpr std::size_t BodyReader::smallest<ReadTask> = 24;
template <>
constexpr std::size_t BodyReader::smallest<Grant> = 13;

ReadRequest read_request(BodyReader& body) {
  ReadRequest request;
  body.get(request.source);
  body.get(request.purpose, ReadPurpose::check);
  body.get(request.now);
  std::int64_t deadline = 0;
  body.get(deadline);
  request.deadline = std::chrono::milliseconds(deadline);
  body.get(request.tasks);
  body.get(request.keys);
  return request;
}

WindowRead window_read(BodyReader& body) {
  WindowRead read;
  body.get(read.task);
  body.get(read.last);
  body.get(read.state);
  body.get(read.fresh_until);
  body.get(read.batches);
  body.get(read.headcounts);
  body.get(read.fates);
  return read;
}

TaskFailure task_failure(BodyReader& body) {
  TaskFailure failure{};
  body.get(failure.task);
  body.get(failure.error);
  return failure;
}

Finished finished(BodyReader& body) {
  Finished finished;
  body.get(finished.error);
  body.get(finished.warnings);
  body.get(finished.files);
  return finished;
}

Commit commit(BodyReader& body) {
  Commit commit;
  body.get(commit.count);
  return commit;
}

Frame decode(std::string_view frame) {
  require(frame.size() >= header_bytes - length_bytes && static_cast<std::uint8_t>(frame[0]) == version);
  BodyReader body(frame.substr(2));
  const auto read = [&]() -> Frame {
    switch (static_cast<Type>(frame[1])) {
      case Type::read_request:
        return read_request(body);
      case Type::commit:
        return commit(body);
      case Type::window_read:
        return window_read(body);
      case Type::task_failure:
        return task_failure(body);
      case Type::finished:
        return finished(body);
    }
    throw Damage();
  };
  Frame decoded = read();
  require(body.at_end());
  return decoded;
}

Failure damaged_frame() {
  return fail(ErrorKind::damaged,
              msg("The program that reads the source sent something that is not understood."),
              msg("Check that jauged and jauge-reader are of the same version."));
}

std::uint32_t length_at(const char* bytes) {
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < length_bytes; ++i) {
    length |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return length;
}

}  // namespace

std::string encode(const ReadRequest& request) {
  std::size_t size = request.source.size() + 64 + request.keys.size() * 36;
  for (const ReadTask& task : request.tasks) size += task.kind.size() + 24;
  Writer writer(Type::read_request, size);
  writer.put(request.source);
  writer.put(request.purpose);
  writer.put(request.now);
  writer.put(std::int64_t{request.deadline.count()});
  writer.put(request.tasks);
  writer.put(request.keys);
  return writer.finish();
}

std::string encode(const Commit& commit) {
  Writer writer(Type::commit, sizeof commit.count);
  writer.put(commit.count);
  return writer.finish();
}

std::string encode(const WindowRead& read) {
  std::size_t size = 512 + read.headcounts.size() * 21;
  for (const Batch& batch : read.batches) size += 17 + batch.members.size() * 20;
  Writer writer(Type::window_read, size);
  writer.put(read.task);
  writer.put(read.last);
  writer.put(read.state);
  writer.put(read.fresh_until);
  writer.put(read.batches);
  writer.put(read.headcounts);
  writer.put(read.fates);
  return writer.finish();
}

std::string encode(const TaskFailure& failure) {
  Writer writer(Type::task_failure, 256);
  writer.put(failure.task);
  writer.put(failure.error);
  return writer.finish();
}

std::string encode(const Finished& finished) {
  Writer writer(Type::finished, 256);
  writer.put(finished.error);
  writer.put(finished.warnings);
  writer.put(finished.files);
  return writer.finish();
}

void FrameDecoder::feed(std::string_view bytes) {
  if (damaged_) return;
  // What was read goes, once it is the larger part: each byte is moved at most once.
  if (used_ > 0 && used_ * 2 >= buffer_.size()) {
    const auto rest = buffer_.size() - used_;
    std::memmove(buffer_.data(), buffer_.data() + used_, rest);
    cleanse(buffer_.data() + rest, used_);
    buffer_.resize(rest);
    used_ = 0;
  }
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

Result<std::optional<Frame>> FrameDecoder::next() {
  if (damaged_) return damaged_frame();
  const std::size_t available = buffer_.size() - used_;
  if (available < length_bytes) return std::nullopt;
  const char* begin = buffer_.data() + used_;
  const std::uint32_t length = length_at(begin);
  try {
    require(length <= frame_limit);
    if (available - length_bytes < length) return std::nullopt;
    Frame frame = decode({begin + length_bytes, length});
    used_ += length_bytes + length;
    return frame;
  } catch (const Damage&) {
    damaged_ = true;
    return damaged_frame();
  }
}

}  // namespace jauge::core
