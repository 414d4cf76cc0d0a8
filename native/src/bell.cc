#include "bell.h"

#include <new>
#include <utility>

namespace nlkit {

void Bell::Ring(uint64_t id) {
  std::lock_guard guard(lock_);
  if (function_ == nullptr) return;
  try {
    waiting_.push_back(id);
  } catch (const std::bad_alloc&) {
    is_any_ = true;
  }
  // The queue is unbounded, so this does not block; it fails without memory, and then the next ring tries again.
  if (!is_rung_) is_rung_ = napi_call_threadsafe_function(function_, nullptr, napi_tsfn_nonblocking) == napi_ok;
}

bool Bell::Take(std::vector<uint64_t>* out) {
  std::lock_guard guard(lock_);
  is_rung_ = false;
  out->clear();
  out->swap(waiting_);
  return std::exchange(is_any_, false);
}

void Bell::Attach(napi_threadsafe_function function) {
  std::lock_guard guard(lock_);
  function_ = function;
}

void Bell::Detach() {
  std::lock_guard guard(lock_);
  function_ = nullptr;
}

}  // namespace nlkit
