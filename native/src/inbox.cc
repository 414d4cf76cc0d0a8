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
    if (chunk == nullptr && notes_ != nullptr && size <= sizeof(RecordHeader)) std::swap(chunk, notes_);
    if (chunk == nullptr) return nullptr;
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

bool Inbox::Append(RecordHeader header, const uint8_t* payload, size_t length) {
  const size_t size = RecordSize(length);
  header.size = static_cast<uint32_t>(size);
  header.length = static_cast<uint32_t>(length);
  uint8_t* at = Reserve(size);
  if (at == nullptr) return false;
  std::memcpy(at, &header, sizeof header);
  if (length > 0) std::memcpy(at + sizeof header, payload, length);
  std::memset(at + sizeof header + length, 0, size - sizeof header - length);
  return true;
}

size_t Inbox::NextSize() const {
  if (bytes_ == 0) return 0;
  RecordHeader header;
  std::memcpy(&header, first_->data() + first_->taken, sizeof header);
  return header.size;
}

size_t Inbox::Take(uint8_t* out, size_t room) {
  size_t copied = 0;
  while (bytes_ > 0) {
    Chunk& chunk = *first_;
    const uint8_t* from = chunk.data() + chunk.taken;
    size_t whole = chunk.used - chunk.taken;
    if (whole > room - copied) {
      whole = 0;
      for (;;) {
        RecordHeader header;
        std::memcpy(&header, from + whole, sizeof header);
        if (header.size > room - copied - whole) break;
        whole += header.size;
      }
    }
    if (whole > 0) std::memcpy(out + copied, from, whole);
    copied += whole;
    chunk.taken += whole;
    bytes_ -= whole;
    if (chunk.taken < chunk.used) break;
    DropFirst();
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
}

}  // namespace nlkit
