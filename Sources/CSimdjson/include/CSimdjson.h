// A thin C interface to simdjson's DOM API (https://simdjson.org), which picks the fastest kernel for the processor at
// run time, checks UTF-8 and accepts exactly RFC 8259.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A parser and the one document it holds; each parse replaces the document.
typedef struct csimdjson_parser csimdjson_parser;

/// The number of readable bytes (of any value) that must follow a document.
#define CSIMDJSON_PADDING 64

/// A position in a parser's document, valid until its next parse.
typedef struct {
  const void *document;
  size_t position;
} csimdjson_value;

typedef enum {
  CSIMDJSON_ABSENT = 0,
  CSIMDJSON_NULL,
  CSIMDJSON_FALSE,
  CSIMDJSON_TRUE,
  CSIMDJSON_STRING,
  CSIMDJSON_INTEGER,
  CSIMDJSON_UNSIGNED, // an integer above INT64_MAX
  CSIMDJSON_DOUBLE,
  CSIMDJSON_ARRAY,
  CSIMDJSON_OBJECT,
  CSIMDJSON_NUMBER_TEXT, // never made here: what Swift makes of a number that it wrote as a string
} csimdjson_type;

/// A value that was read. Members that its type does not use have no meaning.
typedef struct {
  csimdjson_type type;
  /// The number's 64 bits, or the string's length in bytes.
  uint64_t number;
  /// The string's bytes, unescaped UTF-8, valid until the parser's next parse. CSIMDJSON_PADDING more are readable.
  const uint8_t *string;
  /// The start of a walk through an array or object.
  csimdjson_value value;
} csimdjson_field;

/// A key to find or that was found, in unescaped UTF-8.
typedef struct {
  const uint8_t *bytes;
  size_t count;
} csimdjson_key;

/// @return NULL when there is no memory.
csimdjson_parser *csimdjson_parser_create(size_t max_depth);
void csimdjson_parser_destroy(csimdjson_parser *parser);

/// Parses a whole document of `count` bytes, after which CSIMDJSON_PADDING more bytes are readable.
/// @return 0, or simdjson's error code.
int csimdjson_parse(csimdjson_parser *parser, const uint8_t *bytes, size_t count, csimdjson_field *root);
const char *csimdjson_error_message(int code);
/// Whether an error code says that the document nests deeper than the parser goes.
bool csimdjson_is_too_deep(int code);

/// What was found in an object.
typedef struct {
  /// Which of the keys occurs more than once, or -1.
  ptrdiff_t doubled;
  /// The length of all strings that were found, in bytes.
  size_t string_bytes;
} csimdjson_found;

/// Finds all `count` keys in one pass over an object.
csimdjson_found csimdjson_object_fields(csimdjson_value object, const csimdjson_key *keys, size_t count,
                                        csimdjson_field *fields);

/// The place of a walk through an array or object.
typedef struct {
  const void *document;
  size_t next;
  size_t end;
} csimdjson_iterator;

/// Begins a walk through an array or object.
csimdjson_iterator csimdjson_begin(csimdjson_value list);

/// The number of elements; 0xffffff if there are more.
size_t csimdjson_array_count(csimdjson_value array);

/// @return false after the last element.
bool csimdjson_array_next(csimdjson_iterator *iterator, csimdjson_field *element);

/// @return false after the last member; the key's bytes are valid until the parser's next parse.
bool csimdjson_object_next(csimdjson_iterator *iterator, csimdjson_key *key, csimdjson_field *value);

/// The most bytes that csimdjson_write_double writes.
#define CSIMDJSON_DOUBLE_LENGTH 32

/// Writes the shortest text of the same double.
/// @return the number of its bytes.
ptrdiff_t csimdjson_write_double(uint64_t bits, uint8_t *text);

/// Whether `\u0000` stands anywhere in a text, whether it is an escape or not.
bool csimdjson_has_nul_escape(const uint8_t *bytes, size_t count);

/// Whether bytes are valid UTF-8.
bool csimdjson_is_utf8(const uint8_t *bytes, size_t count);

/// The version of simdjson, which its library's name pins, so that it is the one in use.
const char *csimdjson_version(void);

#ifdef __cplusplus
}
#endif
