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
