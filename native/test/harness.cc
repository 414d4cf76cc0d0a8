// The sockets without Node, for ThreadSanitizer and valgrind: every method at random, on several threads that each have a
// hub of their own as workers have, while others send to them. Checks that numbered messages come in order and that what
// is missing is told: `harness SECONDS SEED`. What comes when there is no more memory: `harness memory`. What children
// of fork(2) do to the sockets of their parent: `harness fork`. With fuzz.cc: `harness fuzz INPUTS SEED`. Ends with status 0
// if all was well.
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "../src/open_socket.h"
#include "../src/socket.h"

namespace {

using nlkit::Address;
using nlkit::RecordHeader;
using nlkit::Span;

constexpr int kRoute = 0;
constexpr int kUsersock = 2;

void Check(bool is_true, const char* what) {
  if (is_true) return;
  std::fprintf(stderr, "failed: %s (errno %d)\n", what, errno);
  std::exit(1);
}

// A request for lo, acknowledged, and a dump of all IPv4 routes.
std::vector<uint8_t> Request(uint16_t type, uint16_t flags, uint32_t sequence) {
  std::vector<uint8_t> bytes(32);
  nlmsghdr header{};
  header.nlmsg_len = 32;
  header.nlmsg_type = type;
  header.nlmsg_flags = flags;
  header.nlmsg_seq = sequence;
  std::memcpy(bytes.data(), &header, sizeof header);
  if (type == 18) bytes[20] = 1;
  if (type == 26) bytes[16] = 2;
  return bytes;
}

struct Bell {
  std::mutex lock;
  bool is_rung = false;
};

class Subject {
 public:
  Subject(nlkit::Hub& hub, int protocol) : protocol_(protocol) {
    int error = 0;
    nlkit::Descriptor descriptor = nlkit::OpenSocket(protocol, SOCK_RAW, -1, &error);
    Check(static_cast<bool>(descriptor), "open");
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    if (protocol == kUsersock) address.nl_groups = 1;
    Check(bind(descriptor.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0, "bind");
    const auto announce = [bell = bell_] {
      std::lock_guard guard(bell->lock);
      bell->is_rung = true;
    };
    socket_.reset(new nlkit::Socket(hub, std::move(descriptor), announce, status_));
    if (protocol == kRoute) Check(socket_->Connect(0, 0) == 0, "connect");
  }

  void Step(std::mt19937& random) {
    const auto pick = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
    std::vector<uint8_t> bytes;
    switch (pick(protocol_ == kRoute ? 9 : 5)) {
      case 0:
        (void)socket_->Watch(pick(3) == 0 ? 0 : 1 + pick(1 << pick(20)));
        break;
      case 1:
      case 2:
        Take(1 + pick(1 << 16));
        break;
      case 3:
        Inline(socket_->Receive(Rx(), pick(9)));
        break;
      case 4:
        Wait(pick(3));
        break;
      case 5:
        bytes = Request(18, 0x5, sequence_++);
        if (pick(2) == 0) {
          Inline(socket_->Exchange({bytes.data(), bytes.size()}, {}, Rx(), pick(5)));
        } else {
          Inline(socket_->ExchangeWithKernel({bytes.data(), bytes.size()}, Rx(), pick(3)));
        }
        break;
      case 6:
        bytes = Request(18, 0x5, sequence_++);
        (void)socket_->DoSubmit({bytes.data(), bytes.size()}, {}, sequence_, pick(2) * 65536);
        break;
      case 7:
        (void)socket_->Pump(pick(2) * (1 + pick(1 << 18)));
        break;
      case 8:
        bytes = Request(26, 0x305, sequence_++);
        Inline(socket_->Exchange({bytes.data(), bytes.size()}, {}, Rx(), 1));
        break;
    }
  }

  // Reads all that is still to come; then nothing may be missing.
  void Finish() {
    while (socket_->Watch(1 << 20) != 0) Wait(1);
    for (int quiet = 0; quiet < 50;) {
      const int64_t took = socket_->Take(Rx());
      if (took > 0) Look(took);
      quiet = took > 0 ? 0 : quiet + 1;
      if (quiet > 0) Wait(1);
    }
    if (protocol_ == kUsersock) Check(next_ + dropped_ >= seen_ && next_ <= seen_, "numbers told");
  }

  uint64_t received() const { return received_; }

 private:
  Span Rx() { return {rx_.data(), rx_.size()}; }

  void Wait(unsigned ms) {
    poll(nullptr, 0, static_cast<int>(ms));
    std::lock_guard guard(bell_->lock);
    bell_->is_rung = false;
  }

  void Take(size_t room) {
    const int64_t took = socket_->Take({rx_.data(), std::min(room, rx_.size())});
    Check(took >= 0 || took == -EMSGSIZE, "take");
    if (took > 0) Look(took);
  }

  void Inline(int64_t length) {
    Check(length >= 0 || length == -EBUSY || length == -ENOBUFS || length == -EAGAIN, "inline");
    if (length > 0) Look(length);
  }

  void Look(int64_t length) {
    for (int64_t at = 0; at < length;) {
      RecordHeader header;
      std::memcpy(&header, rx_.data() + at, sizeof header);
      Check(header.size >= sizeof header && at + header.size <= length && header.length <= header.size - sizeof header,
            "record");
      received_ += 1;
      if (header.kind == nlkit::kOverrun) dropped_ += header.extra;
      if (header.kind == nlkit::kDatagram && protocol_ == kUsersock && header.length == 8) {
        uint64_t number;
        std::memcpy(&number, rx_.data() + at + sizeof header, sizeof number);
        if (next_ == 0) next_ = seen_ = number;
        Check(number >= seen_, "order");
        seen_ = number + 1;
        next_ += 1;
      }
      at += header.size;
    }
  }

  const int protocol_;
  std::shared_ptr<Bell> bell_{new Bell};
  int32_t status_[nlkit::kStatusWords] = {};
  std::vector<uint8_t> rx_ = std::vector<uint8_t>(256 * 1024);
  std::unique_ptr<nlkit::Socket> socket_;
  uint32_t sequence_ = 1;
  uint64_t received_ = 0;
  uint64_t next_ = 0;
  uint64_t seen_ = 0;
  uint64_t dropped_ = 0;
};

uint64_t Work(unsigned seed, std::chrono::steady_clock::time_point until) {
  std::mt19937 random(seed);
  nlkit::Hub hub;
  hub.single_call().Prefer(true);
  uint64_t received = 0;
  while (std::chrono::steady_clock::now() < until) {
    std::vector<std::unique_ptr<Subject>> subjects;
    for (int i = 0; i < 6; i++) subjects.emplace_back(new Subject(hub, i % 2 == 0 ? kUsersock : kRoute));
    for (int i = 0; i < 1500; i++) {
      std::unique_ptr<Subject>& subject = subjects[random() % subjects.size()];
      subject->Step(random);
      // Closed in whatever state it is; its descriptor's number goes to the next.
      if (random() % 200 == 0) {
        const int protocol = random() % 2 == 0 ? kUsersock : kRoute;
        received += subject->received();
        subject.reset();
        subject.reset(new Subject(hub, protocol));
      }
    }
    for (auto& subject : subjects) {
      if (random() % 4 == 0) subject->Finish();
      received += subject->received();
    }
  }
  return received;
}

void Send(std::chrono::steady_clock::time_point until) {
  nlkit::Descriptor descriptor(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, kUsersock));
  sockaddr_nl group{};
  group.nl_family = AF_NETLINK;
  group.nl_groups = 1;
  for (uint64_t number = 1; std::chrono::steady_clock::now() < until; number++) {
    (void)sendto(descriptor.get(), &number, sizeof number, 0, reinterpret_cast<sockaddr*>(&group), sizeof group);
    if (number % 256 == 0) poll(nullptr, 0, 1);
  }
}

void SendOne(int fd, size_t length) {
  static const char bytes[1000] = {};
  sockaddr_nl group{};
  group.nl_family = AF_NETLINK;
  group.nl_groups = 1;
  (void)sendto(fd, bytes, length, 0, reinterpret_cast<sockaddr*>(&group), sizeof group);
}

struct Counts {
  uint64_t datagrams = 0;
  uint64_t lost = 0;
};

// Takes until nothing more comes.
Counts TakeAll(nlkit::Socket& socket, std::vector<uint8_t>& rx) {
  Counts counts;
  for (int quiet = 0; quiet < 100;) {
    const int64_t length = socket.Take({rx.data(), rx.size()});
    for (int64_t at = 0; at < length;) {
      RecordHeader header;
      std::memcpy(&header, rx.data() + at, sizeof header);
      if (header.kind == nlkit::kDatagram) counts.datagrams += 1;
      if (header.kind == nlkit::kOverrun) counts.lost += header.extra;
      at += header.size;
    }
    quiet = length > 0 ? 0 : quiet + 1;
    if (quiet > 0) poll(nullptr, 0, 1);
  }
  return counts;
}

// What there is no memory for is told as lost, to the datagram, and the socket goes on when there is some.
int RunOutOfMemory() {
  constexpr uint64_t kCount = 10000;
  nlkit::Hub hub;
  int error = 0;
  nlkit::Descriptor descriptor = nlkit::OpenSocket(kUsersock, SOCK_RAW, -1, &error);
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = 1;
  const int room = 64 << 20;
  Check(setsockopt(descriptor.get(), SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) == 0, "SO_RCVBUFFORCE");
  Check(bind(descriptor.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0, "bind");
  const nlkit::Descriptor sender(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, kUsersock));
  int32_t status[nlkit::kStatusWords] = {};
  std::vector<uint8_t> rx(256 * 1024);
  nlkit::Socket subject(hub, std::move(descriptor), [] {}, status);
  Check(subject.Watch(64 << 20) == 0, "watch");
  SendOne(sender.get(), 100);
  Check(TakeAll(subject, rx).datagrams == 1, "before");
  rlimit before;
  getrlimit(RLIMIT_AS, &before);
  const rlimit none = {1 << 20, before.rlim_max};
  setrlimit(RLIMIT_AS, &none);
  for (uint64_t i = 0; i < kCount; i++) SendOne(sender.get(), 1000);
  poll(nullptr, 0, 200);
  Check(subject.DoSubmit({rx.data(), 4}, {}, 1, 0) < 0, "no thread, no room for notes");
  const Counts counts = TakeAll(subject, rx);
  setrlimit(RLIMIT_AS, &before);
  std::printf("{\"datagrams\":%llu,\"lost\":%llu}\n", static_cast<unsigned long long>(counts.datagrams),
              static_cast<unsigned long long>(counts.lost));
  Check(counts.lost > 0 && counts.datagrams > 100 && counts.datagrams + counts.lost == kCount, "all told");
  for (int i = 0; i < 5; i++) SendOne(sender.get(), 1000);
  const Counts after = TakeAll(subject, rx);
  Check(after.datagrams == 5 && after.lost == 0, "after");
  return 0;
}

uint32_t PortIdOf(int fd) {
  sockaddr_nl address{};
  socklen_t length = sizeof address;
  Check(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) == 0, "getsockname");
  return address.nl_pid;
}

