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

// An element or an iterator consists of a document and a place on its tape. simdjson has no way to make one from these
// parts, but it has no other parts, so it travels through C as bytes.
template <typename To, typename From> static To bits(const From &from) noexcept {
  static_assert(sizeof(To) == sizeof(From), "simdjson's type no longer fits its C face");
  static_assert(std::is_trivially_copyable<To>::value && std::is_trivially_copyable<From>::value,
                "simdjson's type can no longer be copied as bytes");
  To to;
  std::memcpy(static_cast<void *>(&to), &from, sizeof to);
  return to;
}

static_assert(SIMDJSON_PADDING <= CSIMDJSON_PADDING, "simdjson reads further behind a document");

static csimdjson_field field_of(const dom::element &element) noexcept {
  csimdjson_field field = {CSIMDJSON_NULL, 0, nullptr, {nullptr, 0}};
  switch (element.type()) {
  case dom::element_type::NULL_VALUE:
    break;
  case dom::element_type::BOOL:
    field.type = element.get_bool().value_unsafe() ? CSIMDJSON_TRUE : CSIMDJSON_FALSE;
    break;
  case dom::element_type::STRING: {
    std::string_view text = element.get_string().value_unsafe();
    field.type = CSIMDJSON_STRING;
    field.string = reinterpret_cast<const uint8_t *>(text.data());
    field.number = text.size();
    break;
  }
  case dom::element_type::INT64:
    field.type = CSIMDJSON_INTEGER;
    field.number = static_cast<uint64_t>(element.get_int64().value_unsafe());
    break;
  case dom::element_type::UINT64:
    field.type = CSIMDJSON_UNSIGNED;
    field.number = element.get_uint64().value_unsafe();
    break;
  case dom::element_type::DOUBLE: {
    double number = element.get_double().value_unsafe();
    field.type = CSIMDJSON_DOUBLE;
    std::memcpy(&field.number, &number, sizeof number);
    break;
  }
  case dom::element_type::ARRAY:
    field.type = CSIMDJSON_ARRAY;
    field.value = bits<csimdjson_value>(element);
    break;
  case dom::element_type::OBJECT:
    field.type = CSIMDJSON_OBJECT;
    field.value = bits<csimdjson_value>(element);
    break;
  }
  return field;
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
  if (!error) { *root = field_of(element); }
  return error;
}

const char *csimdjson_error_message(int code) { return error_message(static_cast<error_code>(code)); }

bool csimdjson_is_too_deep(int code) { return code == DEPTH_ERROR; }

ptrdiff_t csimdjson_object_fields(csimdjson_value object, const csimdjson_key *keys, size_t count,
                                  csimdjson_field *fields) {
  ptrdiff_t doubled = -1;
  for (size_t i = 0; i < count; i++) { fields[i].type = CSIMDJSON_ABSENT; }
  // Objects of a list mostly have their members in one order, so the search begins after the key that was found last.
  size_t next = 0;
  dom::object members = bits<dom::element>(object).get_object().value_unsafe();
  for (auto member = members.begin(); member != members.end(); ++member) {
    std::string_view name = member.key();
    size_t i = next;
    for (size_t looked = 0; looked < count; looked++, i = i + 1 == count ? 0 : i + 1) {
      if (keys[i].count == name.size() && std::memcmp(keys[i].bytes, name.data(), name.size()) == 0) {
        if (fields[i].type != CSIMDJSON_ABSENT) { doubled = static_cast<ptrdiff_t>(i); }
        fields[i] = field_of(member.value());
        next = i + 1 == count ? 0 : i + 1;
        break;
      }
    }
  }
  return doubled;
}

csimdjson_iterator csimdjson_array_begin(csimdjson_value array) {
  dom::array elements = bits<dom::element>(array).get_array().value_unsafe();
  csimdjson_iterator iterator;
  iterator.next = bits<csimdjson_value>(elements.begin());
  iterator.end = bits<csimdjson_value>(elements.end());
  return iterator;
}

bool csimdjson_array_next(csimdjson_iterator *iterator, csimdjson_field *element) {
  auto next = bits<dom::array::iterator>(iterator->next);
  if (next == bits<dom::array::iterator>(iterator->end)) { return false; }
  *element = field_of(*next);
  iterator->next = bits<csimdjson_value>(++next);
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

csimdjson_iterator csimdjson_object_begin(csimdjson_value object) {
  dom::object members = bits<dom::element>(object).get_object().value_unsafe();
  csimdjson_iterator iterator;
  iterator.next = bits<csimdjson_value>(members.begin());
  iterator.end = bits<csimdjson_value>(members.end());
  return iterator;
}

bool csimdjson_object_next(csimdjson_iterator *iterator, csimdjson_key *key, csimdjson_field *value) {
  auto next = bits<dom::object::iterator>(iterator->next);
  if (next == bits<dom::object::iterator>(iterator->end)) { return false; }
  std::string_view name = next.key();
  *key = {reinterpret_cast<const uint8_t *>(name.data()), name.size()};
  *value = field_of(next.value());
  iterator->next = bits<csimdjson_value>(++next);
  return true;
}
}
