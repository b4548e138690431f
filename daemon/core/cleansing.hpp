#pragma once
// Memory that is overwritten before it is given back: for identifiers and keys.
#include <cstddef>
#include <memory>

namespace jauge::core {

/// Overwrites in a way that the compiler does not remove.
void cleanse(void* memory, std::size_t size);

/// For containers: what they outgrow or end with is cleansed.
template <class T>
struct CleansingAllocator {
  using value_type = T;
  CleansingAllocator() = default;
  template <class U>
  explicit CleansingAllocator(const CleansingAllocator<U>&) {}
  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* memory, std::size_t count) {
    cleanse(memory, count * sizeof(T));
    std::allocator<T>().deallocate(memory, count);
  }
  bool operator==(const CleansingAllocator&) const = default;
};

}  // namespace jauge::core
