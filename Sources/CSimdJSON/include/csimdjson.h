#pragma once

// A C face on simdjson's DOM. Nothing throws across it; errors are codes.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A parsed document, immutable after csj_parse.
typedef struct csj_document csj_document;

/// A value inside a document; valid as long as the document is. Plain numbers, so that it is Sendable to Swift.
typedef struct {
    uintptr_t document;
    size_t index;
} csj_element;

typedef struct {
    const char *bytes;
    size_t length;
} csj_text;

enum csj_status {
    CSJ_OK = 0,
    /// A string with an invalid escape, such as half a surrogate pair, or with a bare control character.
    CSJ_BAD_STRING = 1,
    /// A number out of range or malformed.
    CSJ_BAD_NUMBER = 2,
    CSJ_BAD_UTF8 = 3,
    CSJ_EMPTY = 4,
    CSJ_NOT_JSON = 5,
    CSJ_TOO_DEEP = 6,
    CSJ_NO_MEMORY = 7,
};

enum csj_kind {
    CSJ_NULL = 0,
    CSJ_BOOL = 1,
    CSJ_INT = 2,
    CSJ_UINT = 3,
    CSJ_DOUBLE = 4,
    CSJ_STRING = 5,
    CSJ_ARRAY = 6,
    CSJ_OBJECT = 7,
};

/// Parses a copy of the bytes. On CSJ_OK the document is the caller's to free.
enum csj_status csj_parse(const uint8_t *bytes, size_t length, csj_document **document);
void csj_free(csj_document *document);
csj_element csj_root(const csj_document *document);

enum csj_kind csj_kind_of(csj_element element);
bool csj_bool_value(csj_element element);
/// Only for CSJ_INT.
int64_t csj_int_value(csj_element element);
/// Only for CSJ_UINT: above INT64_MAX.
uint64_t csj_uint_value(csj_element element);
/// Only for CSJ_DOUBLE.
double csj_double_value(csj_element element);
/// Only for CSJ_STRING; UTF-8 without terminator, may hold NUL.
csj_text csj_string_value(csj_element element);

/// How many elements or members; 0 for other kinds.
size_t csj_count(csj_element element);
/// Fills at most `capacity` elements and returns how many.
size_t csj_elements(csj_element array, csj_element *out, size_t capacity);
/// Fills at most `capacity` members and returns how many.
size_t csj_members(csj_element object, csj_text *keys, csj_element *values, size_t capacity);
/// The value of a key; false where there is none.
bool csj_find(csj_element object, const char *key, size_t length, csj_element *value);

#ifdef __cplusplus
}
#endif
