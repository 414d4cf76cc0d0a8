#include "socket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <new>

#include "strand.h"
#include "threads.h"

namespace nlkit {

namespace {

using Clock = std::chrono::steady_clock;

// Who was about to queue something for a socket when it was connected (the kernel looks first, netlink_unicast()) has
// done so by then.
constexpr auto kSettled = std::chrono::seconds(1);

uint64_t Microseconds(Clock::duration duration) {
  return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(duration).count());
}

int32_t Clamped(uint64_t value) {
  return static_cast<int32_t>(std::min<uint64_t>(value, std::numeric_limits<int32_t>::max()));
}

}  // namespace

Socket::Socket(Hub& hub, Descriptor descriptor, std::function<void()> announce, int32_t* status)
    : hub_(hub),
      state_(new SocketState(hub.NextId(), std::move(descriptor), std::move(announce))),
      status_(status) {}

int Socket::Send(Span bytes, Address address) {
  sockaddr_nl to{};
  to.nl_family = AF_NETLINK;
  to.nl_pid = address.port_id;
  to.nl_groups = address.groups;
  for (;;) {
    // Not by sendto(), a point where a thread may be cancelled: nobody cancels here, and to allow it costs 20 ns.
    const long sent = syscall(SYS_sendto, fd(), bytes.data, bytes.length, MSG_DONTWAIT, &to, sizeof to);
    if (sent >= 0) return static_cast<int>(sent);
    if (errno != EINTR) return -errno;
  }
}

// Drains on this thread. What does not fit, and what comes behind something in the inbox, goes to the inbox.
// `outcome` is that of a single call which has received already.
int64_t Socket::ReceiveHere(Span rx, unsigned most, bool is_for_answer, const SingleCall::Outcome* outcome) {
  SocketState& socket = *state_;
  Staging& staging = hub_.staging();
  size_t used = 0;
  unsigned datagrams = 0;
  for (bool is_end = false; !is_end;) {
    // Who waits for an answer looks for the end of the queue after a loss in any case: that is where the loss is told.
    const bool is_to_end = is_for_answer && socket.has_overrun;
    const unsigned asked = is_to_end ? staging.slots() : std::min(most - datagrams, staging.slots());
    const bool is_received = outcome != nullptr;
    const int got = is_received ? outcome->received : staging.Receive(fd(), asked);
    const Guard guard = Lock();
    if (is_received) {
      socket.has_overrun |= outcome->is_loss;
      outcome = nullptr;
      if (got < 0 && socket.has_overrun) continue;
    }
    if (got == -ENOBUFS) {
      socket.has_overrun = true;
      continue;
    }
    // An empty slot says that the queue is empty, or that a loss was found on the way. The watch finds that one if an
    // answer is missing; to ask here each time would cost a request its third system call.
    is_end = got < static_cast<int>(asked) && !(is_received && socket.has_overrun);
    const auto append = [&](const RecordHeader& header, const uint8_t* payload) {
      if (!socket.inbox.empty() || header.size > rx.length - used) {
        return socket.inbox.Append(header, payload, header.length);
      }
      std::memcpy(rx.data + used, &header, sizeof header);
      if (payload != nullptr) std::memcpy(rx.data + used + sizeof header, payload, header.length);
      used += header.size;
      return true;
    };
    for (int i = 0; i < got; i++) {
      const Received received = staging.At(static_cast<unsigned>(i));
      if (append(received.header, received.payload)) continue;
      socket.lost += 1;
      socket.has_overrun = true;
    }
    if (got > 0) datagrams += static_cast<unsigned>(got);
    if (got < 0 && got != -EAGAIN) append(NoteRecord(kError, 0, static_cast<uint32_t>(-got)), nullptr);
    if (is_end && socket.has_overrun) {
      TellOverrun(socket, DropCount(fd()), [&](const RecordHeader& note) { return append(note, nullptr); });
    }
    is_end = is_end || (datagrams >= most && !(is_for_answer && socket.has_overrun));
    status_[kHasInbox] = socket.inbox.empty() ? 0 : 1;
  }
  status_[kDatagrams] = static_cast<int32_t>(datagrams);
  return static_cast<int64_t>(used);
}

