#include "socket_state.h"

#include <errno.h>

namespace nlkit {

namespace {

// JavaScript is woken for so much although more is there: enough to be worth the way, little enough to overlap.
constexpr size_t kWake = 128 * 1024;

}  // namespace

Drained Drain(SocketState& socket, Staging& staging, size_t limit, unsigned rounds, Guard& guard) {
  bool is_loss = false;
  for (unsigned round = 1;; round++) {
    const int got = staging.Receive(socket.fd.get(), staging.slots());
    // Reported before the older datagrams that are still queued, and once until they are read.
    if (got == -ENOBUFS && round < rounds) {
      is_loss = true;
      continue;
    }
    // Fewer than there was room for: the queue is empty, or a loss was found on the way, which the next call reports.
    const bool is_short = got >= 0 && got < static_cast<int>(staging.slots());
    int64_t drops = -EAGAIN;
    if (is_short || got == -EAGAIN) drops = DropCount(socket.fd.get());
    guard.lock();
    socket.has_overrun |= is_loss || got == -ENOBUFS;
    const bool is_end =
        got == -EAGAIN || (is_short && (drops < 0 || static_cast<uint32_t>(drops) == socket.drops_told));
    for (int i = 0; i < got; i++) {
      const Received received = staging.At(static_cast<unsigned>(i));
      if (socket.inbox.Append(received.header, received.payload, received.header.length)) continue;
      socket.lost += 1;
      socket.has_overrun = true;
    }
    const bool is_failure = got < 0 && got != -EAGAIN && got != -ENOBUFS;
    socket.failures = is_failure ? socket.failures + 1 : 0;
    if (is_failure) Note(socket, NoteRecord(kError, 0, static_cast<uint32_t>(-got)));
    if (is_end) TellOverrun(socket, drops, [&](const RecordHeader& note) { return socket.inbox.Append(note); });
    if (is_end) return Drained::kEmpty;
    if (is_failure) return Drained::kFailed;
    if (socket.inbox.bytes() >= limit) return Drained::kFull;
    if (round >= rounds || socket.is_closed) return Drained::kMore;
    if (socket.inbox.bytes() >= kWake) {
      Announce(socket, guard);
    } else {
      guard.unlock();
    }
  }
}

void Announce(SocketState& socket, Guard& guard) {
  const bool is_news = !socket.inbox.empty() && !socket.is_announced;
  if (is_news) socket.is_announced = true;
  guard.unlock();
  if (is_news) socket.announce();
}

void Note(SocketState& socket, RecordHeader note) {
  if (!socket.inbox.Append(note)) socket.has_overrun = true;
}

}  // namespace nlkit
