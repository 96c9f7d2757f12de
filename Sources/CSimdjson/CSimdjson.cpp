#include "CSimdjson.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <simdjson.h>
#include <string>
#include <type_traits>

using namespace simdjson;

struct csimdjson_parser {
  dom::parser parser;
  size_t max_depth;
};

// An element consists of a document and a place on its tape. simdjson has no way to take one apart, but it has no other
// parts, so it travels through C as bytes.
static csimdjson_value value_of(const dom::element &element) noexcept {
  static_assert(sizeof(csimdjson_value) == sizeof element, "simdjson's element no longer fits its C face");
  static_assert(std::is_trivially_copyable<dom::element>::value, "simdjson's element can no longer be copied as bytes");
  csimdjson_value value;
  std::memcpy(&value, static_cast<const void *>(&element), sizeof value);
  return value;
}

static_assert(SIMDJSON_PADDING <= CSIMDJSON_PADDING, "simdjson reads further behind a document");

template <typename Word> static inline Word load(const uint8_t *bytes) noexcept {
  Word word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// The words of a document and its strings, as in https://github.com/simdjson/simdjson/blob/master/doc/tape.md. Walking
// them takes a quarter of the instructions of simdjson's iterators.
struct tape {
  const dom::document *document;
  const uint64_t *words;
  const uint8_t *strings;

  explicit tape(const void *any) noexcept
      : document(static_cast<const dom::document *>(any)), words(document->tape.get()),
        strings(document->string_buf.get()) {}

  char type(size_t place) const noexcept { return static_cast<char>(words[place] >> 56); }

  /// The place after an array or an object.
  size_t end(size_t place) const noexcept { return static_cast<uint32_t>(words[place]); }

  csimdjson_key string(size_t place) const noexcept {
    const uint8_t *start = strings + (words[place] & internal::JSON_VALUE_MASK);
    auto count = load<uint32_t>(start);
    return {start + sizeof count, count};
  }

  size_t read_number(size_t place, csimdjson_type type, csimdjson_field *field) const noexcept {
    field->type = type;
    field->number = words[place + 1];
    return place + 2;
  }

  /// Reads a value, and returns the place after it.
  inline __attribute__((always_inline)) size_t read(size_t place, csimdjson_field *field) const noexcept {
    switch (type(place)) {
    case '"': {
      csimdjson_key text = string(place);
      field->type = CSIMDJSON_STRING;
      field->string = text.bytes;
      field->number = text.count;
      return place + 1;
    }
    case 't':
      field->type = CSIMDJSON_TRUE;
      return place + 1;
    case 'f':
      field->type = CSIMDJSON_FALSE;
      return place + 1;
    case 'l':
      return read_number(place, CSIMDJSON_INTEGER, field);
    case 'u':
      return read_number(place, CSIMDJSON_UNSIGNED, field);
    case 'd':
      return read_number(place, CSIMDJSON_DOUBLE, field);
    case '[':
    case '{':
      field->type = type(place) == '[' ? CSIMDJSON_ARRAY : CSIMDJSON_OBJECT;
      field->value = {document, place};
      return end(place);
    case 'n':
      field->type = CSIMDJSON_NULL;
      return place + 1;
    default:
      // A value that is taken for another one would be silently wrong.
      std::abort();
    }
  }
};

template <typename Word> static inline bool ends_are_same(const uint8_t *one, const uint8_t *other, size_t count) noexcept {
  size_t last = count - sizeof(Word);
  return ((load<Word>(one) ^ load<Word>(other)) | (load<Word>(one + last) ^ load<Word>(other + last))) == 0;
}

// Keys are short, so the words at their two ends, which overlap, decide most of them.
static inline bool is_same(const csimdjson_key &one, const csimdjson_key &other) noexcept {
  size_t count = one.count;
  if (count != other.count) { return false; }
  if (count > 16 || count < 4) { return std::memcmp(one.bytes, other.bytes, count) == 0; }
  return count < 8 ? ends_are_same<uint32_t>(one.bytes, other.bytes, count)
                   : ends_are_same<uint64_t>(one.bytes, other.bytes, count);
}

// The place of a name among keys, or their number. It is rarely needed.
__attribute__((noinline)) static size_t find(const csimdjson_key *keys, size_t count, const csimdjson_key &name) noexcept {
  size_t place = 0;
  while (place < count && !is_same(keys[place], name)) { place++; }
  return place;
}

extern "C" {

csimdjson_parser *csimdjson_parser_create(size_t max_depth) {
  auto *parser = new (std::nothrow) csimdjson_parser;
  if (parser != nullptr) { parser->max_depth = max_depth; }
  return parser;
}

void csimdjson_parser_destroy(csimdjson_parser *parser) { delete parser; }

int csimdjson_parse(csimdjson_parser *parser, const uint8_t *bytes, size_t count, csimdjson_field *root) {
  if (parser->parser.capacity() < count || parser->parser.max_depth() != parser->max_depth) {
    // The size is rounded up, because all chunks have about the same size, but never exactly.
    error_code error = parser->parser.allocate((count | 0xffff) + 1, parser->max_depth);
    if (error) { return error; }
  }
  dom::element element;
  error_code error = parser->parser.parse(bytes, count, false).get(element);
  if (!error) {
    csimdjson_value value = value_of(element);
    tape(value.document).read(value.position, root);
  }
  return error;
}

const char *csimdjson_error_message(int code) { return error_message(static_cast<error_code>(code)); }

bool csimdjson_is_too_deep(int code) { return code == DEPTH_ERROR; }

csimdjson_found csimdjson_object_fields(csimdjson_value object, const csimdjson_key *keys, size_t count,
                                        csimdjson_field *fields) {
  csimdjson_found found = {-1, 0};
  for (size_t i = 0; i < count; i++) { fields[i].type = CSIMDJSON_ABSENT; }
  tape tape(object.document);
  csimdjson_field skipped;
  // Objects of a list mostly have their members in one order, so the next key is looked at first.
  size_t next = 0;
  size_t end = tape.end(object.position) - 1;
  for (size_t place = object.position + 1; place < end;) {
    csimdjson_key name = tape.string(place);
    size_t key = next < count && is_same(keys[next], name) ? next : find(keys, count, name);
    if (key == count) {
      place = tape.read(place + 1, &skipped);
      continue;
    }
    csimdjson_field *field = &fields[key];
    if (field->type != CSIMDJSON_ABSENT) { found.doubled = static_cast<ptrdiff_t>(key); }
    place = tape.read(place + 1, field);
    if (field->type == CSIMDJSON_STRING) { found.string_bytes += field->number; }
    next = key + 1;
  }
  return found;
}

csimdjson_iterator csimdjson_begin(csimdjson_value list) {
  return {list.document, list.position + 1, tape(list.document).end(list.position) - 1};
}

size_t csimdjson_array_count(csimdjson_value array) {
  // The tape counts no further than 24 bits.
  return tape(array.document).words[array.position] >> 32 & 0xffffff;
}

bool csimdjson_array_next(csimdjson_iterator *iterator, csimdjson_field *element) {
  if (iterator->next == iterator->end) { return false; }
  iterator->next = tape(iterator->document).read(iterator->next, element);
  return true;
}

bool csimdjson_object_next(csimdjson_iterator *iterator, csimdjson_key *key, csimdjson_field *value) {
  if (iterator->next == iterator->end) { return false; }
  tape tape(iterator->document);
  *key = tape.string(iterator->next);
  iterator->next = tape.read(iterator->next + 1, value);
  return true;
}

ptrdiff_t csimdjson_write_double(uint64_t bits, uint8_t *text) {
  double number;
  std::memcpy(&number, &bits, sizeof number);
  auto *first = reinterpret_cast<char *>(text);
  return internal::to_chars(first, first + CSIMDJSON_DOUBLE_LENGTH, number) - first;
}

bool csimdjson_has_nul_escape(const uint8_t *bytes, size_t count) {
  // The search goes from backslash to backslash: most texts have few of them, and searching for one byte costs almost
  // nothing.
  const uint8_t *end = bytes + count;
  while (count >= 6) {
    const auto *escape = static_cast<const uint8_t *>(std::memchr(bytes, '\\', count));
    if (escape == nullptr || end - escape < 6) { return false; }
    if (std::memcmp(escape + 1, "u0000", 5) == 0) { return true; }
    // The byte after a backslash is escaped, even if it is another backslash.
    bytes = escape + 2;
    count = static_cast<size_t>(end - bytes);
  }
  return false;
}

bool csimdjson_is_utf8(const uint8_t *bytes, size_t count) {
  return validate_utf8(reinterpret_cast<const char *>(bytes), count);
}

const char *csimdjson_version(void) {
  // The macro with the whole version is a text in some versions and none in others.
  static const std::string version = std::to_string(SIMDJSON_VERSION_MAJOR) + "." +
                                     std::to_string(SIMDJSON_VERSION_MINOR) + "." +
                                     std::to_string(SIMDJSON_VERSION_REVISION);
  return version.c_str();
}
}
