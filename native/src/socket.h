// Owns: a socket, as the thread that it belongs to uses it. Knows nothing of JavaScript.
// Runs on: that thread.
#pragma once

#include <chrono>

#include "hub.h"
#include "socket_state.h"

namespace nlkit {

struct Span {
  uint8_t* data = nullptr;
  size_t length = 0;
};

struct Address {
  uint32_t port_id = 0;
  uint32_t groups = 0;
};

// What calls answer besides their result; index.d.ts says what each word is.
enum Status { kMicroseconds, kDatagrams, kHasInbox, kNeed, kInboxBytes, kIsBusy, kClock, kResult, kStatusWords = 8 };

// Every method answers with a negative errno where it fails. None throws, none may be called after Close().
class Socket {
 public:
  // `status` has kStatusWords. std::bad_alloc.
  Socket(Hub& hub, Descriptor descriptor, std::function<void()> announce, int32_t* status);
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() { Close(); }

  int fd() const { return state_->fd.get(); }
  bool is_open() const { return state_ != nullptr; }

  int Send(Span bytes, Address to);
  // Bytes in `rx`.
  int64_t Exchange(Span bytes, Address to, Span rx, unsigned most);
  // The same with the kernel: in a single system call where that is worth it and nobody else can send to the socket.
  int64_t ExchangeWithKernel(Span bytes, Span rx, unsigned most);
  // What comes may be from others than the kernel, or with more than its bytes: no single calls.
  void NeedSenders() { needs_senders_ = true; }
  // connect(2); a `port_id` of -1 disconnects.
  int Connect(int64_t port_id, uint32_t groups);
  int64_t Receive(Span rx, unsigned most);
  int DoSubmit(Span bytes, Address to, uint32_t token, size_t limit);
  int Pump(size_t limit);
  int Watch(size_t limit);
  int64_t Take(Span rx);
  void Close();

 private:
  // A lock, once there is another thread that may want it: before that it would cost a request 40 ns for nothing.
  Guard Lock() { return is_shared_ ? Guard(state_->lock) : Guard(state_->lock, std::defer_lock); }
  void TellTime(std::chrono::steady_clock::time_point start);
  int64_t DoExchange(Span bytes, Address to, Span rx, unsigned most, bool may_be_single);
  bool IsKernelsAlone(std::chrono::steady_clock::time_point now);
  int64_t ReceiveHere(Span rx, unsigned most, bool is_for_answer, const SingleCall::Outcome* outcome);
  void EndAwait();

  Hub& hub_;
  std::shared_ptr<SocketState> state_;
  int32_t* const status_;
  // The reader or a thread of its own has been asked to work for it.
  bool is_shared_ = false;
  // To the kernel, and it does not block.
  bool is_connected_ = false;
  std::chrono::steady_clock::time_point connected_at_;
  bool needs_senders_ = false;
  // Nothing of others is queued, nor will be.
  bool is_kernels_alone_ = false;
};

}  // namespace nlkit
