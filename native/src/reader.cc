#include "reader.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <system_error>
#include <thread>

namespace nlkit {

std::shared_ptr<Reader> Reader::Start(int* error) {
  Descriptor epoll(epoll_create1(EPOLL_CLOEXEC));
  if (!epoll) return *error = errno, nullptr;
  Descriptor wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake) return *error = errno, nullptr;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = wake.get();
  if (epoll_ctl(epoll.get(), EPOLL_CTL_ADD, wake.get(), &event) != 0) return *error = errno, nullptr;
  std::shared_ptr<Reader> reader(new Reader(std::move(epoll), std::move(wake)));
  try {
    std::thread(Run, reader).detach();
  } catch (const std::system_error& refused) {
    return *error = refused.code().value(), nullptr;
  }
  return reader;
}

Reader::~Reader() = default;

void Reader::Stop() {
  is_stopped_ = true;
  const uint64_t one = 1;
  (void)!write(wake_.get(), &one, sizeof one);
}

int Reader::Watch(const std::shared_ptr<SocketState>& socket) {
  const int fd = socket->fd.get();
  {
    std::lock_guard guard(lock_);
    sockets_[fd] = socket;
  }
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0 && errno != EEXIST) return -errno;
  return 0;
}

void Reader::Forget(SocketState& socket) {
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, socket.fd.get(), nullptr);
  std::lock_guard guard(lock_);
  sockets_.erase(socket.fd.get());
}

void Reader::Run(std::shared_ptr<Reader> reader) {
  Staging staging;
  epoll_event events[64];
  while (!reader->is_stopped_) {
    const int count = epoll_wait(reader->epoll_.get(), events, 64, -1);
    if (count < 0 && errno != EINTR) return;
    for (int i = 0; i < count; i++) {
      if (events[i].data.fd != reader->wake_.get()) reader->Read(events[i].data.fd, staging);
    }
  }
}

void Reader::Read(int fd, Staging& staging) {
  std::shared_ptr<SocketState> socket;
  {
    std::lock_guard guard(lock_);
    const auto found = sockets_.find(fd);
    if (found != sockets_.end()) socket = found->second.lock();
  }
  if (socket == nullptr) return;
  size_t limit;
  {
    std::lock_guard guard(socket->lock);
    // A thread of the socket's own receives; when it is done it asks for the watch again.
    if (socket->is_worked || socket->watch_limit == 0 || socket->is_closed) {
      epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
      return;
    }
    limit = socket->watch_limit;
    socket->is_reading = true;
  }
  const Drained drained = DrainIntoInbox(*socket, staging, limit);
  std::lock_guard guard(socket->lock);
  socket->is_reading = false;
  socket->work.notify_all();
  if (drained == Drained::kFull && !socket->is_closed) {
    // Not only masked: an overrun's EPOLLERR cannot be, and would spin.
    socket->is_paused = true;
    epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
  }
}

}  // namespace nlkit
