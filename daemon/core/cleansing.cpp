#include "core/cleansing.hpp"

#include <openssl/crypto.h>

namespace jauge::core {

void cleanse(void* memory, std::size_t size) {
  OPENSSL_cleanse(memory, size);
}

}  // namespace jauge::core
