/* libnl: objects, all of them in a cache; a link asked for by its index. Prints nanoseconds. */
#include <netlink/netlink.h>
#include <netlink/route/link.h>
#include <netlink/route/route.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int main(int argc, char **argv) {
  const char *work = argc > 1 ? argv[1] : "";
  struct nl_sock *socket = nl_socket_alloc();
  struct nl_cache *cache;
  struct timespec from, to;
  if (nl_connect(socket, NETLINK_ROUTE) < 0) return 1;
  clock_gettime(CLOCK_MONOTONIC, &from);
  if (strcmp(work, "routes") == 0) {
    if (rtnl_route_alloc_cache(socket, AF_INET, 0, &cache) < 0) return 1;
  } else if (strcmp(work, "links") == 0) {
    if (rtnl_link_alloc_cache(socket, AF_UNSPEC, &cache) < 0) return 1;
  } else if (strcmp(work, "requests") == 0 && argc > 3) {
    for (long i = 0; i < atol(argv[3]); i++) {
      struct rtnl_link *link;
      if (rtnl_link_get_kernel(socket, atoi(argv[2]), NULL, &link) < 0) return 1;
      rtnl_link_put(link);
    }
  } else {
    return 2;
  }
  clock_gettime(CLOCK_MONOTONIC, &to);
  printf("%lld\n", (to.tv_sec - from.tv_sec) * 1000000000ll + to.tv_nsec - from.tv_nsec);
  return 0;
}
