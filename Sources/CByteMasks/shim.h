#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Compares many bytes at once and returns the results as bits, which Swift's SIMD types cannot express. Clang compiles
// it to vector instructions that every processor of the architecture has.

typedef uint8_t cbytemasks_bytes __attribute__((ext_vector_type(16)));
typedef _Bool cbytemasks_bits __attribute__((ext_vector_type(16)));

/// The places of the bytes that structure JSON among 64 bytes; bit 0 is the first one.
typedef struct {
  uint64_t quotes;
  uint64_t backslashes;
  uint64_t openings; // { and [
  uint64_t closings; // } and ]
} cbytemasks_json;

static inline uint64_t cbytemasks_equal(cbytemasks_bytes bytes, uint8_t byte) {
  cbytemasks_bits bits = __builtin_convertvector(bytes == byte, cbytemasks_bits);
  uint16_t mask;
  memcpy(&mask, &bits, sizeof mask);
  return mask;
}

/// Examines the 64 bytes after a pointer.
static inline cbytemasks_json cbytemasks_of_json(const uint8_t *start) {
  cbytemasks_json masks = {0, 0, 0, 0};
  for (int part = 0; part < 64; part += 16) {
    cbytemasks_bytes bytes;
    memcpy(&bytes, start + part, sizeof bytes);
    // Brackets and braces differ in one bit.
    cbytemasks_bytes folded = bytes | 0x20;
    masks.quotes |= cbytemasks_equal(bytes, '"') << part;
    masks.backslashes |= cbytemasks_equal(bytes, '\\') << part;
    masks.openings |= cbytemasks_equal(folded, '{') << part;
    masks.closings |= cbytemasks_equal(folded, '}') << part;
  }
  return masks;
}

/// Returns which of the 16 bytes after a pointer are equal to one.
static inline uint64_t cbytemasks_find(const uint8_t *start, uint8_t byte) {
  cbytemasks_bytes bytes;
  memcpy(&bytes, start, sizeof bytes);
  return cbytemasks_equal(bytes, byte);
}

/// The number of bytes copied at a time; the last ones may have no meaning.
#define CBYTEMASKS_STEP 16

/// Copies bytes in whole steps, so that up to 15 more are read and written after them.
static inline void cbytemasks_copy_steps(uint8_t *to, const uint8_t *from, size_t count) {
  for (const uint8_t *end = from + count; from < end; from += CBYTEMASKS_STEP, to += CBYTEMASKS_STEP) {
    cbytemasks_bytes bytes;
    memcpy(&bytes, from, sizeof bytes);
    memcpy(to, &bytes, sizeof bytes);
  }
}

/// Copies 16 bytes, and returns which of them are equal to one.
static inline uint64_t cbytemasks_copy(uint8_t *to, const uint8_t *from, uint8_t byte) {
  cbytemasks_bytes bytes;
  memcpy(&bytes, from, sizeof bytes);
  memcpy(to, &bytes, sizeof bytes);
  return cbytemasks_equal(bytes, byte);
}

/// Copies 16 bytes, and returns which of them a JSON string must escape: quotes, backslashes, control characters.
static inline uint64_t cbytemasks_copy_json(uint8_t *to, const uint8_t *from) {
  cbytemasks_bytes bytes;
  memcpy(&bytes, from, sizeof bytes);
  memcpy(to, &bytes, sizeof bytes);
  cbytemasks_bits bits = __builtin_convertvector(
      (bytes < 0x20) | (bytes == '"') | (bytes == '\\'), cbytemasks_bits);
  uint16_t mask;
  memcpy(&mask, &bits, sizeof mask);
  return mask;
}
