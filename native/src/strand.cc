#include "strand.h"

#include <errno.h>

#include <chrono>
#include <limits>
#include <system_error>
#include <thread>

namespace nlkit {

namespace {

constexpr auto kIdle = std::chrono::seconds(1);

int SendNow(int fd, const Submit& submit) {
  sockaddr_nl to{};
  to.nl_family = AF_NETLINK;
  to.nl_pid = submit.port_id;
  to.nl_groups = submit.groups;
  for (;;) {
    const ssize_t sent = sendto(fd, submit.bytes.data(), submit.bytes.size(), 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
    if (sent >= 0) return static_cast<int>(sent);
    if (errno != EINTR) return -errno;
  }
}

// Does one send and takes what it brought; then says that it is done.
void RunSubmit(SocketState& socket, Staging& staging, const Submit& submit) {
  const int result = SendNow(socket.fd.get(), submit);
  size_t limit;
  {
    std::lock_guard guard(socket.lock);
    limit = socket.pump_limit > 0 ? socket.pump_limit : std::numeric_limits<size_t>::max();
  }
  if (result >= 0) DrainIntoInbox(socket, staging, limit);
  bool must_wake = false;
  {
    std::lock_guard guard(socket.lock);
    socket.inbox.Append(NoteRecord(kDone, submit.token, static_cast<uint32_t>(result)));
    if (!socket.is_announced) must_wake = socket.is_announced = true;
  }
  if (must_wake) socket.announce();
}

void RunStrand(std::shared_ptr<SocketState> socket, StrandContext context) {
  Staging staging;
  std::unique_lock guard(socket->lock);
  for (;;) {
    if (socket->is_closed) break;
    // The reader may be in the middle of a receive, which never sleeps for long.
    socket->work.wait(guard, [&] { return !socket->is_reading; });
    if (!socket->submits.empty()) {
      const Submit submit = std::move(socket->submits.front());
      socket->submits.pop_front();
      guard.unlock();
      RunSubmit(*socket, staging, submit);
      guard.lock();
      continue;
    }
    if (socket->pump_limit > 0 && socket->inbox.bytes() < socket->pump_limit) {
      const size_t limit = socket->pump_limit;
      guard.unlock();
      const Drained drained = DrainIntoInbox(*socket, staging, limit);
      guard.lock();
      if (drained == Drained::kEmpty) socket->pump_limit = 0;
      continue;
    }
    // Nothing to do: whoever waits for a late answer has asked for the watch.
    socket->is_worked = false;
    if (socket->watch_limit > 0) {
      if (const auto reader = context.reader.lock()) reader->Watch(socket);
    }
    const auto has_work = [&] { return socket->is_worked || socket->is_closed; };
    if (!socket->work.wait_for(guard, kIdle, has_work)) break;
  }
  socket->has_thread = false;
  socket->is_worked = false;
}

}  // namespace

int WakeStrand(const std::shared_ptr<SocketState>& socket, const StrandContext& context) {
  std::lock_guard guard(socket->lock);
  socket->is_worked = true;
  if (socket->has_thread) {
    socket->work.notify_one();
    return 0;
  }
  try {
    std::thread(RunStrand, socket, context).detach();
    socket->has_thread = true;
    return 0;
  } catch (const std::system_error& refused) {
    socket->is_worked = false;
    return -refused.code().value();
  }
}

}  // namespace nlkit
