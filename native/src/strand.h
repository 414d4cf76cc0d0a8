// Owns: the threads that work for single sockets: sends that may sleep in the kernel, and reading ahead.
// Runs on: Wake and Resume on any thread, the rest on the socket's own thread, which ends when it has been idle.
#pragma once

#include <memory>

#include "reader.h"

namespace nlkit {

// Has the socket's thread look for work, and starts one if there is none. 0 or -errno. The socket's lock is held.
int WakeStrand(const std::shared_ptr<SocketState>& socket);

// Has the thread go on with a pump that waits; if that cannot be, JavaScript finds the failure in the inbox. Lets go of
// `guard`.
void ResumeStrand(const std::shared_ptr<SocketState>& socket, Guard& guard);

}  // namespace nlkit
