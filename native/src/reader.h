// Owns: the epoll thread of an environment, which reads the sockets that are watched.
// Runs on: Watch() and Forget() on any thread, Run() on the epoll thread.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include "socket_state.h"

namespace nlkit {

class Reader {
 public:
  // nullptr and an errno if the thread or its descriptors cannot be had.
  static std::shared_ptr<Reader> Start(int* error);
  ~Reader();

  // Watches a socket up to its watch_limit; 0 or -errno. Also used to take up again what was paused.
  int Watch(const std::shared_ptr<SocketState>& socket);
  void Forget(SocketState& socket);
  // Ends the thread; does not wait for it.
  void Stop();

 private:
  Reader(Descriptor epoll, Descriptor wake) : epoll_(std::move(epoll)), wake_(std::move(wake)) {}
  static void Run(std::shared_ptr<Reader> reader);
  void Read(int fd, Staging& staging);

  Descriptor epoll_;
  Descriptor wake_;
  std::atomic<bool> is_stopped_{false};
  std::mutex lock_;
  std::unordered_map<int, std::weak_ptr<SocketState>> sockets_;  // by descriptor
};

}  // namespace nlkit
