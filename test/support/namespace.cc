// A test-only addon: moves the main thread of a test worker into a network namespace of its own.
// Threads and child processes that it starts afterwards live there, too. Never part of a package.
#include <errno.h>
#include <net/if.h>
#include <node_api.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

// Brings the loopback interface up, which a new namespace has down. 0 or -errno.
int raiseLoopback() {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  ifreq request{};
  strncpy(request.ifr_name, "lo", sizeof request.ifr_name - 1);
  int result = 0;
  if (ioctl(fd, SIOCGIFFLAGS, &request) < 0) result = -errno;
  request.ifr_flags |= IFF_UP;
  if (result == 0 && ioctl(fd, SIOCSIFFLAGS, &request) < 0) result = -errno;
  close(fd);
  return result;
}

// enter(): 0, or a negative errno: -EPERM where namespaces are not ours to make.
napi_value enter(napi_env env, napi_callback_info) {
  int result = unshare(CLONE_NEWNET) < 0 ? -errno : raiseLoopback();
  napi_value value = nullptr;
  napi_create_int32(env, result, &value);
  return value;
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value function = nullptr;
  napi_create_function(env, "enter", NAPI_AUTO_LENGTH, enter, nullptr, &function);
  napi_set_named_property(env, exports, "enter", function);
  return exports;
}
