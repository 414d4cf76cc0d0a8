// Owns: a socket's descriptor, its inbox and what its threads have to do. Shared by JavaScript's object and the threads:
// the descriptor is closed when the last of them lets go.
// Runs on: any thread. `lock` guards the inbox and the flags and is never held across a system call that may sleep.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "descriptor.h"
#include "inbox.h"
#include "receive.h"

namespace nlkit {

// A send that a thread is to do.
struct Submit {
  std::vector<uint8_t> bytes;
  uint32_t port_id;
  uint32_t groups;
  uint32_t token;
};

struct SocketState {
  SocketState(Descriptor descriptor, std::function<void()> announce_)
      : fd(std::move(descriptor)), announce(std::move(announce_)) {}

  const Descriptor fd;
  // Wakes JavaScript; called without `lock`.
  const std::function<void()> announce;

  std::mutex lock;
  Inbox inbox;
  std::atomic<bool> is_closed{false};
  // JavaScript has been woken and has not taken since.
  bool is_announced = false;
  // A thread of this socket's own is at work: it alone receives.
  bool is_worked = false;
  // The reader is receiving at this moment.
  bool is_reading = false;
  // There is a thread of its own, at work or waiting for some.
  bool has_thread = false;
  std::condition_variable work;
  std::deque<Submit> submits;
  // Bytes up to which a thread reads ahead (0: not asked to) and the reader watches (0: does not).
  size_t pump_limit = 0;
  size_t watch_limit = 0;
  // The reader has let go of the socket because its inbox is full.
  bool is_paused = false;
  // Drops told so far; only the thread that receives looks at it.
  uint32_t drops_told = 0;
};

enum class Drained { kEmpty, kFull, kClosed };

// Receives into the inbox until nothing is there or it holds `limit` bytes, with the order that an overrun has: what
// was queued before the loss, then the loss. Wakes JavaScript. Only one thread at a time may do this.
Drained DrainIntoInbox(SocketState& socket, Staging& staging, size_t limit);

// After ENOBUFS or at the end of a drain: how many messages were dropped since the last time, 0 if none.
uint32_t NewDrops(SocketState& socket);

}  // namespace nlkit
