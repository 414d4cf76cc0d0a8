/*
 * The floor: what the same work costs in plain C. One socket, sendto and recv, a buffer of 32 KiB as iproute2 and libnl
 * have, no parsing beyond the message headers that say where an answer ends.
 *
 *   floor requests INDEX COUNT            RTM_GETLINK by index with NLM_F_ACK, one after the other
 *   floor dump FAMILY TYPE COUNT [ROOM]   dumps of RTM_GETROUTE (26), RTM_GETLINK (18) or RTM_GETADDR (22)
 *   floor tcp COUNT                       sock_diag: all IPv4 TCP sockets with tcp_info
 *   floor writes COUNT ack|batch [BASE]   route adds from BASE (10.0.0.0) on, /32 dev lo; then deletes them, not timed
 *   floor fill COUNT 4|6 [BASE]           adds routes as fast as it can and leaves them
 *   floor clear COUNT BASE                deletes IPv4 routes that fill has added
 *   floor events COUNT BYTES              counts events of IPv4 routes until COUNT have come or were dropped, or none has
 *                                         come for 2 s; a receive buffer of BYTES, 0 for the kernel's default. Prints
 *                                         "ready" first
 *   floor hold COUNT                      makes COUNT connected TCP sockets on loopback, prints "ready", and keeps them until
 *                                         its input ends
 *
 * Prints one line of JSON: nanoseconds of wall time and of processor time for the work alone, and how much was done.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char buffer[1 << 20];
static size_t room = 32768;
static uint32_t sequence;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* The beginning of a measurement, and the end, printed. */
static uint64_t wall, cpu;

static uint64_t cpu_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void begin(void) {
  cpu = cpu_now();
  wall = now();
}

static void end(void) {
  wall = now() - wall;
  cpu = cpu_now() - cpu;
}

static void print_times(void) {
  printf("{\"nanoseconds\":%llu,\"cpuNanoseconds\":%llu", (unsigned long long)wall, (unsigned long long)cpu);
}

static void fail(const char *what) {
  fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
  exit(1);
}

static int open_socket(int protocol, uint32_t groups) {
  int one = 1;
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
  setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof one);
  setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof one);
  setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof one);
  struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = groups};
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0) fail("socket");
  return fd;
}

static void send_all(int fd, const void *bytes, size_t length) {
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  if (sendto(fd, bytes, length, 0, (struct sockaddr *)&kernel, sizeof kernel) != (ssize_t)length) fail("sendto");
}

/* The error in a datagram that is one ACK or error; INT32_MAX for anything else. */
static int ack_error(ssize_t length) {
  struct nlmsghdr *header = (struct nlmsghdr *)buffer;
  if (length < (ssize_t)NLMSG_LENGTH(sizeof(struct nlmsgerr)) || header->nlmsg_type != NLMSG_ERROR) return INT32_MAX;
  return ((struct nlmsgerr *)NLMSG_DATA(header))->error;
}

static void requests(int index, long count) {
  int fd = open_socket(NETLINK_ROUTE, 0);
  struct {
    struct nlmsghdr header;
    struct ifinfomsg link;
    struct rtattr attribute;
    uint32_t mask;
  } request = {
      .header = {.nlmsg_len = sizeof request, .nlmsg_type = RTM_GETLINK, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK},
      .link = {.ifi_index = index},
      .attribute = {.rta_len = RTA_LENGTH(4), .rta_type = IFLA_EXT_MASK},
      .mask = RTEXT_FILTER_VF};
  uint64_t bytes = 0;
  for (long i = -count / 10; i < count; i++) {
    if (i == 0) begin(), bytes = 0;
    request.header.nlmsg_seq = ++sequence;
    send_all(fd, &request, sizeof request);
    ssize_t reply = recv(fd, buffer, room, 0);
    if (reply < 0) fail("recv");
    bytes += (uint64_t)reply;
    if (ack_error(recv(fd, buffer, room, 0)) != 0) fail("ack");
  }
  end();
  print_times();
  printf(",\"requests\":%ld,\"bytes\":%llu}\n", count, (unsigned long long)bytes);
}