// 0 or an errno.
int BindTo(const nlkit::Descriptor& descriptor, uint32_t port_id, uint32_t groups) {
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_pid = port_id;
  address.nl_groups = groups;
  return bind(descriptor.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
}

nlkit::Descriptor Usersock() {
  int error = 0;
  nlkit::Descriptor descriptor = nlkit::OpenSocket(kUsersock, SOCK_RAW, -1, &error);
  Check(static_cast<bool>(descriptor), "open");
  return descriptor;
}

void WaitFor(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) Check(errno == EINTR, "waitpid");
  Check(WIFSIGNALED(status) || (WIFEXITED(status) && WEXITSTATUS(status) == 0), "child");
}

// Children that end at once or run another program, as they may after fork(2) of a process with threads, do nothing to a
// socket that is watched; a program that they run has no descriptor of it. A child that stays keeps the port id taken.
int RunFork() {
  constexpr int kChildren = 100;
  nlkit::Hub hub;
  nlkit::Descriptor descriptor = Usersock();
  Check(BindTo(descriptor, 0, 1) == 0, "bind");
  const int fd = descriptor.get();
  const uint32_t port_id = PortIdOf(fd);
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  const nlkit::Descriptor sender = Usersock();
  int32_t status[nlkit::kStatusWords] = {};
  std::vector<uint8_t> rx(256 * 1024);
  std::unique_ptr<nlkit::Socket> subject(new nlkit::Socket(hub, std::move(descriptor), [] {}, status));
  Check(subject->Watch(1 << 20) == 0, "watch");
  for (int i = 0; i < kChildren; i++) {
    const pid_t child = fork();
    Check(child >= 0, "fork");
    if (child == 0) {
      if (i % 2 == 0) _exit(0);
      execl("/usr/bin/test", "test", "!", "-e", path.c_str(), nullptr);
      _exit(127);
    }
    SendOne(sender.get(), 100);
    WaitFor(child);
    SendOne(sender.get(), 100);
  }
  const Counts counts = TakeAll(*subject, rx);
  Check(counts.datagrams == 2 * kChildren && counts.lost == 0, "all came, once");
  Check(PortIdOf(fd) == port_id, "the same port id");

  const pid_t child = fork();
  Check(child >= 0, "fork");
  if (child == 0) {
    for (;;) pause();
  }
  subject.reset();
  const nlkit::Descriptor next = Usersock();
  Check(BindTo(next, port_id, 0) == EADDRINUSE, "taken while the child has it");
  Check(BindTo(next, 0, 0) == 0 && PortIdOf(next.get()) != port_id, "another one");
  Check(kill(child, SIGKILL) == 0, "kill");
  WaitFor(child);
  // The reader may still be about to let go of it.
  const nlkit::Descriptor last = Usersock();
  int error = EADDRINUSE;
  for (int i = 0; i < 10000 && error == EADDRINUSE; i++) {
    error = BindTo(last, port_id, 0);
    poll(nullptr, 0, 1);
  }
  Check(error == 0, "free again");
  std::printf("{\"datagrams\":%llu}\n", static_cast<unsigned long long>(counts.datagrams));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "memory") == 0) return RunOutOfMemory();
  if (argc > 1 && std::strcmp(argv[1], "fork") == 0) return RunFork();
#ifdef NLKIT_WITH_FUZZ
  if (argc > 3 && std::strcmp(argv[1], "fuzz") == 0) {
    return fuzz::Run(std::atoi(argv[2]), static_cast<unsigned>(std::atoi(argv[3])));
  }
#endif
  const int seconds = argc > 1 ? std::atoi(argv[1]) : 5;
  const unsigned seed = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1;
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  uint64_t received[2] = {};
  std::thread sender(Send, until);
  std::thread workers[2];
  for (unsigned i = 0; i < 2; i++) {
    workers[i] = std::thread([&received, i, seed, until] { received[i] = Work(seed * 2 + i, until); });
  }
  for (auto& worker : workers) worker.join();
  sender.join();
  std::printf("{\"seed\":%u,\"records\":%llu}\n", seed, static_cast<unsigned long long>(received[0] + received[1]));
  return 0;
}