// Also the time itself: whoever wants to know it after a request need not ask again, on pages that the system calls have
// driven out of the processor's tables.
void Socket::TellTime(Clock::time_point start) {
  const Clock::time_point end = Clock::now();
  status_[kMicroseconds] = Clamped(Microseconds(end - start));
  status_[kClock] = static_cast<int32_t>(Microseconds(end.time_since_epoch()) & 0x7fffffff);
}

// What comes from here on is no longer a pump's. The lock is held.
void Socket::EndAwait() {
  if (!std::exchange(state_->is_awaiting, false)) return;
  state_->pump_limit = 0;
  if (state_->watch_limit == 0) state_->reader->Disarm(*state_);
}

int64_t Socket::Exchange(Span bytes, Address to, Span rx, unsigned most) {
  return DoExchange(bytes, to, rx, most, false);
}

int64_t Socket::ExchangeWithKernel(Span bytes, Span rx, unsigned most) {
  const bool may_be_single = is_connected_ && !needs_senders_ && most <= SingleCall::kMostReceives;
  return DoExchange(bytes, {}, rx, most, may_be_single);
}

int64_t Socket::DoExchange(Span bytes, Address to, Span rx, unsigned most, bool may_be_single) {
  SocketState& socket = *state_;
  bool is_watched;
  {
    Guard guard = Lock();
    if (socket.is_worked) return -EBUSY;
    EndAwait();
    if (socket.pump_limit > 0) return -EBUSY;
    is_watched = socket.watch_limit > 0;
    // The last receive of a watch that has ended.
    while (!is_watched && socket.is_reading) Wait(socket.changed, guard);
  }
  const auto start = Clock::now();
  SingleCall::Outcome outcome;
  const bool is_single = may_be_single && !is_watched && IsKernelsAlone(start) && hub_.single_call().IsPreferred() &&
                         hub_.single_call().Run(fd(), bytes.data, bytes.length, hub_.staging(), most, &outcome);
  int64_t result = is_single ? outcome.sent : Send(bytes, to);
  status_[kDatagrams] = 0;
  if (result >= 0) {
    if (is_watched) {
      // The reader alone receives, so that the order is kept.
      Guard guard = Lock();
      status_[kHasInbox] = socket.inbox.empty() ? 0 : 1;
      result = 0;
    } else {
      result = ReceiveHere(rx, most, true, is_single ? &outcome : nullptr);
    }
  } else if (is_single && (outcome.received >= 0 || outcome.is_loss)) {
    // Of before: it was not sent.
    ReceiveHere({}, most, false, &outcome);
  }
  TellTime(start);
  return result;
}

