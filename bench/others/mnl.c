/* libmnl: the dump's messages with all attributes of the top level walked. Prints nanoseconds. */
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char buffer[32768];
static unsigned long seen, attributes;

static int attribute(const struct nlattr *a, void *data) {
  const struct nlattr **table = data;
  if (mnl_attr_get_type(a) < 128) table[mnl_attr_get_type(a)] = a;
  attributes += 1;
  return MNL_CB_OK;
}

static int message(const struct nlmsghdr *header, void *data) {
  const struct nlattr *table[128] = {0};
  mnl_attr_parse(header, *(unsigned *)data, attribute, table);
  seen += 1;
  return MNL_CB_OK;
}

static void ask(struct mnl_socket *socket, int type, int flags, unsigned size, int index, unsigned sequence) {
  struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);
  header->nlmsg_type = (uint16_t)type;
  header->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
  header->nlmsg_seq = sequence;
  unsigned char *body = mnl_nlmsg_put_extra_header(header, size);
  memset(body, 0, size);
  if (type == RTM_GETROUTE) body[0] = AF_INET;
  if (index > 0) memcpy(body + 4, &index, 4);
  if (mnl_socket_sendto(socket, header, header->nlmsg_len) < 0) exit(1);
  for (int more = 1; more > 0;) {
    ssize_t length = mnl_socket_recvfrom(socket, buffer, sizeof buffer);
    if (length < 0) exit(1);
    more = mnl_cb_run(buffer, (size_t)length, sequence, mnl_socket_get_portid(socket), message, &size);
    if (more < 0) exit(1);
  }
}

int main(int argc, char **argv) {
  const char *work = argc > 1 ? argv[1] : "";
  struct mnl_socket *socket = mnl_socket_open(NETLINK_ROUTE);
  struct timespec from, to;
  if (socket == NULL || mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0) return 1;
  clock_gettime(CLOCK_MONOTONIC, &from);
  if (strcmp(work, "routes") == 0) {
    ask(socket, RTM_GETROUTE, NLM_F_DUMP, sizeof(struct rtmsg), 0, 1);
  } else if (strcmp(work, "links") == 0) {
    ask(socket, RTM_GETLINK, NLM_F_DUMP, sizeof(struct ifinfomsg), 0, 1);
  } else if (strcmp(work, "requests") == 0 && argc > 3) {
    for (long i = 0; i < atol(argv[3]); i++) {
      ask(socket, RTM_GETLINK, NLM_F_ACK, sizeof(struct ifinfomsg), atoi(argv[2]), (unsigned)i + 1);
    }
  } else {
    return 2;
  }
  clock_gettime(CLOCK_MONOTONIC, &to);
  printf("%lld\n", (to.tv_sec - from.tv_sec) * 1000000000ll + to.tv_nsec - from.tv_nsec);
  return 0;
}
