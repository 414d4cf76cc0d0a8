// Owns: records that threads have received and JavaScript has not taken yet, densely in chunks.
// Runs on: any thread; the owner's lock guards it. Nothing is thrown.
#pragma once

#include "record.h"

namespace nlkit {

class Inbox {
 public:
  Inbox() = default;
  Inbox(const Inbox&) = delete;
  Inbox& operator=(const Inbox&) = delete;
  ~Inbox();

  // Sets header's sizes and appends; false where there is no memory for it.
  bool Append(RecordHeader header, const uint8_t* payload = nullptr, size_t length = 0);
  // Has room kept for notes, records without payload, that there must be room for. False if there is no memory.
  bool KeepRoomForNotes();
  // Copies whole records; returns bytes copied. 0 with a non-zero NextSize() means that the first does not fit.
  size_t Take(uint8_t* out, size_t room);
  size_t NextSize() const;
  size_t bytes() const { return bytes_; }
  bool empty() const { return bytes_ == 0; }
  // Keeps so many emptied chunks for what comes next: while a dump is read ahead the same memory goes round.
  void KeepSpares(unsigned count);
  void Clear();

 private:
  struct Chunk;  // at the start of a mapping of its own, which the kernel gets back as soon as it is empty
  static Chunk* Make(size_t room);
  static void Free(Chunk* chunk);
  uint8_t* Reserve(size_t size);
  void DropFirst();

  Chunk* first_ = nullptr;
  Chunk* last_ = nullptr;
  Chunk* spares_ = nullptr;
  Chunk* notes_ = nullptr;
  unsigned spare_count_ = 0;
  unsigned most_spares_ = 0;
  size_t bytes_ = 0;
};

}  // namespace nlkit
