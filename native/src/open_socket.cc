#include "open_socket.h"

#include <errno.h>
#include <sched.h>
#include <sys/socket.h>

#include "threads.h"

namespace nlkit {

namespace {

Descriptor OpenHere(int protocol, int type, int* error) {
  Descriptor socket(::socket(AF_NETLINK, type | SOCK_CLOEXEC, protocol));
  if (!socket) *error = errno;
  return socket;
}

}  // namespace

Descriptor OpenSocket(int protocol, int type, int netns, int* error) {
  if (netns < 0) return OpenHere(protocol, type, error);
  Descriptor socket;
  const int refused = RunOnThread([&] {
    if (setns(netns, CLONE_NEWNET) != 0) {
      *error = errno;
    } else {
      socket = OpenHere(protocol, type, error);
    }
  });
  if (refused != 0) *error = refused;
  return socket;
}

}  // namespace nlkit
