// Owns: the epoll thread of an environment, which reads the sockets that are watched.
// Runs on: Run() and Read() on the epoll thread, the rest on any.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include "socket_state.h"

namespace nlkit {

class Reader {
 public:
  static constexpr size_t kTotal = 256 * 1024 * 1024;

  // nullptr and an errno if the thread, its memory or its descriptors cannot be had.
  static std::shared_ptr<Reader> Start(int* error);

  // A socket has to be known before it is armed. std::bad_alloc.
  void Know(const std::shared_ptr<SocketState>& socket);
  void Forget(uint64_t id);
  // Has the thread look after a socket, by what its state says, or not. The socket's lock is held. 0 or -errno.
  int Arm(SocketState& socket);
  void Disarm(SocketState& socket);
  // Says how many bytes a socket's inbox holds, and whether it is watched. The socket's lock is held.
  void Count(SocketState& socket);
  // Bytes that the inboxes of all watched sockets may hold together.
  void LimitTotal(size_t bytes) { total_ = bytes; }
  // Ends the thread; does not wait for it.
  void Stop();

 private:
  Reader(Descriptor epoll, Descriptor wake) : epoll_(std::move(epoll)), wake_(std::move(wake)) {}
  void Run();
  void Read(uint64_t id);
  size_t LimitOf(const SocketState& socket) const;

  const Descriptor epoll_;
  const Descriptor wake_;
  Staging staging_{kReaderSlots};
  std::atomic<bool> is_stopped_{false};
  std::atomic<size_t> total_{kTotal};
  std::atomic<size_t> held_{0};
  std::atomic<size_t> watched_{0};
  std::mutex lock_;
  // By id: a descriptor may be another file's by the time that its event is looked at.
  std::unordered_map<uint64_t, std::weak_ptr<SocketState>> sockets_;
};

}  // namespace nlkit
