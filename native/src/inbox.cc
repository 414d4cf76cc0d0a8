#include "inbox.h"

#include <sys/mman.h>

#include <algorithm>

namespace nlkit {

struct Inbox::Chunk {
  Chunk* next;
  size_t mapped;
  size_t used;   // from `data`
  size_t taken;
  uint8_t* data() { return reinterpret_cast<uint8_t*>(this + 1); }
  size_t capacity() const { return mapped - sizeof(Chunk); }
};

namespace {

constexpr size_t kChunk = 256 * 1024;
constexpr size_t kNotes = 4096;
constexpr size_t kPage = 4096;
// A record without payload takes at most so much.
constexpr size_t kNote = 48;

}  // namespace

// Mappings, not malloc: what a burst has filled would stay in the allocator's arenas.
Inbox::Chunk* Inbox::Make(size_t room) {
  const size_t size = (room + sizeof(Chunk) + kPage - 1) & ~(kPage - 1);
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  auto* chunk = static_cast<Chunk*>(memory);
  chunk->mapped = size;
  return chunk;
}

void Inbox::Free(Chunk* chunk) { munmap(chunk, chunk->mapped); }

Inbox::~Inbox() {
  Clear();
  KeepSpares(0);
  if (notes_ != nullptr) Free(notes_);
}

bool Inbox::KeepRoomForNotes() {
  if (notes_ == nullptr) notes_ = Make(kNotes - sizeof(Chunk));
  return notes_ != nullptr;
}

uint8_t* Inbox::Reserve(size_t size) {
  if (last_ == nullptr || last_->capacity() - last_->used < size) {
    Chunk* chunk = nullptr;
    if (spares_ != nullptr && size <= spares_->capacity()) {
      chunk = spares_;
      spares_ = chunk->next;
      spare_count_ -= 1;
    } else {
      chunk = Make(std::max(kChunk - sizeof(Chunk), size));
    }
    if (chunk == nullptr && notes_ != nullptr && size <= kNote) std::swap(chunk, notes_);
    if (chunk == nullptr) return nullptr;
    // An emptied chunk that this does not fit into must not stay before it: what it held would be taken again.
    if (last_ != nullptr && last_->used == 0) {
      Free(last_);
      first_ = last_ = nullptr;
    }
    chunk->next = nullptr;
    chunk->used = chunk->taken = 0;
    (last_ == nullptr ? first_ : last_->next) = chunk;
    last_ = chunk;
  }
  uint8_t* at = last_->data() + last_->used;
  last_->used += size;
  bytes_ += size;
  return at;
}

size_t Inbox::EntrySize(const Entry& entry) {
  const size_t common = entry.is_whole != 0 ? sizeof(Common) + sizeof(uint32_t) : 0;
  return sizeof(Entry) + common + ((entry.length + size_t{3}) & ~size_t{3});
}

bool Inbox::Append(const RecordHeader& header, const uint8_t* payload, size_t length) {
  const Common common = {header.kind, header.flags, header.port_id, header.group, header.nsid,
                         header.pid,  header.uid,   header.gid,     header.sender_groups};
  const bool is_same = header.extra == length && std::memcmp(&common, &appended_, sizeof common) == 0;
  const Entry entry = {static_cast<uint32_t>(length), is_same ? 0u : 1u};
  uint8_t* at = Reserve(EntrySize(entry));
  if (at == nullptr) return false;
  std::memcpy(at, &entry, sizeof entry);
  at += sizeof entry;
  if (!is_same) {
    std::memcpy(at, &common, sizeof common);
    std::memcpy(at + sizeof common, &header.extra, sizeof header.extra);
    at += sizeof common + sizeof header.extra;
    appended_ = common;
  }
  if (length > 0) std::memcpy(at, payload, length);
  return true;
}

size_t Inbox::NextSize() const {
  if (bytes_ == 0) return 0;
  Entry entry;
  std::memcpy(&entry, first_->data() + first_->taken, sizeof entry);
  return RecordSize(entry.length);
}

size_t Inbox::Take(uint8_t* out, size_t room) {
  size_t copied = 0;
  while (bytes_ > 0) {
    const uint8_t* at = first_->data() + first_->taken;
    Entry entry;
    std::memcpy(&entry, at, sizeof entry);
    const size_t size = RecordSize(entry.length);
    if (size > room - copied) break;
    at += sizeof entry;
    uint32_t extra = entry.length;
    if (entry.is_whole != 0) {
      std::memcpy(&taken_, at, sizeof taken_);
      std::memcpy(&extra, at + sizeof taken_, sizeof extra);
      at += sizeof taken_ + sizeof extra;
    }
    const RecordHeader header = {static_cast<uint32_t>(size), taken_.kind,  entry.length,         taken_.flags,
                                 taken_.port_id,              taken_.group, taken_.nsid,          taken_.pid,
                                 taken_.uid,                  taken_.gid,   taken_.sender_groups, extra};
    std::memcpy(out + copied, &header, sizeof header);
    if (entry.length > 0) std::memcpy(out + copied + sizeof header, at, entry.length);
    copied += size;
    const size_t held = EntrySize(entry);
    first_->taken += held;
    bytes_ -= held;
    if (first_->taken == first_->used) DropFirst();
  }
  return copied;
}

void Inbox::DropFirst() {
  Chunk* chunk = first_;
  // The last chunk stays for what comes next, unless it was made for one large record.
  if (chunk == last_ && chunk->mapped == kChunk) {
    chunk->used = chunk->taken = 0;
    return;
  }
  first_ = chunk->next;
  if (first_ == nullptr) last_ = nullptr;
  if (chunk->mapped == kChunk && spare_count_ < most_spares_) {
    chunk->next = spares_;
    spares_ = chunk;
    spare_count_ += 1;
  } else {
    Free(chunk);
  }
}

void Inbox::KeepSpares(unsigned count) {
  most_spares_ = count;
  while (spare_count_ > count) {
    Chunk* chunk = spares_;
    spares_ = chunk->next;
    spare_count_ -= 1;
    Free(chunk);
  }
}

void Inbox::Clear() {
  while (first_ != nullptr) {
    Chunk* chunk = first_;
    first_ = chunk->next;
    Free(chunk);
  }
  last_ = nullptr;
  bytes_ = 0;
  appended_ = taken_ = {};
}

}  // namespace nlkit
