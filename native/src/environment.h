// Owns: JavaScript's side of what the sockets of one environment (the main thread or a worker) share: the way to wake it,
// and the list of its sockets.
// Runs on: JavaScript's thread.
#pragma once

#include <napi.h>

#include <memory>
#include <unordered_map>
#include <vector>

#include "bell.h"
#include "hub.h"

namespace nlkit {

class SocketObject;

// Shared by the sockets: which of them and the environment's own data Node frees first is Node's affair.
class Environment {
 public:
  // nullptr, with a pending exception, if there is no way to wake JavaScript.
  static std::shared_ptr<Environment> Start(napi_env env);
  static const std::shared_ptr<Environment>& Of(napi_env env);
  explicit Environment(napi_env env) : env_(env) {}
  ~Environment();

  const std::shared_ptr<Bell>& bell() const { return bell_; }
  Hub& hub() { return hub_; }

  uint64_t Add(SocketObject* object);
  void Remove(uint64_t id);
  // Whether a socket keeps the event loop alive.
  void Ref();
  void Unref();

  Napi::FunctionReference constructor;

 private:
  static void OnEnd(void* data);
  static void OnBell(napi_env env, napi_value callback, void* context, void* data);
  void CallReady(uint64_t id);

  napi_env env_;
  std::shared_ptr<Bell> bell_{new Bell};
  Hub hub_;
  napi_threadsafe_function function_ = nullptr;
  std::unordered_map<uint64_t, SocketObject*> objects_;
  std::vector<uint64_t> rung_;
  uint64_t next_id_ = 1;
  unsigned references_ = 0;
  bool has_ended_ = false;
};

}  // namespace nlkit
