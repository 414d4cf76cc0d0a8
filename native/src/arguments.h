// Owns: nothing. Reads the arguments of a call from JavaScript by plain Node-API, which costs no allocation.
// Runs on: JavaScript's thread.
#pragma once

#include <node_api.h>

#include <cmath>

#include "socket_object.h"

namespace nlkit {

// The arguments of a method and the socket it was called on.
template <size_t kCount>
class Arguments {
 public:
  Arguments(napi_env env, napi_callback_info info) : env_(env) {
    size_t count = kCount;
    napi_value self;
    void* data = nullptr;
    if (napi_get_cb_info(env, info, &count, values_, &self, &data) != napi_ok) return;
    if (data != nullptr) {
      self_ = static_cast<SocketObject::Bound*>(data)->object;
    } else if (void* object = nullptr; napi_unwrap(env, self, &object) == napi_ok) {
      self_ = static_cast<SocketObject*>(object);
    }
    if (self_ == nullptr) napi_throw_type_error(env, nullptr, "not a socket");
  }

  explicit operator bool() const { return self_ != nullptr; }
  SocketObject* operator->() const { return self_; }

  napi_value Value(size_t index) const { return values_[index]; }

  uint32_t Unsigned(size_t index) const {
    uint32_t value = 0;
    napi_get_value_uint32(env_, values_[index], &value);
    return value;
  }

  int32_t Signed(size_t index) const {
    int32_t value = 0;
    napi_get_value_int32(env_, values_[index], &value);
    return value;
  }

  // A number of bytes: anything else, and what is not above 0, is 0.
  size_t Size(size_t index) const {
    double value = 0;
    napi_get_value_double(env_, values_[index], &value);
    if (!(value > 0)) return 0;
    return value < 9e15 ? static_cast<size_t>(value) : static_cast<size_t>(9e15);
  }

  bool IsNegative(size_t index) const {
    double value = 0;
    napi_get_value_double(env_, values_[index], &value);
    return value < 0;
  }

  // The bytes of a Uint8Array; false, with a pending TypeError, for anything else.
  bool Bytes(size_t index, Span* out) const { return Elements(index, napi_uint8_array, "expected a Uint8Array", out); }

  // As many bytes as elements: four times as many are there.
  bool Words(size_t index, Span* out) const { return Elements(index, napi_uint32_array, "expected a Uint32Array", out); }

  // A part of a Uint8Array, given with offset and length.
  bool Part(size_t index, Span* out) const {
    if (!Bytes(index, out)) return false;
    const size_t offset = Size(index + 1);
    const size_t length = Size(index + 2);
    if (offset > out->length || length > out->length - offset) {
      napi_throw_range_error(env_, nullptr, "offset and length are not inside the bytes");
      return false;
    }
    *out = {out->data + offset, length};
    return true;
  }

  napi_value Answer(int64_t value) const {
    napi_value result = nullptr;
    const bool is_small = value >= INT32_MIN && value <= INT32_MAX;
    if (is_small) {
      napi_create_int32(env_, static_cast<int32_t>(value), &result);
    } else {
      napi_create_double(env_, static_cast<double>(value), &result);
    }
    return result;
  }

 private:
  bool Elements(size_t index, napi_typedarray_type wanted, const char* complaint, Span* out) const {
    napi_typedarray_type type;
    void* data = nullptr;
    size_t length = 0;
    if (napi_get_typedarray_info(env_, values_[index], &type, &length, &data, nullptr, nullptr) != napi_ok ||
        type != wanted) {
      napi_throw_type_error(env_, nullptr, complaint);
      return false;
    }
    *out = {static_cast<uint8_t*>(data), length};
    return true;
  }

  napi_env env_;
  SocketObject* self_ = nullptr;
  napi_value values_[kCount == 0 ? 1 : kCount] = {};
};

}  // namespace nlkit
