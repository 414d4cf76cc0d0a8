#include "receive.h"

#include <errno.h>
#include <linux/sock_diag.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace nlkit {

Staging::Staging(unsigned slots) : slots_(std::min(slots, kReaderSlots)), used_(slots_) {
  void* memory = mmap(nullptr, slots_ * kSlotRoom, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return;
  memory_ = static_cast<uint8_t*>(memory);
  for (unsigned i = 0; i < slots_; i++) {
    vectors_[i] = {memory_ + i * kSlotRoom, kSlotRoom};
    msghdr& header = messages_[i].msg_hdr;
    header.msg_iov = &vectors_[i];
    header.msg_iovlen = 1;
    header.msg_name = &senders_[i];
    header.msg_control = control_[i];
  }
}

Staging::~Staging() {
  if (memory_ != nullptr) munmap(memory_, slots_ * kSlotRoom);
}

int Staging::Receive(int fd, unsigned most) {
  if (memory_ == nullptr) return -ENOMEM;
  for (unsigned i = 0; i < used_; i++) {
    messages_[i].msg_hdr.msg_namelen = sizeof(sockaddr_nl);
    messages_[i].msg_hdr.msg_controllen = sizeof control_[i];
    messages_[i].msg_hdr.msg_flags = 0;
  }
  used_ = 0;
  for (;;) {
    // MSG_TRUNC: the length is that of the datagram, not of what there was room for.
    const int got = static_cast<int>(syscall(SYS_recvmmsg, fd, messages_, std::min(most, slots_),
                                             MSG_DONTWAIT | MSG_TRUNC | MSG_CMSG_CLOEXEC, nullptr));
    if (got >= 0) {
      used_ = static_cast<unsigned>(got);
      return got;
    }
    // The kernel may have written lengths before it failed.
    used_ = 1;
    if (errno != EINTR) return -errno;
  }
}

Received Staging::At(unsigned slot) const {
  const msghdr& message = messages_[slot].msg_hdr;
  const sockaddr_nl& sender = senders_[slot];
  const size_t length = messages_[slot].msg_len;
  RecordHeader header{};
  header.kind = kDatagram;
  header.length = static_cast<uint32_t>(std::min(length, kSlotRoom));
  header.size = static_cast<uint32_t>(RecordSize(header.length));
  header.port_id = sender.nl_pid;
  header.sender_groups = sender.nl_groups;
  header.extra = static_cast<uint32_t>(length);
  if (length > kSlotRoom) header.flags |= kTruncated;
  if (message.msg_controllen > 0) {
    for (cmsghdr* c = CMSG_FIRSTHDR(const_cast<msghdr*>(&message)); c != nullptr;
         c = CMSG_NXTHDR(const_cast<msghdr*>(&message), c)) {
      if (c->cmsg_level == SOL_NETLINK && c->cmsg_type == NETLINK_PKTINFO) {
        std::memcpy(&header.group, CMSG_DATA(c), 4);
        header.flags |= kHasGroup;
      } else if (c->cmsg_level == SOL_NETLINK && c->cmsg_type == NETLINK_LISTEN_ALL_NSID) {
        std::memcpy(&header.nsid, CMSG_DATA(c), 4);
        header.flags |= kHasNsid;
      } else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_CREDENTIALS) {
        ucred who;
        std::memcpy(&who, CMSG_DATA(c), sizeof who);
        header.pid = static_cast<uint32_t>(who.pid);
        header.uid = who.uid;
        header.gid = who.gid;
        header.flags |= kHasCredentials;
      }
    }
  }
  return {header, static_cast<const uint8_t*>(vectors_[slot].iov_base)};
}

void Staging::Accept(unsigned slot, size_t length, unsigned as) {
  std::swap(vectors_[slot], vectors_[as]);
  // As much as there was room for: there may have been more.
  messages_[as].msg_len = static_cast<unsigned>(length < kSlotRoom ? length : kSlotRoom + 1);
  messages_[as].msg_hdr.msg_controllen = 0;
  senders_[as] = {};
  used_ = std::max(used_, as + 1);
}

int64_t DropCount(int fd) {
  uint32_t words[SK_MEMINFO_VARS] = {};
  socklen_t length = sizeof words;
  if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, words, &length) != 0) return -errno;
  return words[SK_MEMINFO_DROPS];
}

}  // namespace nlkit
