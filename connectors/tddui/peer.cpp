#include "connectors/tddui/peer.hpp"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

namespace jauge::connectors::tddui {

std::vector<std::string> names_of(const std::string& certificate_pem) {
  std::vector<std::string> names;
  const std::unique_ptr<BIO, int (*)(BIO*)> memory(
      BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size())), &BIO_free);
  const std::unique_ptr<X509, void (*)(X509*)> certificate(
      memory ? PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr) : nullptr, &X509_free);
  if (!certificate) return names;
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  for (const int kind : {NID_organizationalUnitName, NID_commonName}) {
    for (int at = X509_NAME_get_index_by_NID(subject, kind, -1); at >= 0;
         at = X509_NAME_get_index_by_NID(subject, kind, at)) {
      unsigned char* text = nullptr;
      const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
      if (size < 0) continue;
      names.emplace_back(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
      OPENSSL_free(text);
    }
  }
  return names;
}

}  // namespace jauge::connectors::tddui
