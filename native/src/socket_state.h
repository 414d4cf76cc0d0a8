// Owns: a socket's descriptor, its inbox and what its threads have to do. Shared by JavaScript's object and the threads:
// the descriptor is closed when the last of them lets go.
// Runs on: any thread. `lock` guards all that is not const and is never held across a send or a receive.
//
// Only one thread receives at a time, so that the order is kept:
//   is_worked     the socket's own thread (strand.h)
//   is_reading    the environment's reader (reader.h)
//   neither       JavaScript's thread, within exchange() and receive()
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "descriptor.h"
#include "inbox.h"
#include "receive.h"

namespace nlkit {

class Reader;

// A send that a thread is to do.
struct Submit {
  std::vector<uint8_t> bytes;
  uint32_t port_id;
  uint32_t groups;
  uint32_t token;
};

struct SocketState {
  SocketState(uint64_t id_, Descriptor descriptor, std::function<void()> announce_)
      : id(id_), fd(std::move(descriptor)), announce(std::move(announce_)) {}

  // Unlike the descriptor, never another socket's.
  const uint64_t id;
  const Descriptor fd;
  // Wakes JavaScript; called without `lock`.
  const std::function<void()> announce;

  std::mutex lock;
  // Somebody has stopped receiving, or there is work, or the socket is closed.
  std::condition_variable changed;
  Inbox inbox;
  std::atomic<bool> is_closed{false};
  // JavaScript has been woken and has not emptied the inbox since.
  bool is_announced = false;

  // The strand: there is a thread; it has something to do; what.
  bool has_thread = false;
  bool is_worked = false;
  std::deque<Submit> submits;
  // Bytes up to which it reads ahead, 0 when it does not.
  size_t pump_limit = 0;
  // It has found the queue empty: the reader wakes it when there is more.
  bool is_awaiting = false;

  // The reader: bytes up to which it receives, 0 when it does not; it is receiving now; it has let go because the inbox
  // is full; the descriptor is in its epoll, and reports even if nothing comes because a loss has to be told.
  size_t watch_limit = 0;
  bool is_reading = false;
  bool is_paused = false;
  size_t resume_at = 0;  // bytes left in the inbox
  bool is_armed = false;
  bool is_armed_for_loss = false;
  // What the reader has counted of it.
  size_t counted = 0;
  bool is_counted = false;
  std::shared_ptr<Reader> reader;

  // Of the one that receives.
  uint32_t drops_told = 0;
  // ENOBUFS was reported, or we had no memory, and what was queued before that has not been read to its end yet.
  bool has_overrun = false;
  uint32_t lost = 0;  // datagrams that we had no memory for
  unsigned failures = 0;  // failed receives in a row
};

using Guard = std::unique_lock<std::mutex>;

// A socket whose receives fail so often in a row is let go: it would spin.
constexpr unsigned kMostFailures = 8;

// Why a drain stopped: nothing is there; the inbox is full; enough for now; a failure, which is in the inbox.
enum class Drained { kEmpty, kFull, kMore, kFailed };

// Receives into the inbox until nothing is there, it holds `limit` bytes, or after `rounds` system calls. An overrun comes
// behind what was queued before the loss. `guard` is not held on entry and held on return, so that what follows from
// the last datagram is done before JavaScript can see it. Announces only what must not wait for the end.
Drained Drain(SocketState& socket, Staging& staging, size_t limit, unsigned rounds, Guard& guard);

// Wakes JavaScript if there is something that it has not been woken for; lets go of `guard`.
void Announce(SocketState& socket, Guard& guard);

// Appends what a failure or a loss has to say; where there is no memory even for that, it is told later.
void Note(SocketState& socket, RecordHeader note);

// At the end of the queue: writes the overrun that there was, if any, with `drops` the kernel's counter or -errno.
// `append` is given a note and answers whether there was memory for it.
template <class AppendNote>
void TellOverrun(SocketState& socket, int64_t drops, AppendNote append) {
  const uint32_t now = drops < 0 ? socket.drops_told : static_cast<uint32_t>(drops);
  const uint32_t dropped = now - socket.drops_told + socket.lost;  // the kernel's counter wraps
  if (dropped == 0 && !socket.has_overrun) return;
  if (!append(NoteRecord(kOverrun, 0, dropped))) return;
  socket.drops_told = now;
  socket.lost = 0;
  socket.has_overrun = false;
}

}  // namespace nlkit
