#include "environment.h"

#include "socket_object.h"

namespace nlkit {

void Bell::Ring(uint64_t id) {
  std::lock_guard guard(lock_);
  if (function_ == nullptr) return;
  waiting_.push_back(id);
  // The queue is unbounded, so this neither blocks nor fails but when the environment ends.
  if (waiting_.size() == 1) napi_call_threadsafe_function(function_, nullptr, napi_tsfn_nonblocking);
}

std::vector<uint64_t> Bell::Take() {
  std::lock_guard guard(lock_);
  return std::exchange(waiting_, {});
}

void Bell::Attach(napi_threadsafe_function function) {
  std::lock_guard guard(lock_);
  function_ = function;
}

void Bell::Detach() {
  std::lock_guard guard(lock_);
  function_ = nullptr;
  waiting_.clear();
}

Environment::Environment(napi_env env) : env_(env) {
  napi_value name;
  if (napi_create_string_utf8(env, "nlkit", NAPI_AUTO_LENGTH, &name) != napi_ok) return;
  if (napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, this, OnBell, &function_) != napi_ok) {
    return;
  }
  // Nothing keeps the event loop alive until a socket asks for it.
  napi_unref_threadsafe_function(env, function_);
  bell_->Attach(function_);
  napi_add_env_cleanup_hook(env, OnEnd, this);
}

Environment::~Environment() = default;

// Hooks run in reverse order, so this comes before Node closes the function: threads that come back later find the
// bell detached. Node releases the function itself; releasing it here would wait for a lock that is gone.
void Environment::OnEnd(void* data) {
  auto& self = *static_cast<Environment*>(data);
  self.bell_->Detach();
  if (self.reader_ != nullptr) self.reader_->Stop();
  self.function_ = nullptr;
}

Environment& Environment::Of(napi_env env) {
  void* data = nullptr;
  napi_get_instance_data(env, &data);
  return *static_cast<Environment*>(data);
}

int Environment::NeedReader() {
  if (reader_ != nullptr) return 0;
  int error = 0;
  reader_ = Reader::Start(&error);
  return reader_ == nullptr ? -error : 0;
}

uint64_t Environment::Add(SocketObject* object) {
  const uint64_t id = next_id_++;
  objects_[id] = object;
  return id;
}

void Environment::Remove(uint64_t id) { objects_.erase(id); }

void Environment::Ref() {
  if (references_++ == 0 && function_ != nullptr) napi_ref_threadsafe_function(env_, function_);
}

void Environment::Unref() {
  if (--references_ == 0 && function_ != nullptr) napi_unref_threadsafe_function(env_, function_);
}

void Environment::OnBell(napi_env env, napi_value, void* context, void*) {
  if (env == nullptr) return;  // the environment is ending
  auto& self = *static_cast<Environment*>(context);
  for (const uint64_t id : self.bell_->Take()) {
    const auto found = self.objects_.find(id);  // a callback may have closed it
    if (found != self.objects_.end()) found->second->CallReady();
  }
}

}  // namespace nlkit
