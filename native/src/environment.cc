#include "environment.h"

#include "socket_object.h"

namespace nlkit {

namespace {

using Shared = std::shared_ptr<Environment>;

}  // namespace

Shared Environment::Start(napi_env env) {
  Shared self(new Environment(env));
  napi_value name;
  if (napi_create_string_utf8(env, "nlkit", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, self.get(), OnBell,
                                      &self->function_) != napi_ok) {
    Napi::Error::New(env, "no threadsafe function").ThrowAsJavaScriptException();
    return nullptr;
  }
  // Nothing keeps the event loop alive until a socket asks for it.
  napi_unref_threadsafe_function(env, self->function_);
  self->bell_->Attach(self->function_);
  napi_add_env_cleanup_hook(env, OnEnd, self.get());
  const auto free = [](napi_env, void* data, void*) { delete static_cast<Shared*>(data); };
  auto* data = new Shared(self);
  if (napi_set_instance_data(env, data, free, nullptr) != napi_ok) delete data;
  return self;
}

Environment::~Environment() {
  if (!has_ended_) {
    napi_remove_env_cleanup_hook(env_, OnEnd, this);
    OnEnd(this);
  }
}

// Hooks run in reverse order, so this comes before Node closes the function: threads that come back later find the
// bell detached. Node releases the function itself; releasing it here would wait for a lock that is gone.
void Environment::OnEnd(void* data) {
  auto& self = *static_cast<Environment*>(data);
  self.has_ended_ = true;
  self.bell_->Detach();
  self.hub_.Stop();
  self.function_ = nullptr;
}

const Shared& Environment::Of(napi_env env) {
  void* data = nullptr;
  napi_get_instance_data(env, &data);
  return *static_cast<Shared*>(data);
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
  std::vector<uint64_t> rung;
  rung.swap(self.rung_);  // its memory is used again, unless a callback runs an event loop of its own
  if (self.bell_->Take(&rung)) {
    rung.clear();
    for (const auto& entry : self.objects_) rung.push_back(entry.first);
  }
  for (const uint64_t id : rung) self.CallReady(id);
  self.rung_.swap(rung);
}

void Environment::CallReady(uint64_t id) {
  const auto found = objects_.find(id);  // a callback may have closed it
  if (found == objects_.end()) return;
  Napi::HandleScope scope(env_);
  found->second->CallReady();
  // What one callback throws must not keep the others from being called.
  bool is_pending = false;
  napi_value error;
  if (napi_is_exception_pending(env_, &is_pending) != napi_ok || !is_pending) return;
  if (napi_get_and_clear_last_exception(env_, &error) == napi_ok) napi_fatal_exception(env_, error);
}

}  // namespace nlkit
