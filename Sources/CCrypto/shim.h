#pragma once
#include <errno.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>

// The number of certificates in a file: OpenSSL's stack of them consists of macros, which Swift does not see. -1 if it
// cannot be opened, -2 if a part of it is damaged.
static inline int ccrypto_count_certificates(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) return -1;
  STACK_OF(X509_INFO) *infos = PEM_X509_INFO_read(file, NULL, NULL, NULL);
  int error = errno;
  fclose(file);
  ERR_clear_error();
  if (!infos) {
    errno = error;
    return -2;
  }
  int count = 0;
  for (int i = 0; i < sk_X509_INFO_num(infos); i++) count += sk_X509_INFO_value(infos, i)->x509 != NULL;
  sk_X509_INFO_pop_free(infos, X509_INFO_free);
  return count;
}

// Answers the question for a passphrase: there is nobody to ask.
static inline int ccrypto_no_passphrase(char *buffer, int size, int writing, void *asked) {
  (void)buffer, (void)size, (void)writing;
  *(int *)asked = 1;
  return -1;
}

// Whether a certificate and a key can be read, and belong together: 0 if so. 1 if the certificate's file cannot be
// opened, 2 if it has none, 3 if the key's file cannot be opened, 4 if the key wants a passphrase, 5 if there is none, 6
// if it is another certificate's.
static inline int ccrypto_check_client(const char *certificate_path, const char *key_path) {
  FILE *file = fopen(certificate_path, "r");
  if (!file) return 1;
  int asked = 0;
  X509 *certificate = PEM_read_X509(file, NULL, ccrypto_no_passphrase, &asked);
  fclose(file);
  ERR_clear_error();
  if (!certificate) return 2;
  file = fopen(key_path, "r");
  if (!file) {
    int error = errno;
    X509_free(certificate);
    errno = error;
    return 3;
  }
  EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, ccrypto_no_passphrase, &asked);
  fclose(file);
  int result = key ? (X509_check_private_key(certificate, key) == 1 ? 0 : 6) : (asked ? 4 : 5);
  EVP_PKEY_free(key);
  X509_free(certificate);
  ERR_clear_error();
  return result;
}
