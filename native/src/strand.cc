#include "strand.h"

#include <errno.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <new>

#include "threads.h"

namespace nlkit {

namespace {

constexpr auto kIdle = std::chrono::seconds(1);
// Chunks that go round while a dump is read ahead.
constexpr unsigned kSpares = 4;
constexpr unsigned kForEver = std::numeric_limits<unsigned>::max();

// MSG_DONTWAIT: the kernel handles a request within the call all the same; only a peer that does not read would make us
// wait, for ever.
int SendNow(int fd, const Submit& submit) {
  sockaddr_nl to{};
  to.nl_family = AF_NETLINK;
  to.nl_pid = submit.port_id;
  to.nl_groups = submit.groups;
  for (;;) {
    const ssize_t sent =
        sendto(fd, submit.bytes.data(), submit.bytes.size(), MSG_DONTWAIT, reinterpret_cast<sockaddr*>(&to), sizeof to);
    if (sent >= 0) return static_cast<int>(sent);
    if (errno != EINTR) return -errno;
  }
}

bool IsPumping(const SocketState& socket) {
  return socket.pump_limit > 0 && !socket.is_awaiting && socket.inbox.bytes() < socket.pump_limit;
}

// Nothing left to do: who receives now is decided before JavaScript can see the last datagram, so that what it does next
// finds the socket free.
void Rest(SocketState& socket) {
  if (!socket.submits.empty() || IsPumping(socket) || socket.is_closed) return;
  socket.is_worked = false;
  if (socket.pump_limit > 0 && !socket.is_awaiting) return;  // take() has it go on
  if (socket.reader == nullptr) return;
  int result = 0;
  if (socket.watch_limit > 0) {
    socket.is_paused = socket.inbox.bytes() >= socket.watch_limit;
    socket.resume_at = socket.watch_limit / 2;
    if (!socket.is_paused) result = socket.reader->Arm(socket);
  } else if (socket.is_awaiting) {
    result = socket.reader->Arm(socket);
  }
  if (result < 0) Note(socket, NoteRecord(kError, 0, static_cast<uint32_t>(-result)));
}

void AfterDrain(SocketState& socket, Drained drained) {
  if (socket.failures >= kMostFailures) socket.pump_limit = 0;
  if (drained == Drained::kEmpty && socket.pump_limit > 0) socket.is_awaiting = true;
}

// `slept`: microseconds that the send took, if the kernel made this thread sleep in it. Who has lost the processor to others
// in the meantime was not made to wait by the kernel: that counts as 0.
int SendTimed(int fd, const Submit& submit, uint32_t* slept) {
  rusage before{};
  rusage after{};
  getrusage(RUSAGE_THREAD, &before);
  const auto start = std::chrono::steady_clock::now();
  const int result = SendNow(fd, submit);
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  getrusage(RUSAGE_THREAD, &after);
  if (after.ru_nvcsw != before.ru_nvcsw) {
    *slept = static_cast<uint32_t>(std::min<int64_t>(took.count(), std::numeric_limits<int32_t>::max()));
  }
  return result;
}

// Does one send and takes what it brought; then says that it is done.
void RunSubmit(SocketState& socket, Staging& staging, Guard& guard) {
  const Submit submit = std::move(socket.submits.front());
  socket.submits.pop_front();
  const size_t limit = socket.pump_limit > 0 ? socket.pump_limit : std::numeric_limits<size_t>::max();
  guard.unlock();
  uint32_t slept = 0;
  const int result = staging ? SendTimed(socket.fd.get(), submit, &slept) : -ENOMEM;
  if (result >= 0) {
    AfterDrain(socket, Drain(socket, staging, limit, kForEver, guard));
  } else {
    guard.lock();
  }
  RecordHeader done = NoteRecord(kDone, submit.token, static_cast<uint32_t>(result));
  done.group = slept;
  Note(socket, done);
  Rest(socket);
  Announce(socket, guard);
}

void RunPump(SocketState& socket, Staging& staging, Guard& guard) {
  if (!staging) {
    socket.pump_limit = 0;
    Note(socket, NoteRecord(kError, 0, ENOMEM));
  } else {
    const size_t limit = socket.pump_limit;
    socket.inbox.KeepSpares(kSpares);
    guard.unlock();
    AfterDrain(socket, Drain(socket, staging, limit, kForEver, guard));
  }
  Rest(socket);
  Announce(socket, guard);
}

void RunStrand(const std::shared_ptr<SocketState>& socket) {
  Staging staging(kStrandSlots);
  Guard guard(socket->lock);
  while (!socket->is_closed) {
    if (socket->is_reading) {
      Wait(socket->changed, guard);
    } else if (!socket->submits.empty()) {
      RunSubmit(*socket, staging, guard);
      guard.lock();
    } else if (IsPumping(*socket)) {
      RunPump(*socket, staging, guard);
      guard.lock();
    } else {
      Rest(*socket);
      const auto has_work = [&] { return socket->is_worked || socket->is_closed; };
      // The system's clock: the other one asks for GLIBC_2.30. Were it set back, a thread would only idle for longer.
      if (!socket->changed.wait_until(guard, std::chrono::system_clock::now() + kIdle, has_work)) break;
    }
  }
  socket->has_thread = false;
  socket->is_worked = false;
  // Not when it rests: the next dump on this socket would meet new pages.
  socket->inbox.KeepSpares(0);
}

}  // namespace

int WakeStrand(const std::shared_ptr<SocketState>& socket) {
  socket->is_worked = true;
  socket->changed.notify_all();
  if (socket->has_thread) return 0;
  int error = ENOMEM;
  try {
    error = StartThread([socket] { RunStrand(socket); });
  } catch (const std::bad_alloc&) {
    // The closure; StartThread() itself does not throw.
  }
  socket->has_thread = error == 0;
  if (error != 0) socket->is_worked = false;
  return -error;
}

void ResumeStrand(const std::shared_ptr<SocketState>& socket, Guard& guard) {
  const int result = WakeStrand(socket);
  if (result < 0) {
    socket->pump_limit = 0;
    Note(*socket, NoteRecord(kError, 0, static_cast<uint32_t>(-result)));
  }
  Announce(*socket, guard);
}

}  // namespace nlkit
