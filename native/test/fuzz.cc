// For libFuzzer: the bytes say what the kernel answers (datagrams of any length, losses, failures) and what is asked of a
// socket and of an inbox, which are compared with models that are easy to believe. Linked with --wrap=syscall and
// --wrap=getsockopt: there is no kernel here. Without libFuzzer it is a part of the harness: `harness fuzz INPUTS SEED`.
#include <errno.h>
#include <linux/sock_diag.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <random>

#include "../src/socket.h"

// As part of the harness it leaves the kernel to the others.
extern "C" long __real_syscall(long number, ...);
extern "C" int __real_getsockopt(int, int, int, void*, socklen_t*);

namespace fuzz {
namespace {

bool is_under_way = false;

using nlkit::RecordHeader;
using nlkit::Span;

class Input {
 public:
  Input(const uint8_t* data, size_t size) : at_(data), end_(data + size) {}
  bool is_empty() const { return at_ == end_; }
  uint8_t Byte() { return is_empty() ? 0 : *at_++; }
  uint32_t Number() {
    const uint32_t high = Byte();
    return high << 8 | Byte();
  }

 private:
  const uint8_t* at_;
  const uint8_t* end_;
};

void Check(bool is_true, const char* what) {
  if (is_true) return;
  std::fprintf(stderr, "failed: %s\n", what);
  std::abort();
}

// What the "kernel" has sent and the socket has not handed out yet, and what it has dropped without saying.
struct Kernel {
  Input* input = nullptr;
  uint32_t next = 1;
  uint32_t drops = 0;
  std::deque<uint32_t> sent;
} kernel;

// Many small ones, some that fill a buffer, some with more bytes than there is room for.
uint32_t LengthFrom(uint8_t kind, uint32_t number) {
  if (kind == 255) return nlkit::kSlotRoom + number;
  if (kind > 250) return number * 8;
  return number % 200;
}

int Fill(mmsghdr* messages, unsigned most) {
  const uint8_t kind = kernel.input->Byte();
  if (kind % 8 == 7) kernel.drops += kind / 8;
  constexpr int kErrors[] = {EAGAIN, EAGAIN, ENOBUFS, EINTR, ENOMEM};
  if (kind % 4 == 0 || kernel.input->is_empty()) {
    errno = kernel.input->is_empty() ? EAGAIN : kErrors[kind / 4 % 5];
    return -1;
  }
  const unsigned count = std::min<unsigned>(most, kind / 4 % 8);
  for (unsigned i = 0; i < count; i++) {
    const uint32_t length = LengthFrom(kernel.input->Byte(), kernel.input->Number());
    msghdr& header = messages[i].msg_hdr;
    const iovec& room = header.msg_iov[0];
    messages[i].msg_len = length;
    // The first and the last bytes: who copies too much or too little shows.
    const size_t copied = std::min<size_t>(length, room.iov_len);
    if (copied > 0) static_cast<uint8_t*>(room.iov_base)[0] = static_cast<uint8_t>(kernel.next);
    if (copied > 0) static_cast<uint8_t*>(room.iov_base)[copied - 1] = static_cast<uint8_t>(kernel.next);
    auto* sender = static_cast<sockaddr_nl*>(header.msg_name);
    *sender = {};
    sender->nl_pid = kernel.next;
    header.msg_controllen = 0;
    if (kind >= 128) {
      header.msg_controllen = CMSG_SPACE(sizeof(nl_pktinfo));
      cmsghdr* control = CMSG_FIRSTHDR(&header);
      control->cmsg_level = SOL_NETLINK;
      control->cmsg_type = NETLINK_PKTINFO;
      control->cmsg_len = CMSG_LEN(sizeof(nl_pktinfo));
      std::memcpy(CMSG_DATA(control), &kernel.next, sizeof kernel.next);
    }
    kernel.sent.push_back(kernel.next++);
  }
  if (count > 0) return static_cast<int>(count);
  errno = EAGAIN;
  return -1;
}

// Every datagram, in the order in which it was sent, whole or said to be truncated.
uint32_t Look(const std::vector<uint8_t>& rx, int64_t length) {
  uint32_t told = 0;
  for (int64_t at = 0; at < length;) {
    RecordHeader header;
    std::memcpy(&header, rx.data() + at, sizeof header);
    Check(header.size >= sizeof header && at + header.size <= length && header.size % 8 == 0, "size");
    if (header.kind == nlkit::kOverrun) told += header.extra;
    if (header.kind == nlkit::kDatagram) {
      Check(!kernel.sent.empty() && kernel.sent.front() == header.port_id, "order");
      kernel.sent.pop_front();
      Check(header.length == std::min<size_t>(header.extra, nlkit::kSlotRoom), "length");
      Check(((header.flags & nlkit::kTruncated) != 0) == (header.extra > nlkit::kSlotRoom), "truncated");
      if ((header.flags & nlkit::kHasGroup) != 0) Check(header.group == header.port_id, "group");
      const uint8_t mark = static_cast<uint8_t>(header.port_id);
      if (header.length > 0) Check(rx[at + sizeof header] == mark, "first byte");
      if (header.length > 0) Check(rx[at + sizeof header + header.length - 1] == mark, "last byte");
    }
    at += header.size;
  }
  return told;
}

void FuzzSocket(Input input) {
  static std::vector<uint8_t> rx(2 << 20);
  kernel = {};
  kernel.input = &input;
  // Its memory is mapped once.
  static nlkit::Hub hub;
  int32_t status[nlkit::kStatusWords] = {};
  nlkit::Socket socket(hub, nlkit::Descriptor(), [] {}, status);
  uint32_t told = 0;
  while (!input.is_empty()) {
    const uint8_t step = input.Byte();
    const size_t room = step % 32 == 31 ? rx.size() : size_t{input.Number()};
    int64_t result = 0;
    if (step % 4 == 0) result = socket.Exchange({rx.data(), 16}, {}, {rx.data(), room}, step / 4 % 40);
    if (step % 4 == 1) result = socket.Receive({rx.data(), room}, step / 4 % 40);
    if (step % 4 >= 2) result = socket.Take({rx.data(), room});
    Check(result <= static_cast<int64_t>(room), "more than there is room for");
    if (result > 0) told += Look(rx, result);
  }
  // The queue is empty from here on: all comes out, and what was dropped is told by a receive that looks for it.
  for (int64_t result = 1; result > 0;) told += Look(rx, result = socket.Take({rx.data(), rx.size()}));
  Check(kernel.sent.empty(), "a datagram is missing");
  Check(told <= kernel.drops, "more told than dropped");
}

struct Expected {
  RecordHeader header;
  std::vector<uint8_t> payload;
};

void FuzzInbox(Input input) {
  static std::vector<uint8_t> out(1 << 20);
  nlkit::Inbox inbox;
  std::deque<Expected> model;
  while (!input.is_empty()) {
    const uint8_t step = input.Byte();
    if (step % 8 < 5) {
      const uint32_t length = step % 64 == 4 ? 270'000 + input.Number() : input.Number() % 300;
      Expected one = {{}, std::vector<uint8_t>(length, input.Byte())};
      one.header.kind = input.Byte() % 4;
      one.header.port_id = input.Byte() % 3;
      one.header.extra = step % 16 < 8 ? length : input.Number();
      one.header.length = length;
      one.header.size = static_cast<uint32_t>(nlkit::RecordSize(length));
      Check(inbox.Append(one.header, one.payload.data(), length), "append");
      model.push_back(std::move(one));
    } else if (step % 8 == 5) {
      inbox.KeepSpares(step / 8 % 4);
      Check(inbox.KeepRoomForNotes(), "notes");
    } else if (step == 254) {
      inbox.Clear();
      model.clear();
    } else {
      const size_t room = step % 16 == 6 ? out.size() : size_t{input.Number()};
      const size_t copied = inbox.Take(out.data(), room);
      size_t at = 0;
      while (at < copied) {
        Check(!model.empty(), "a record from nowhere");
        const Expected& one = model.front();
        Check(std::memcmp(out.data() + at, &one.header, sizeof one.header) == 0, "header");
        const uint8_t* payload = out.data() + at + sizeof one.header;
        Check(std::equal(one.payload.begin(), one.payload.end(), payload), "payload");
        at += one.header.size;
        model.pop_front();
      }
      Check(at == copied && copied <= room, "whole records");
      Check(model.empty() || model.front().header.size > room - copied, "one more would have fitted");
    }
    Check(inbox.empty() == model.empty(), "empty");
    Check(inbox.NextSize() == (model.empty() ? 0 : model.front().header.size), "next");
  }
}

int Test(const uint8_t* data, size_t size) {
  is_under_way = true;
  if (size == 0) return 0;
  if (data[0] % 2 == 0) FuzzSocket(Input(data + 1, size - 1));
  if (data[0] % 2 == 1) FuzzInbox(Input(data + 1, size - 1));
  return 0;
}

[[maybe_unused]] int Run(int inputs, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<uint8_t> bytes;
  for (int i = 0; i < inputs; i++) {
    bytes.resize(1 + random() % 400);
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
    Test(bytes.data(), bytes.size());
  }
  std::printf("{\"inputs\":%d}\n", inputs);
  return 0;
}

}  // namespace
}  // namespace fuzz

extern "C" long __wrap_syscall(long number, ...) {
  va_list list;
  va_start(list, number);
  if (!fuzz::is_under_way) {
    long words[6];
    for (long& word : words) word = va_arg(list, long);
    va_end(list);
    return __real_syscall(number, words[0], words[1], words[2], words[3], words[4], words[5]);
  }
  fuzz::Check(number == SYS_recvmmsg || number == SYS_sendto, "a system call that nobody answers");
  (void)va_arg(list, int);
  auto* data = va_arg(list, void*);
  const unsigned count = number == SYS_sendto ? 0 : va_arg(list, unsigned);
  va_end(list);
  return number == SYS_sendto ? 16 : fuzz::Fill(static_cast<mmsghdr*>(data), count);
}

extern "C" int __wrap_getsockopt(int fd, int level, int name, void* value, socklen_t* length) {
  if (!fuzz::is_under_way) return __real_getsockopt(fd, level, name, value, length);
  static_cast<uint32_t*>(value)[SK_MEMINFO_DROPS] = fuzz::kernel.drops;
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) { return fuzz::Test(data, size); }
