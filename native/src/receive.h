// Owns: memory to receive into. Runs on: the thread that owns the Staging.
#pragma once

#include <sys/socket.h>
#include <linux/netlink.h>

#include <cstdint>
#include <memory>

#include "record.h"

namespace nlkit {

// Datagrams that one system call takes. An answer is two (object and ACK); the third slot finds the queue empty
// within the same call.
constexpr unsigned kSlots = 4;
// A datagram has so much room. Pages that are never written cost nothing.
constexpr size_t kSlotRoom = 512 * 1024;

struct Received {
  RecordHeader header;
  const uint8_t* payload;
};

// Slots for recvmmsg.
class Staging {
 public:
  Staging();
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  ~Staging();

  // recvmmsg with MSG_DONTWAIT; the number of datagrams or -errno. EINTR is repeated.
  int Receive(int fd, unsigned most);
  Received At(unsigned slot) const;

 private:
  uint8_t* memory_ = nullptr;
  mmsghdr messages_[kSlots] = {};
  iovec vectors_[kSlots] = {};
  sockaddr_nl senders_[kSlots] = {};
  alignas(cmsghdr) uint8_t control_[kSlots][128] = {};
};

// Messages dropped since the socket was opened (SO_MEMINFO), or -errno.
int64_t DropCount(int fd);

}  // namespace nlkit
