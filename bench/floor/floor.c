/*
 * The floor: what the same work costs in C, with nothing but system calls. A plain send and receive loop that looks only
 * at message headers, as much as it takes to know when an answer is over.
 *
 *   floor requests INDEX COUNT   RTM_GETLINK by index with NLM_F_ACK, one after the other
 *   floor dump FAMILY TYPE COUNT dumps of RTM_GETROUTE (26) or RTM_GETLINK (18), counting messages
 *
 * Prints JSON: nanoseconds in all, and how much was done.
 */
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char buffer[1 << 20];

static void fail(const char *what)
{
	fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
	exit(1);
}

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int open_route(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK };
	int on = 1;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0)
		fail("socket");
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof on);
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on);
	setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0)
		fail("bind");
	return fd;
}

static void send_to_kernel(int fd, const void *message, size_t length)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	if (sendto(fd, message, length, 0, (struct sockaddr *)&kernel, sizeof kernel) < 0)
		fail("sendto");
}

static ssize_t receive(int fd)
{
	struct sockaddr_nl sender;
	struct iovec vector = { buffer, sizeof buffer };
	struct msghdr header = { .msg_name = &sender, .msg_namelen = sizeof sender, .msg_iov = &vector, .msg_iovlen = 1 };
	ssize_t length = recvmsg(fd, &header, 0);

	if (length < 0)
		fail("recvmsg");
	if (header.msg_flags & MSG_TRUNC) {
		errno = EMSGSIZE;
		fail("recvmsg");
	}
	return length;
}

static void requests(int index, int count)
{
	struct {
		struct nlmsghdr header;
		struct ifinfomsg link;
		struct rtattr attribute;
		uint32_t mask;
	} request = {
		.header = { .nlmsg_len = sizeof request, .nlmsg_type = RTM_GETLINK, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
		.link = { .ifi_index = index },
		.attribute = { .rta_len = 8, .rta_type = IFLA_EXT_MASK },
		.mask = RTEXT_FILTER_VF,
	};
	int fd = open_route();
	long long start = now();

	for (int i = 0; i < count; i++) {
		int is_over = 0;

		request.header.nlmsg_seq = i + 1;
		send_to_kernel(fd, &request, sizeof request);
		while (!is_over) {
			ssize_t left = receive(fd);

			for (struct nlmsghdr *message = (void *)buffer; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left))
				is_over |= message->nlmsg_type == NLMSG_ERROR && message->nlmsg_seq == request.header.nlmsg_seq;
		}
	}
	printf("{\"nanoseconds\":%lld,\"requests\":%d}\n", now() - start, count);
	close(fd);
}

static void dumps(int family, int type, int count)
{
	struct {
		struct nlmsghdr header;
		union {
			struct rtmsg route;
			struct {
				struct ifinfomsg link;
				struct rtattr attribute;
				uint32_t mask;
			} links;
		};
	} request = { .header = { .nlmsg_type = type, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP } };
	int fd = open_route();
	long long messages = 0;
	long long start;

	if (type == RTM_GETLINK) {
		request.header.nlmsg_len = sizeof request.header + sizeof request.links;
		request.links.attribute.rta_len = 8;
		request.links.attribute.rta_type = IFLA_EXT_MASK;
		request.links.mask = RTEXT_FILTER_VF;
	} else {
		request.header.nlmsg_len = sizeof request.header + sizeof request.route;
		request.route.rtm_family = family;
	}
	start = now();
	for (int i = 0; i < count; i++) {
		int is_over = 0;

		request.header.nlmsg_seq = i + 1;
		send_to_kernel(fd, &request, request.header.nlmsg_len);
		while (!is_over) {
			ssize_t left = receive(fd);

			for (struct nlmsghdr *message = (void *)buffer; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
				messages += message->nlmsg_type >= NLMSG_MIN_TYPE;
				is_over |= message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR;
			}
		}
	}
	printf("{\"nanoseconds\":%lld,\"messages\":%lld}\n", now() - start, messages);
	close(fd);
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "requests") == 0)
		requests(atoi(argv[2]), atoi(argv[3]));
	else if (argc == 5 && strcmp(argv[1], "dump") == 0)
		dumps(atoi(argv[2]), atoi(argv[3]), atoi(argv[4]));
	else {
		fprintf(stderr, "usage: floor requests INDEX COUNT | dump FAMILY TYPE COUNT\n");
		return 2;
	}
	return 0;
}
