// Owns: records that threads have received and JavaScript has not taken yet, densely in chunks.
// Runs on: any thread; the owner's lock guards it.
#pragma once

#include <deque>
#include <memory>

#include "record.h"

namespace nlkit {

class Inbox {
 public:
  void Append(RecordHeader header, const uint8_t* payload = nullptr, size_t length = 0);
  // Copies whole records; returns bytes copied. 0 with a non-zero NextSize() means that the first does not fit.
  size_t Take(uint8_t* out, size_t room);
  size_t NextSize() const;
  size_t bytes() const { return bytes_; }
  bool empty() const { return bytes_ == 0; }
  void Clear();

 private:
  static constexpr size_t kChunk = 256 * 1024;
  struct Chunk {
    explicit Chunk(size_t room) : data(new uint8_t[room]), capacity(room) {}
    std::unique_ptr<uint8_t[]> data;
    size_t capacity;
    size_t used = 0;
    size_t taken = 0;
  };
  uint8_t* Reserve(size_t size);

  std::deque<Chunk> chunks_;
  size_t bytes_ = 0;
};

}  // namespace nlkit
