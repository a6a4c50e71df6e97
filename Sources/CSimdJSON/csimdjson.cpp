#include "csimdjson.h"

#include <cstring>
#include <new>
#include <simdjson.h>
#include <string_view>
#include <type_traits>

using simdjson::dom::element;
using simdjson::dom::element_type;

struct csj_document {
    simdjson::dom::parser parser;
    element root;
};

// An element is a document pointer and a position; it travels through C as bytes.
static_assert(sizeof(element) == sizeof(csj_element) && std::is_trivially_copyable<element>::value);

static element unpack(csj_element packed) {
    element value;
    std::memcpy(static_cast<void *>(&value), &packed, sizeof value);
    return value;
}

static csj_element pack(element value) {
    csj_element packed;
    std::memcpy(&packed, static_cast<const void *>(&value), sizeof packed);
    return packed;
}

static csj_status status_of(simdjson::error_code code) {
    switch (code) {
    case simdjson::SUCCESS: return CSJ_OK;
    case simdjson::STRING_ERROR:
    case simdjson::UNESCAPED_CHARS: return CSJ_BAD_STRING;
    case simdjson::NUMBER_ERROR:
    case simdjson::NUMBER_OUT_OF_RANGE: return CSJ_BAD_NUMBER;
    case simdjson::UTF8_ERROR: return CSJ_BAD_UTF8;
    case simdjson::EMPTY: return CSJ_EMPTY;
    case simdjson::DEPTH_ERROR: return CSJ_TOO_DEEP;
    case simdjson::MEMALLOC: return CSJ_NO_MEMORY;
    default: return CSJ_NOT_JSON;
    }
}

csj_status csj_parse(const uint8_t *bytes, size_t length, csj_document **document) {
    auto *made = new (std::nothrow) csj_document();
    if (made == nullptr) return CSJ_NO_MEMORY;
    const auto code = made->parser.parse(reinterpret_cast<const char *>(bytes), length, true).get(made->root);
    if (code != simdjson::SUCCESS) {
        delete made;
        return status_of(code);
    }
    *document = made;
    return CSJ_OK;
}

void csj_free(csj_document *document) { delete document; }

csj_element csj_root(const csj_document *document) { return pack(document->root); }

csj_kind csj_kind_of(csj_element packed) {
    switch (unpack(packed).type()) {
    case element_type::ARRAY: return CSJ_ARRAY;
    case element_type::OBJECT: return CSJ_OBJECT;
    case element_type::INT64: return CSJ_INT;
    case element_type::UINT64: return CSJ_UINT;
    case element_type::DOUBLE: return CSJ_DOUBLE;
    case element_type::STRING: return CSJ_STRING;
    case element_type::BOOL: return CSJ_BOOL;
    default: return CSJ_NULL;
    }
}

bool csj_bool_value(csj_element packed) {
    bool value = false;
    return unpack(packed).get(value) == simdjson::SUCCESS && value;
}

int64_t csj_int_value(csj_element packed) {
    int64_t value = 0;
    return unpack(packed).get(value) == simdjson::SUCCESS ? value : 0;
}

uint64_t csj_uint_value(csj_element packed) {
    uint64_t value = 0;
    return unpack(packed).get(value) == simdjson::SUCCESS ? value : 0;
}

double csj_double_value(csj_element packed) {
    double value = 0;
    return unpack(packed).get(value) == simdjson::SUCCESS ? value : 0;
}

csj_text csj_string_value(csj_element packed) {
    std::string_view value;
    if (unpack(packed).get(value) != simdjson::SUCCESS) return {"", 0};
    return {value.data(), value.size()};
}

size_t csj_count(csj_element packed) {
    simdjson::dom::array array;
    if (unpack(packed).get(array) == simdjson::SUCCESS) {
        size_t count = 0;  // size() saturates at 2^24 - 1
        for (auto value : array) {
            (void)value;
            count++;
        }
        return count;
    }
    simdjson::dom::object object;
    if (unpack(packed).get(object) != simdjson::SUCCESS) return 0;
    size_t count = 0;
    for (auto field : object) {
        (void)field;
        count++;
    }
    return count;
}

size_t csj_elements(csj_element packed, csj_element *out, size_t capacity) {
    simdjson::dom::array array;
    if (unpack(packed).get(array) != simdjson::SUCCESS) return 0;
    size_t count = 0;
    for (auto value : array) {
        if (count == capacity) break;
        out[count++] = pack(value);
    }
    return count;
}

size_t csj_members(csj_element packed, csj_text *keys, csj_element *values, size_t capacity) {
    simdjson::dom::object object;
    if (unpack(packed).get(object) != simdjson::SUCCESS) return 0;
    size_t count = 0;
    for (auto field : object) {
        if (count == capacity) break;
        keys[count] = {field.key.data(), field.key.size()};
        values[count++] = pack(field.value);
    }
    return count;
}

bool csj_find(csj_element packed, const char *key, size_t length, csj_element *value) {
    simdjson::dom::object object;
    if (unpack(packed).get(object) != simdjson::SUCCESS) return false;
    element found;
    if (object.at_key(std::string_view(key, length)).get(found) != simdjson::SUCCESS) return false;
    *value = pack(found);
    return true;
}
