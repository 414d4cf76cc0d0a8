#include "open_socket.h"

#include <errno.h>
#include <sched.h>
#include <sys/socket.h>

#include <exception>
#include <system_error>
#include <thread>

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
  try {
    std::thread([&] {
      if (setns(netns, CLONE_NEWNET) != 0) {
        *error = errno;
      } else {
        socket = OpenHere(protocol, type, error);
      }
    }).join();
  } catch (const std::system_error& refused) {
    *error = refused.code().value();
  } catch (const std::exception&) {
    *error = ENOMEM;
  }
  return socket;
}

}  // namespace nlkit
