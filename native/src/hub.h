// Owns: what the sockets of one environment share: the reader, started at its first need, and memory for calls on their
// own thread.
// Runs on: the thread that the sockets belong to.
#pragma once

#include <memory>

#include "reader.h"
#include "single_call.h"

namespace nlkit {

class Hub {
 public:
  Hub() = default;
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;
  ~Hub() { Stop(); }

  Staging& staging() { return staging_; }
  SingleCall& single_call() { return single_call_; }
  uint64_t NextId() { return next_id_++; }

  // Gives a socket the reader. 0 or -errno.
  int NeedReader(const std::shared_ptr<SocketState>& socket);
  // Bytes that the inboxes of all watched sockets may hold together.
  void LimitTotal(size_t bytes);
  void Stop();

 private:
  Staging staging_{kReaderSlots};
  SingleCall single_call_;
  std::shared_ptr<Reader> reader_;
  size_t total_ = Reader::kTotal;
  uint64_t next_id_ = 1;
};

}  // namespace nlkit
