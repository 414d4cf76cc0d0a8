#include "reader.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <new>

#include "strand.h"
#include "threads.h"

namespace nlkit {

namespace {

constexpr uint64_t kWakeId = 0;
// System calls for one socket before the others have their turn: epoll comes back to it.
constexpr unsigned kRounds = 64;

epoll_event EventOf(SocketState& socket) {
  epoll_event event{};
  // A loss is told when the queue is empty, and it may be already: a netlink socket can always be written to, so that
  // this reports at once.
  socket.is_armed_for_loss = socket.has_overrun;
  event.events = socket.has_overrun ? EPOLLIN | EPOLLOUT : EPOLLIN;
  event.data.u64 = socket.id;
  return event;
}

}  // namespace

std::shared_ptr<Reader> Reader::Start(int* error) {
  Descriptor epoll(epoll_create1(EPOLL_CLOEXEC));
  if (!epoll) return *error = errno, nullptr;
  Descriptor wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake) return *error = errno, nullptr;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = kWakeId;
  if (epoll_ctl(epoll.get(), EPOLL_CTL_ADD, wake.get(), &event) != 0) return *error = errno, nullptr;
  try {
    std::shared_ptr<Reader> reader(new Reader(std::move(epoll), std::move(wake)));
    *error = reader->staging_ ? StartThread([reader] { reader->Run(); }) : ENOMEM;
    return *error == 0 ? reader : nullptr;
  } catch (const std::bad_alloc&) {
    return *error = ENOMEM, nullptr;
  }
}

void Reader::Stop() {
  is_stopped_ = true;
  const uint64_t one = 1;
  (void)!write(wake_.get(), &one, sizeof one);
}

void Reader::Know(const std::shared_ptr<SocketState>& socket) {
  std::lock_guard guard(lock_);
  sockets_[socket->id] = socket;
}

void Reader::Forget(uint64_t id) {
  std::lock_guard guard(lock_);
  sockets_.erase(id);
}

int Reader::Arm(SocketState& socket) {
  if (socket.is_armed || socket.is_closed) return 0;
  epoll_event event = EventOf(socket);
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, socket.fd.get(), &event) != 0) return -errno;
  socket.is_armed = true;
  return 0;
}

void Reader::Disarm(SocketState& socket) {
  // Not only masked: an overrun's EPOLLERR cannot be, and would spin.
  if (std::exchange(socket.is_armed, false)) epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, socket.fd.get(), nullptr);
}

void Reader::Count(SocketState& socket) {
  const bool is_watched = socket.watch_limit > 0;
  const size_t held = is_watched ? socket.inbox.bytes() : 0;
  held_ += held - std::exchange(socket.counted, held);
  watched_ += size_t{is_watched} - size_t{std::exchange(socket.is_counted, is_watched)};
}

// When all together hold what they may, one still may hold its fair share: those who take are not held up by those who do
// not.
size_t Reader::LimitOf(const SocketState& socket) const {
  const size_t total = total_;
  const size_t others = held_ - socket.counted;
  const size_t share = total / std::max<size_t>(watched_, 1);
  return std::min(socket.watch_limit, std::max(share, total > others ? total - others : 0));
}

void Reader::Run() {
  epoll_event events[64];
  while (!is_stopped_) {
    const int count = epoll_wait(epoll_.get(), events, 64, -1);
    if (count < 0 && errno != EINTR) return;
    for (int i = 0; i < count; i++) {
      if (events[i].data.u64 != kWakeId) Read(events[i].data.u64);
    }
  }
}

void Reader::Read(uint64_t id) {
  std::shared_ptr<SocketState> found;
  {
    std::lock_guard guard(lock_);
    const auto at = sockets_.find(id);
    if (at != sockets_.end()) found = at->second.lock();
  }
  if (found == nullptr) return;
  SocketState& socket = *found;
  Guard guard(socket.lock);
  // An event of before it was disarmed.
  if (!socket.is_armed) return;
  if (socket.watch_limit == 0 || socket.is_worked) {
    Disarm(socket);
    // The next part of a dump: the strand's, since it may sleep in the kernel.
    if (std::exchange(socket.is_awaiting, false) && !socket.is_worked) ResumeStrand(found, guard);
    return;
  }
  socket.is_reading = true;
  const size_t limit = LimitOf(socket);
  guard.unlock();
  Drain(socket, staging_, limit, kRounds, guard);
  socket.is_reading = false;
  socket.changed.notify_all();
  if (socket.is_closed) return;
  Count(socket);
  if (socket.failures >= kMostFailures) {
    socket.watch_limit = 0;
    Count(socket);
    Disarm(socket);
  } else if (socket.watch_limit > 0 && socket.inbox.bytes() >= limit) {
    // Seen under the lock, as take() does: either it resumes us or we do not pause.
    socket.is_paused = true;
    socket.resume_at = limit / 2;
    Disarm(socket);
  } else if (socket.is_armed && socket.has_overrun != socket.is_armed_for_loss) {
    epoll_event event = EventOf(socket);
    epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, socket.fd.get(), &event);
  }
  Announce(socket, guard);
}

}  // namespace nlkit