/* Sends a dump and receives it to its end. */
static void dump_once(int fd, struct nlmsghdr *request, uint64_t *messages, uint64_t *bytes, uint64_t *datagrams) {
  request->nlmsg_seq = ++sequence;
  send_all(fd, request, request->nlmsg_len);
  for (;;) {
    ssize_t length = recv(fd, buffer, room, MSG_TRUNC);
    if (length < 0) fail("recv");
    if ((size_t)length > room) fail("truncated");
    *datagrams += 1;
    *bytes += (uint64_t)length;
    int left = (int)length;
    for (struct nlmsghdr *h = (struct nlmsghdr *)buffer; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
      if (h->nlmsg_type == NLMSG_DONE) return;
      if (h->nlmsg_type == NLMSG_ERROR) errno = -((struct nlmsgerr *)NLMSG_DATA(h))->error, fail("dump");
      *messages += 1;
    }
  }
}

static void dumps(int fd, struct nlmsghdr *request, long count) {
  uint64_t messages = 0, bytes = 0, datagrams = 0;
  begin();
  for (long i = 0; i < count; i++) dump_once(fd, request, &messages, &bytes, &datagrams);
  end();
  print_times();
  printf(",\"messages\":%llu,\"bytes\":%llu,\"datagrams\":%llu}\n", (unsigned long long)messages,
         (unsigned long long)bytes, (unsigned long long)datagrams);
}

static void dump(int family, int type, long count) {
  struct {
    struct nlmsghdr header;
    union {
      struct rtmsg route;
      struct ifaddrmsg address;
      struct {
        struct ifinfomsg link;
        struct rtattr attribute;
        uint32_t mask;
      } links;
    } body;
  } request = {.header = {.nlmsg_type = (uint16_t)type, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP}};
  if (type == RTM_GETLINK) {
    request.header.nlmsg_len = NLMSG_LENGTH(sizeof request.body.links);
    request.body.links.attribute.rta_len = RTA_LENGTH(4);
    request.body.links.attribute.rta_type = IFLA_EXT_MASK;
    request.body.links.mask = RTEXT_FILTER_VF;
  } else {
    request.header.nlmsg_len = NLMSG_LENGTH(type == RTM_GETROUTE ? sizeof(struct rtmsg) : sizeof(struct ifaddrmsg));
    request.body.route.rtm_family = (uint8_t)family;
  }
  dumps(open_socket(NETLINK_ROUTE, 0), &request.header, count);
}

