#include "inbox.h"

#include <algorithm>

namespace nlkit {

uint8_t* Inbox::Reserve(size_t size) {
  if (chunks_.empty() || chunks_.back().capacity - chunks_.back().used < size) {
    chunks_.emplace_back(std::max(kChunk, size));
  }
  Chunk& chunk = chunks_.back();
  uint8_t* at = chunk.data.get() + chunk.used;
  chunk.used += size;
  bytes_ += size;
  return at;
}

void Inbox::Append(RecordHeader header, const uint8_t* payload, size_t length) {
  const size_t size = RecordSize(length);
  header.size = static_cast<uint32_t>(size);
  header.length = static_cast<uint32_t>(length);
  uint8_t* at = Reserve(size);
  std::memcpy(at, &header, sizeof header);
  if (length > 0) std::memcpy(at + sizeof header, payload, length);
  std::memset(at + sizeof header + length, 0, size - sizeof header - length);
}

size_t Inbox::NextSize() const {
  if (bytes_ == 0) return 0;
  RecordHeader header;
  std::memcpy(&header, chunks_.front().data.get() + chunks_.front().taken, sizeof header);
  return header.size;
}

size_t Inbox::Take(uint8_t* out, size_t room) {
  size_t copied = 0;
  while (bytes_ > 0) {
    Chunk& chunk = chunks_.front();
    size_t whole = 0;
    const uint8_t* from = chunk.data.get() + chunk.taken;
    if (chunk.used - chunk.taken <= room - copied) {
      whole = chunk.used - chunk.taken;
    } else {
      for (;;) {
        RecordHeader header;
        std::memcpy(&header, from + whole, sizeof header);
        if (whole + header.size > room - copied) break;
        whole += header.size;
      }
    }
    std::memcpy(out + copied, from, whole);
    copied += whole;
    chunk.taken += whole;
    bytes_ -= whole;
    if (chunk.taken < chunk.used) break;
    // The last chunk is kept for what comes next, unless it was made for one large record.
    if (chunks_.size() == 1 && chunk.capacity == kChunk) {
      chunk.used = chunk.taken = 0;
      break;
    }
    chunks_.pop_front();
  }
  return copied;
}

void Inbox::Clear() {
  chunks_.clear();
  bytes_ = 0;
}

}  // namespace nlkit