int Socket::Connect(int64_t port_id, uint32_t groups) {
  sockaddr_nl address{};
  address.nl_family = port_id < 0 ? AF_UNSPEC : AF_NETLINK;
  address.nl_pid = static_cast<uint32_t>(port_id);
  address.nl_groups = groups;
  is_connected_ = is_kernels_alone_ = false;
  if (connect(fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return -errno;
  // A single call has no MSG_DONTWAIT. All others that are made here have it in any case.
  is_connected_ = port_id == 0 && groups == 0 && fcntl(fd(), F_SETFL, O_NONBLOCK) == 0;
  connected_at_ = Clock::now();
  return 0;
}

// A connected socket gets from its peer alone what is sent to its port id; what came before is still to be told by its
// sender.
bool Socket::IsKernelsAlone(Clock::time_point now) {
  if (is_kernels_alone_) return true;
  if (now - connected_at_ < kSettled) return false;
  pollfd queue = {fd(), POLLIN, 0};
  is_kernels_alone_ = poll(&queue, 1, 0) == 0;
  return is_kernels_alone_;
}

int64_t Socket::Receive(Span rx, unsigned most) {
  SocketState& socket = *state_;
  {
    Guard guard = Lock();
    if (socket.is_worked || socket.watch_limit > 0) return -EBUSY;
    EndAwait();
    if (socket.pump_limit > 0) return -EBUSY;
    while (socket.is_reading) Wait(socket.changed, guard);
  }
  const auto start = Clock::now();
  const int64_t result = ReceiveHere(rx, most, false, nullptr);
  TellTime(start);
  return result;
}

int Socket::DoSubmit(Span bytes, Address to, uint32_t token, size_t limit) {
  SocketState& socket = *state_;
  is_shared_ = true;
  // A late part of what comes back is found by the reader.
  if (limit > 0) {
    const int result = hub_.NeedReader(state_);
    if (result < 0) return result;
  }
  Guard guard(socket.lock);
  if (!socket.inbox.KeepRoomForNotes()) return -ENOMEM;
  try {
    socket.submits.push_back({{bytes.data, bytes.data + bytes.length}, to.port_id, to.groups, token});
  } catch (const std::bad_alloc&) {
    return -ENOMEM;
  }
  // Without a thread nobody else looks at what was just put in.
  const int result = WakeStrand(state_);
  if (result < 0) {
    socket.submits.pop_back();
    return result;
  }
  EndAwait();
  if (limit > 0) socket.pump_limit = limit;
  // The thread receives now: the reader would only be woken in vain.
  if (socket.reader != nullptr) socket.reader->Disarm(socket);
  return 0;
}

int Socket::Pump(size_t limit) {
  SocketState& socket = *state_;
  is_shared_ = true;
  int result = hub_.NeedReader(state_);
  if (result < 0) return result;
  Guard guard(socket.lock);
  EndAwait();
  if (limit > 0) {
    result = WakeStrand(state_);
    if (result < 0) return result;
    socket.reader->Disarm(socket);
  }
  socket.pump_limit = limit;
  return 0;
}

int Socket::Watch(size_t limit) {
  SocketState& socket = *state_;
  is_shared_ = true;
  if (limit > 0) {
    const int result = hub_.NeedReader(state_);
    if (result < 0) return result;
  }
  Guard guard(socket.lock);
  socket.watch_limit = limit;
  socket.is_paused = false;
  if (socket.reader == nullptr) return 0;
  socket.reader->Count(socket);
  if (limit == 0 && !socket.is_awaiting) socket.reader->Disarm(socket);
  // The strand, if it is at work or has to go on, asks for the watch when it is done.
  if (limit == 0 || socket.is_worked || (socket.pump_limit > 0 && !socket.is_awaiting)) return 0;
  socket.is_paused = socket.inbox.bytes() >= limit;
  socket.resume_at = limit / 2;
  if (socket.is_paused) return 0;
  const int result = socket.reader->Arm(socket);
  if (result < 0) {
    socket.watch_limit = 0;
    socket.reader->Count(socket);
  }
  return result;
}

int64_t Socket::Take(Span rx) {
  SocketState& socket = *state_;
  Guard guard(socket.lock);
  const size_t copied = socket.inbox.Take(rx.data, rx.length);
  const size_t left = socket.inbox.bytes();
  if (left == 0) socket.is_announced = false;
  if (socket.reader != nullptr) socket.reader->Count(socket);
  if (socket.is_paused && left <= socket.resume_at) {
    socket.is_paused = false;
    const int result = socket.reader->Arm(socket);
    if (result < 0) Note(socket, NoteRecord(kError, 0, static_cast<uint32_t>(-result)));
  }
  const bool must_pump =
      socket.pump_limit > 0 && !socket.is_awaiting && !socket.is_worked && left <= socket.pump_limit / 2;
  if (must_pump) {
    const int result = WakeStrand(state_);
    if (result < 0) {
      socket.pump_limit = 0;
      Note(socket, NoteRecord(kError, 0, static_cast<uint32_t>(-result)));
    }
  }
  const size_t held = socket.inbox.bytes();
  status_[kHasInbox] = held > 0 ? 1 : 0;
  status_[kInboxBytes] = Clamped(held);
  status_[kNeed] = Clamped(socket.inbox.NextSize());
  status_[kIsBusy] = socket.is_worked ? 1 : 0;
  return copied == 0 && held > 0 ? -EMSGSIZE : static_cast<int64_t>(copied);
}

void Socket::Close() {
  if (state_ == nullptr) return;
  {
    Guard guard(state_->lock);
    state_->is_closed = true;
    state_->submits.clear();
    state_->inbox.Clear();
    state_->watch_limit = 0;
    if (state_->reader != nullptr) {
      state_->reader->Disarm(*state_);
      state_->reader->Count(*state_);
    }
    state_->changed.notify_all();
  }
  if (state_->reader != nullptr) state_->reader->Forget(state_->id);
  state_.reset();
}

}  // namespace nlkit
