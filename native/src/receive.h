// Owns: memory to receive into. Runs on: the thread that owns the Staging.
#pragma once

#include <sys/socket.h>
#include <linux/netlink.h>

#include <cstdint>

#include "record.h"

namespace nlkit {

// Datagrams that one system call takes at the most. The reader's are small and many. A strand's are parts of dumps, 32 KiB
// each: more slots than this would push each other out of the processor's cache before they are copied.
constexpr unsigned kReaderSlots = 32;
constexpr unsigned kStrandSlots = 4;
// A datagram has so much room. Pages that are never written cost nothing.
constexpr size_t kSlotRoom = 512 * 1024;

struct Received {
  RecordHeader header;
  const uint8_t* payload;
};

// Slots for recvmmsg.
class Staging {
 public:
  explicit Staging(unsigned slots);
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  ~Staging();

  // False where there was no memory; Receive() then answers -ENOMEM.
  explicit operator bool() const { return memory_ != nullptr; }
  unsigned slots() const { return slots_; }
  // recvmmsg with MSG_DONTWAIT; the number of datagrams or -errno. EINTR is repeated.
  int Receive(int fd, unsigned most);
  Received At(unsigned slot) const;
  // For who receives by other means than recvmmsg, from the kernel and without control messages: the room of a slot, kSlotRoom
  // bytes, and that so many were read into it, as if into slot `as`, which is not behind it.
  uint8_t* Room(unsigned slot) { return static_cast<uint8_t*>(vectors_[slot].iov_base); }
  void Accept(unsigned slot, size_t length, unsigned as);

 private:
  const unsigned slots_;
  unsigned used_;  // slots whose lengths the last call has changed
  uint8_t* memory_ = nullptr;
  mmsghdr messages_[kReaderSlots] = {};
  iovec vectors_[kReaderSlots] = {};
  sockaddr_nl senders_[kReaderSlots] = {};
  alignas(cmsghdr) uint8_t control_[kReaderSlots][128] = {};
};

// Messages dropped since the socket was opened (SO_MEMINFO, 32 bits that wrap), or -errno.
int64_t DropCount(int fd);

}  // namespace nlkit
