#pragma once
#include <curl/curl.h>
#include <fcntl.h>

// libcurl sets options through variadic functions, which Swift cannot call: one function for each type of value.

typedef size_t (*gemz_curl_data_function)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode gemz_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode gemz_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode gemz_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode gemz_curl_set_bytes(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode gemz_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode gemz_curl_set_context(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode gemz_curl_set_function(CURL *handle, CURLoption option, gemz_curl_data_function value) {
    return curl_easy_setopt(handle, option, value);
}

static inline long gemz_curl_get_long(CURL *handle, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

static inline curl_off_t gemz_curl_get_offset(CURL *handle, CURLINFO info) {
    curl_off_t value = -1;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : -1;
}

static inline CURLMcode gemz_curl_multi_set_long(CURLM *handle, CURLMoption option, long value) {
    return curl_multi_setopt(handle, option, value);
}

static inline CURLcode gemz_curl_message_result(const CURLMsg *message) { return message->data.result; }

// libcurl 7.88 opens its sockets without SOCK_CLOEXEC; programs that a host starts must not inherit them.
static int gemz_curl_close_on_exec(void *context, curl_socket_t socket, curlsocktype purpose) {
    (void)context;
    (void)purpose;
    return fcntl(socket, F_SETFD, FD_CLOEXEC) == -1 ? CURL_SOCKOPT_ERROR : CURL_SOCKOPT_OK;
}

typedef int (*gemz_curl_before_request)(void *context, char *, char *, int, int);

static inline CURLcode gemz_curl_set_before_request(CURL *handle, gemz_curl_before_request value) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, value);
}

static inline CURLcode gemz_curl_set_close_on_exec(CURL *handle) {
    return curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, gemz_curl_close_on_exec);
}
