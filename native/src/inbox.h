// Owns: records that threads have received and JavaScript has not taken yet, densely in chunks.
// Runs on: any thread; the owner's lock guards it. Nothing is thrown.
//
// A burst of route events is 200,000 records of 68 bytes that differ in nothing but their payload: with its header of 48
// bytes each they are 24 MB, without 15 MB. So a header that says the same as the one before is not kept; Take() writes
// it again.
#pragma once

#include "record.h"

namespace nlkit {

class Inbox {
 public:
  Inbox() = default;
  Inbox(const Inbox&) = delete;
  Inbox& operator=(const Inbox&) = delete;
  ~Inbox();

  // False where there is no memory for it.
  bool Append(const RecordHeader& header, const uint8_t* payload = nullptr, size_t length = 0);
  // Has room kept for notes, records without payload, that there must be room for. False if there is no memory.
  bool KeepRoomForNotes();
  // Copies whole records; returns bytes copied. 0 with a non-zero NextSize() means that the first does not fit.
  size_t Take(uint8_t* out, size_t room);
  // The first record's, as Take() writes it.
  size_t NextSize() const;
  // Held here, which is less than Take() writes.
  size_t bytes() const { return bytes_; }
  bool empty() const { return bytes_ == 0; }
  // Keeps so many emptied chunks for what comes next: while a dump is read ahead the same memory goes round.
  void KeepSpares(unsigned count);
  void Clear();

 private:
  struct Chunk;  // at the start of a mapping of its own, which the kernel gets back as soon as it is empty
  // What records of one sender and group have in common.
  struct Common {
    uint32_t kind;
    uint32_t flags;
    uint32_t port_id;
    uint32_t group;
    int32_t nsid;
    uint32_t pid;
    uint32_t uid;
    uint32_t gid;
    uint32_t sender_groups;
  };
  // Begins each record here. What follows: Common and `extra`, unless they are the last record's and the length; payload;
  // padding to 4.
  struct Entry {
    uint32_t length;
    uint32_t is_whole;
  };
  static size_t EntrySize(const Entry& entry);
  static Chunk* Make(size_t room);
  static void Free(Chunk* chunk);
  uint8_t* Reserve(size_t size);
  void DropFirst();

  Common appended_ = {};
  Common taken_ = {};
  Chunk* first_ = nullptr;
  Chunk* last_ = nullptr;
  Chunk* spares_ = nullptr;
  Chunk* notes_ = nullptr;
  unsigned spare_count_ = 0;
  unsigned most_spares_ = 0;
  size_t bytes_ = 0;
};

}  // namespace nlkit
