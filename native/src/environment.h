// Owns: what the sockets of one environment (the main thread or a worker) share: the way to wake its JavaScript, the
// reader, and memory for calls on its own thread.
// Runs on: JavaScript's thread; Bell::Ring() on any.
#pragma once

#define NODE_ADDON_API_DISABLE_DEPRECATED
#include <napi.h>

#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "reader.h"

namespace nlkit {

class SocketObject;

// Wakes JavaScript for sockets that have something. Outlives the environment in the hands of threads.
class Bell {
 public:
  void Ring(uint64_t id);
  std::vector<uint64_t> Take();
  void Attach(napi_threadsafe_function function);
  void Detach();

 private:
  std::mutex lock_;
  napi_threadsafe_function function_ = nullptr;
  std::vector<uint64_t> waiting_;
};

class Environment {
 public:
  explicit Environment(napi_env env);
  ~Environment();
  static Environment& Of(napi_env env);

  // 0 or -errno: starts the reader at its first need.
  int NeedReader();
  const std::shared_ptr<Reader>& reader() const { return reader_; }
  const std::shared_ptr<Bell>& bell() const { return bell_; }
  Staging& staging() { return staging_; }

  uint64_t Add(SocketObject* object);
  void Remove(uint64_t id);
  void Ref();
  void Unref();

  Napi::FunctionReference constructor;

 private:
  static void OnEnd(void* data);
  static void OnBell(napi_env env, napi_value callback, void* context, void* data);

  napi_env env_;
  std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
  std::shared_ptr<Reader> reader_;
  Staging staging_;
  napi_threadsafe_function function_ = nullptr;
  std::unordered_map<uint64_t, SocketObject*> objects_;
  uint64_t next_id_ = 1;
  unsigned references_ = 0;
};

}  // namespace nlkit
