// Owns: the threads that work for single sockets: sends that may sleep in the kernel, and reading ahead.
// Runs on: Wake() on JavaScript's thread, the rest on the socket's own thread, which ends when it has been idle.
#pragma once

#include <memory>

#include "reader.h"

namespace nlkit {

// What a socket's thread needs beside the socket.
struct StrandContext {
  // Where the socket is watched once its thread has nothing left to do.
  std::weak_ptr<Reader> reader;
};

// Has the socket's thread look for work, and starts one if there is none. 0 or -errno. `lock` must not be held.
int WakeStrand(const std::shared_ptr<SocketState>& socket, const StrandContext& context);

}  // namespace nlkit
