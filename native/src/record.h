// Owns: nothing. The layout in which received datagrams are handed to JavaScript, and how to write it.
// packages/core/src/socket/record.ts is the other side of this.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace nlkit {

enum RecordKind : uint32_t { kDatagram = 0, kOverrun = 1, kDone = 2, kError = 3 };
enum RecordFlag : uint32_t { kTruncated = 1, kHasGroup = 2, kHasNsid = 4, kHasCredentials = 8 };

struct RecordHeader {
  uint32_t size;  // header, payload and padding
  uint32_t kind;
  uint32_t length;  // payload
  uint32_t flags;
  uint32_t port_id;  // sender, or the token of a submit
  uint32_t group;  // done: microseconds that the send slept in the kernel
  int32_t nsid;
  uint32_t pid;
  uint32_t uid;
  uint32_t gid;
  uint32_t sender_groups;
  uint32_t extra;  // true length; dropped; result; errno
};
static_assert(sizeof(RecordHeader) == 48);

inline size_t RecordSize(size_t payload) { return (sizeof(RecordHeader) + payload + 7) & ~size_t{7}; }

inline RecordHeader NoteRecord(RecordKind kind, uint32_t port_id, uint32_t extra) {
  RecordHeader header{};
  header.size = static_cast<uint32_t>(RecordSize(0));
  header.kind = kind;
  header.port_id = port_id;
  header.extra = extra;
  return header;
}

}  // namespace nlkit
