#include "socket_state.h"

#include <errno.h>

namespace nlkit {

uint32_t NewDrops(SocketState& socket) {
  const int64_t drops = DropCount(socket.fd.get());
  if (drops < 0) return 0;
  const uint32_t now = static_cast<uint32_t>(drops);
  return now - std::exchange(socket.drops_told, now);  // the kernel's counter wraps
}

Drained DrainIntoInbox(SocketState& socket, Staging& staging, size_t limit) {
  bool has_overrun = false;
  for (;;) {
    if (socket.is_closed) return Drained::kClosed;
    const int got = staging.Receive(socket.fd.get(), kSlots);
    if (got == -ENOBUFS) {
      // Reported before the older datagrams that are still queued.
      has_overrun = true;
      continue;
    }
    const bool is_end = got == -EAGAIN || got == 0;
    // While the queue was not empty further messages may have been dropped without a second report.
    const uint32_t drops = is_end || has_overrun ? (is_end ? NewDrops(socket) : 0) : 0;
    bool must_wake = false;
    size_t held;
    {
      std::lock_guard guard(socket.lock);
      if (got > 0) {
        for (int i = 0; i < got; i++) {
          const Received received = staging.At(static_cast<unsigned>(i));
          socket.inbox.Append(received.header, received.payload, received.header.length);
        }
      } else if (!is_end) {
        socket.inbox.Append(NoteRecord(kError, 0, static_cast<uint32_t>(-got)));
      } else if (drops > 0 || has_overrun) {
        socket.inbox.Append(NoteRecord(kOverrun, 0, drops));
      }
      held = socket.inbox.bytes();
      if (held > 0 && !socket.is_announced) must_wake = socket.is_announced = true;
    }
    if (must_wake) socket.announce();
    if (is_end || got < 0) return Drained::kEmpty;
    if (held >= limit) return Drained::kFull;
  }
}

}  // namespace nlkit
