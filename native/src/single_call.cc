#include "single_call.h"

#include <errno.h>
#include <linux/aio_abi.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

namespace nlkit {

namespace {

using Clock = std::chrono::steady_clock;

// From here on what is saved is more than what it costs, with something to spare.
constexpr auto kExpensive = std::chrono::nanoseconds(600);
constexpr unsigned kProbes = 16;
// Who has asked so often goes on: what the context costs at its end is what 40,000 calls save.
constexpr unsigned kMany = 4096;
constexpr unsigned kMostBlocks = 1 + SingleCall::kMostReceives;

// What the kernel maps at a context's address (struct aio_ring in fs/aio.c): events from `head` to `tail` are ours.
struct Ring {
  uint32_t id;
  uint32_t size;
  uint32_t head;
  uint32_t tail;
  uint32_t magic;
  uint32_t compatible;
  uint32_t incompatible;
  uint32_t header_length;
  io_event events[1];
};
constexpr uint32_t kMagic = 0xa10a10a1;
constexpr size_t kRingHeader = 32;

Clock::duration SystemCallTime() {
  auto least = Clock::duration::max();
  for (unsigned i = 0; i < kProbes; i++) {
    const auto start = Clock::now();
    syscall(SYS_getppid);
    least = std::min(least, Clock::now() - start);
  }
  return least;
}

iocb BlockOf(int fd, uint16_t operation, const void* memory, size_t length, uint64_t index) {
  iocb block{};
  block.aio_data = index;
  block.aio_lio_opcode = operation;
  block.aio_fildes = static_cast<uint32_t>(fd);
  block.aio_buf = reinterpret_cast<uint64_t>(memory);
  block.aio_nbytes = length;
  return block;
}

void Collect(const int64_t* results, unsigned count, Staging& staging, SingleCall::Outcome* outcome) {
  unsigned received = 0;
  int failure = -EAGAIN;
  outcome->sent = static_cast<int>(results[0]);
  outcome->is_loss = false;
  for (unsigned i = 1; i < count; i++) {
    if (results[i] >= 0) {
      staging.Accept(i - 1, static_cast<size_t>(results[i]), received++);
    } else if (results[i] == -ENOBUFS) {
      outcome->is_loss = true;
    } else {
      failure = static_cast<int>(results[i]);
    }
  }
  outcome->received = received > 0 ? static_cast<int>(received) : failure;
}

}  // namespace

SingleCall::~SingleCall() { Close(); }

bool SingleCall::IsPreferred() {
  if (state_ == State::kUnknown) {
    if (++asked_ < kMany) return false;
    Prefer(SystemCallTime() >= kExpensive);
  }
  return state_ == State::kPreferred;
}

bool SingleCall::Prefer(bool is_preferred) {
  state_ = is_preferred && (context_ != 0 || Open()) ? State::kPreferred : State::kNot;
  return state_ == State::kPreferred;
}

bool SingleCall::Open() {
  aio_context_t context = 0;
  if (syscall(SYS_io_setup, kMostBlocks, &context) != 0) return false;
  context_ = context;
  // Others than Linux have the call and another ring, or none.
  const auto* ring = reinterpret_cast<const Ring*>(context_);
  if (ring->magic == kMagic && ring->incompatible == 0 && ring->header_length == kRingHeader) return true;
  Close();
  return false;
}

void SingleCall::Close() {
  if (context_ != 0) syscall(SYS_io_destroy, context_);
  context_ = 0;
}

unsigned SingleCall::Reap(int64_t* results) {
  auto* ring = reinterpret_cast<Ring*>(context_);
  const uint32_t tail = __atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE);
  uint32_t head = ring->head;
  unsigned count = 0;
  for (; head != tail; head = (head + 1) % ring->size) {
    const io_event& event = ring->events[head];
    results[event.data % kMostBlocks] = event.res;
    count += 1;
  }
  __atomic_store_n(&ring->head, head, __ATOMIC_RELEASE);
  return count;
}

bool SingleCall::Run(int fd, const uint8_t* bytes, size_t length, Staging& staging, unsigned receives,
                     Outcome* outcome) {
  iocb blocks[kMostBlocks];
  iocb* list[kMostBlocks];
  int64_t results[kMostBlocks];
  const unsigned count = 1 + std::min({receives, kMostReceives, staging.slots()});
  blocks[0] = BlockOf(fd, IOCB_CMD_PWRITE, bytes, length, 0);
  for (unsigned i = 1; i < count; i++) blocks[i] = BlockOf(fd, IOCB_CMD_PREAD, staging.Room(i - 1), kSlotRoom, i);
  for (unsigned i = 0; i < count; i++) {
    list[i] = &blocks[i];
    // Of one that is not submitted, because one before it was not: there is nothing to read.
    results[i] = -EAGAIN;
  }
  const long submitted = syscall(SYS_io_submit, context_, static_cast<long>(count), list);
  if (submitted <= 0) {
    state_ = State::kNot;
    return false;
  }
  runs_ += 1;
  for (unsigned done = Reap(results); done < submitted;) {
    // Not done within the call: another kernel than Linux, whose reads must not outlive this one. Never again.
    state_ = State::kNot;
    io_event event;
    const long got = syscall(SYS_io_getevents, context_, 1L, 1L, &event, nullptr);
    if (got == 1) {
      results[event.data % kMostBlocks] = event.res;
      done += 1;
    } else if (errno != EINTR) {
      break;
    }
  }
  Collect(results, count, staging, outcome);
  return true;
}

}  // namespace nlkit
