// Owns: a context of Linux AIO (io_submit(2)), by which a send and the receives behind it are one system call.
// Runs on: one thread.
//
// For sockets AIO does what it is asked for within the call, one after the other, and writes what came of it into memory
// that is shared with the kernel. It costs 0.4 us more than a send and a receive do by themselves, so that it pays only
// where a system call is expensive: on some virtual machines and in some sandboxes one that does nothing takes 1 us, on
// others 0.1. That is measured. It cannot say who has sent what it receives.
//
// A context is dear at its end: the kernel waits for two RCU grace periods, some 30 ms, within io_destroy(2) or the end of the
// process. So there is none before many have asked for it: a command that asks for a link does not end later than it would.
#pragma once

#include <cstddef>
#include <cstdint>

#include "receive.h"

namespace nlkit {

class SingleCall {
 public:
  // Receives behind a send.
  static constexpr unsigned kMostReceives = 2;

  struct Outcome {
    int sent;      // bytes or -errno
    int received;  // datagrams in the staging's first slots, or -errno if there is none
    bool is_loss;  // ENOBUFS was among what the receives answered
  };

  SingleCall() = default;
  SingleCall(const SingleCall&) = delete;
  SingleCall& operator=(const SingleCall&) = delete;
  ~SingleCall();

  // Whether Run() is worth it here, or what Prefer() was told. To be asked once for each time it could run.
  bool IsPreferred();
  // False where there is no such thing.
  bool Prefer(bool is_preferred);
  // How often Run() has run.
  uint32_t runs() const { return runs_; }
  // For a descriptor that does not block and that only the kernel can send to. False, and nothing has been done, where this
  // machine has no such thing; it is not tried again then.
  bool Run(int fd, const uint8_t* bytes, size_t length, Staging& staging, unsigned receives,
           Outcome* outcome);

 private:
  bool Open();
  void Close();
  // Takes events that are there; how many. One for each block, with its index.
  unsigned Reap(int64_t* results);

  enum class State { kUnknown, kPreferred, kNot };
  State state_ = State::kUnknown;
  unsigned long context_ = 0;
  unsigned asked_ = 0;
  uint32_t runs_ = 0;
};

}  // namespace nlkit
