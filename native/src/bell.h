// Owns: which sockets have something for JavaScript, until it has been told.
// Runs on: Ring() on any thread, the rest on JavaScript's. Outlives the environment in the hands of threads.
#pragma once

#include <node_api.h>

#include <mutex>
#include <vector>

namespace nlkit {

class Bell {
 public:
  void Ring(uint64_t id);
  // The sockets to call. True if it may be any: there was no memory to note which.
  bool Take(std::vector<uint64_t>* out);
  void Attach(napi_threadsafe_function function);
  void Detach();

 private:
  std::mutex lock_;
  napi_threadsafe_function function_ = nullptr;
  bool is_rung_ = false;
  bool is_any_ = false;
  std::vector<uint64_t> waiting_;
};

}  // namespace nlkit