static void tcp(long count) {
  struct {
    struct nlmsghdr header;
    struct inet_diag_req_v2 body;
  } request = {.header = {.nlmsg_len = sizeof request,
                          .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                          .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
               .body = {.sdiag_family = AF_INET,
                        .sdiag_protocol = IPPROTO_TCP,
                        .idiag_ext = 1 << (INET_DIAG_INFO - 1),
                        .idiag_states = ~0u}};
  dumps(open_socket(NETLINK_SOCK_DIAG, 0), &request.header, count);
}

struct route_request {
  struct nlmsghdr header;
  struct rtmsg body;
  struct rtattr dst_header;
  uint32_t dst;
  struct rtattr oif_header;
  uint32_t oif;
};

/* One route, 10.0.0.0/32 and up, out of lo. */
static void route_request(struct route_request *out, int type, uint32_t address, int flags) {
  memset(out, 0, sizeof *out);
  out->header.nlmsg_len = sizeof *out;
  out->header.nlmsg_type = (uint16_t)type;
  out->header.nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
  out->header.nlmsg_seq = ++sequence;
  out->body.rtm_family = AF_INET;
  out->body.rtm_dst_len = 32;
  out->body.rtm_table = RT_TABLE_MAIN;
  out->body.rtm_protocol = RTPROT_BOOT;
  out->body.rtm_scope = RT_SCOPE_LINK;
  out->body.rtm_type = RTN_UNICAST;
  out->dst_header.rta_len = RTA_LENGTH(4);
  out->dst_header.rta_type = RTA_DST;
  out->dst = htonl(address);
  out->oif_header.rta_len = RTA_LENGTH(4);
  out->oif_header.rta_type = RTA_OIF;
  out->oif = 1;
}

enum { BATCH = 200 };

/* Messages in sends of BATCH; only the last of a send asks for an ACK, errors come all the same. */
static void batches(int fd, int type, uint32_t base, long count) {
  static struct route_request requests[BATCH];
  int flags = type == RTM_NEWROUTE ? NLM_F_CREATE | NLM_F_EXCL : 0;
  for (long done = 0; done < count;) {
    long n = count - done < BATCH ? count - done : BATCH;
    for (long i = 0; i < n; i++) {
      route_request(&requests[i], type, base + (uint32_t)(done + i), i == n - 1 ? flags | NLM_F_ACK : flags);
    }
    send_all(fd, requests, (size_t)n * sizeof requests[0]);
    for (;;) {
      ssize_t length = recv(fd, buffer, room, 0);
      if (length < 0) fail("recv");
      int error = ack_error(length);
      if (error != 0) errno = -error, fail("route");
      if (((struct nlmsghdr *)buffer)->nlmsg_seq == requests[n - 1].header.nlmsg_seq) break;
    }
    done += n;
  }
}

static void writes(long count, const char *mode, uint32_t base) {
  int fd = open_socket(NETLINK_ROUTE, 0);
  begin();
  if (strcmp(mode, "batch") == 0) {
    batches(fd, RTM_NEWROUTE, base, count);
  } else {
    struct route_request request;
    for (long i = 0; i < count; i++) {
      route_request(&request, RTM_NEWROUTE, base + (uint32_t)i, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK);
      send_all(fd, &request, sizeof request);
      int error = ack_error(recv(fd, buffer, room, 0));
      if (error != 0) errno = -error, fail("route");
    }
  }
  end();
  batches(fd, RTM_DELROUTE, base, count);
  print_times();
  printf(",\"routes\":%ld}\n", count);
}

static void fill6(int fd, long count) {
  struct {
    struct nlmsghdr header;
    struct rtmsg body;
    struct rtattr dst_header;
    uint8_t dst[16];
    struct rtattr oif_header;
    uint32_t oif;
  } requests[BATCH];
  for (long done = 0; done < count;) {
    long n = count - done < BATCH ? count - done : BATCH;
    memset(requests, 0, sizeof requests);
    for (long i = 0; i < n; i++) {
      uint32_t number = htonl((uint32_t)(done + i));
      requests[i].header.nlmsg_len = sizeof requests[i];
      requests[i].header.nlmsg_type = RTM_NEWROUTE;
      requests[i].header.nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL | (i == n - 1 ? NLM_F_ACK : 0);
      requests[i].header.nlmsg_seq = ++sequence;
      requests[i].body.rtm_family = AF_INET6;
      requests[i].body.rtm_dst_len = 128;
      requests[i].body.rtm_table = RT_TABLE_MAIN;
      requests[i].body.rtm_protocol = RTPROT_BOOT;
      requests[i].body.rtm_type = RTN_UNICAST;
      requests[i].dst_header.rta_len = RTA_LENGTH(16);
      requests[i].dst_header.rta_type = RTA_DST;
      requests[i].dst[0] = 0xfd;
      memcpy(requests[i].dst + 8, &number, 4);
      requests[i].oif_header.rta_len = RTA_LENGTH(4);
      requests[i].oif_header.rta_type = RTA_OIF;
      requests[i].oif = 1;
    }
    send_all(fd, requests, (size_t)n * sizeof requests[0]);
    ssize_t length = recv(fd, buffer, room, 0);
    int error = ack_error(length);
    if (error != 0) errno = -error, fail("route");
    done += n;
  }
}

static void fill(long count, const char *family, uint32_t base) {
  int fd = open_socket(NETLINK_ROUTE, 0);
  begin();
  if (family[0] == '6') {
    fill6(fd, count);
  } else {
    batches(fd, RTM_NEWROUTE, base, count);
  }
  end();
  print_times();
  printf(",\"routes\":%ld}\n", count);
}

static uint32_t drops(int fd) {
  uint32_t words[SK_MEMINFO_VARS] = {0};
  socklen_t length = sizeof words;
  if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, words, &length) < 0) fail("SO_MEMINFO");
  return words[SK_MEMINFO_DROPS];
}

