// Owns: nothing. Runs on: the calling thread, and a throw-away thread that enters another namespace.
#pragma once

#include "descriptor.h"

namespace nlkit {

// A netlink socket, opened in the network namespace of descriptor `netns` unless that is -1. An empty descriptor and
// an errno if it is refused. No thread that anybody else uses ever changes its namespace.
Descriptor OpenSocket(int protocol, int type, int netns, int* error);

}  // namespace nlkit