static void events(long count, int receive_buffer) {
  int fd = open_socket(NETLINK_ROUTE, RTMGRP_IPV4_ROUTE);
  if (receive_buffer > 0 && setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &receive_buffer, sizeof receive_buffer) < 0 &&
      setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer) < 0)
    fail("SO_RCVBUF");
  printf("ready\n");
  fflush(stdout);
  uint64_t got = 0, reports = 0;
  while (got < (uint64_t)count) {
    ssize_t length = recv(fd, buffer, room, MSG_DONTWAIT);
    if (length < 0 && errno == ENOBUFS) {
      reports += 1;
      continue;
    }
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
      if (got > 0 && got + drops(fd) >= (uint64_t)count) break;
      struct pollfd one = {.fd = fd, .events = POLLIN};
      if (poll(&one, 1, got > 0 ? 2000 : 30000) == 0) break;
      continue;
    }
    if (length < 0) fail("recv");
    if (got == 0) begin();
    int left = (int)length;
    for (struct nlmsghdr *h = (struct nlmsghdr *)buffer; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
      if (h->nlmsg_type == RTM_NEWROUTE) got += 1;
    }
  }
  end();
  print_times();
  printf(",\"events\":%llu,\"dropped\":%u,\"reports\":%llu}\n", (unsigned long long)got, drops(fd),
         (unsigned long long)reports);
}

/* Connections whose both ends are here, to an address of its own: each has ports enough for some twenty thousand. */
static void hold_some(long count, uint32_t number) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + number)};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, length) < 0 || listen(listener, 128) < 0 ||
      getsockname(listener, (struct sockaddr *)&address, &length) < 0)
    fail("listen");
  for (long i = 0; i < count / 2; i++) {
    int client = socket(AF_INET, SOCK_STREAM, 0);
    if (client < 0 || connect(client, (struct sockaddr *)&address, length) < 0 || accept(listener, NULL, NULL) < 0)
      fail("connect");
  }
}

static void without_child(int number) {
  (void)number;
  _exit(1);
}

/* Descriptors are limited for each process: as many processes as it takes, which end with this one. */
static void hold(long count) {
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) < 0) fail("RLIMIT_NOFILE");
  files.rlim_cur = files.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &files) < 0) fail("RLIMIT_NOFILE");
  const long most = files.rlim_max > 40000 ? 40000 : (long)files.rlim_max - 100;
  int ready[2];
  if (pipe(ready) < 0 || signal(SIGCHLD, without_child) == SIG_ERR) fail("pipe");
  for (uint32_t number = 0; count > 0; number++, count -= most) {
    const pid_t child = fork();
    if (child < 0) fail("fork");
    if (child > 0) {
      if (read(ready[0], buffer, 1) != 1) fail("read");
      continue;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    hold_some(count < most ? count : most, number);
    if (write(ready[1], "r", 1) != 1) fail("write");
    for (;;) pause();
  }
  printf("ready\n");
  fflush(stdout);
  while (read(0, buffer, room) > 0) {
  }
}

int main(int argc, char **argv) {
  const char *workload = argc > 1 ? argv[1] : "";
  long first = argc > 2 ? atol(argv[2]) : 0;
  const char *second = argc > 3 ? argv[3] : "";
  uint32_t base = 0x0a000000;
  struct in_addr address;
  if (argc > 3 && strchr(argv[argc - 1], '.') && inet_aton(argv[argc - 1], &address)) base = ntohl(address.s_addr);
  if (strcmp(workload, "requests") == 0 && argc == 4) {
    requests((int)first, atol(second));
  } else if (strcmp(workload, "dump") == 0 && argc > 4) {
    if (argc > 5) room = (size_t)atol(argv[5]) < sizeof buffer ? (size_t)atol(argv[5]) : sizeof buffer;
    dump((int)first, atoi(second), atol(argv[4]));
  } else if (strcmp(workload, "tcp") == 0 && argc == 3) {
    tcp(first);
  } else if (strcmp(workload, "writes") == 0 && argc > 3) {
    writes(first, second, base);
  } else if (strcmp(workload, "fill") == 0 && argc > 3) {
    fill(first, second, base);
  } else if (strcmp(workload, "clear") == 0 && argc == 4) {
    begin();
    batches(open_socket(NETLINK_ROUTE, 0), RTM_DELROUTE, base, first);
    end();
    print_times();
    printf("}\n");
  } else if (strcmp(workload, "events") == 0 && argc == 4) {
    events(first, atoi(second));
  } else if (strcmp(workload, "hold") == 0 && argc == 3) {
    hold(first);
  } else {
    fprintf(stderr, "usage: floor requests|dump|tcp|writes|fill|clear|events|hold ..., see floor.c\n");
    return 2;
  }
  return 0;
}
