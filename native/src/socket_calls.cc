// JavaScript's methods that are one system call each.
#include <errno.h>
#include <linux/filter.h>

#include <exception>
#include <vector>

#include "arguments.h"
#include "socket_object.h"

namespace nlkit {

namespace {

sockaddr_nl AddressOf(uint32_t port_id, uint32_t groups) {
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_pid = port_id;
  address.nl_groups = groups;
  return address;
}

// Whether datagrams come from others by it, or with more than their bytes.
bool TellsSenders(int level, int name) {
  if (level == SOL_SOCKET) return name == SO_PASSCRED;
  return level == SOL_NETLINK &&
         (name == NETLINK_ADD_MEMBERSHIP || name == NETLINK_PKTINFO || name == NETLINK_LISTEN_ALL_NSID);
}

int Result(int result) { return result < 0 ? -errno : result; }

}  // namespace

napi_value SocketObject::Bind(napi_env env, napi_callback_info info) {
  const Arguments<2> args(env, info);
  if (!args) return nullptr;
  if (!args->socket_) return args.Answer(-EBADF);
  const sockaddr_nl address = AddressOf(args.Unsigned(0), args.Unsigned(1));
  if (address.nl_groups != 0) args->socket_->NeedSenders();
  return args.Answer(Result(bind(args->socket_->fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address)));
}

napi_value SocketObject::Connect(napi_env env, napi_callback_info info) {
  const Arguments<2> args(env, info);
  if (!args) return nullptr;
  if (!args->socket_) return args.Answer(-EBADF);
  return args.Answer(args->socket_->Connect(args.IsNegative(0) ? -1 : int64_t{args.Unsigned(0)}, args.Unsigned(1)));
}

napi_value SocketObject::GetAddress(napi_env env, napi_callback_info info) {
  const Arguments<1> args(env, info);
  Span out;
  if (!args || !args.Words(0, &out)) return nullptr;
  if (!args->socket_) return args.Answer(-EBADF);
  if (out.length < 2) return args.Answer(-EINVAL);
  sockaddr_nl address{};
  socklen_t length = sizeof address;
  const int result = Result(getsockname(args->socket_->fd(), reinterpret_cast<sockaddr*>(&address), &length));
  if (result == 0) {
    const uint32_t words[2] = {address.nl_pid, address.nl_groups};
    std::memcpy(out.data, words, sizeof words);
  }
  return args.Answer(result);
}

napi_value SocketObject::SetOption(napi_env env, napi_callback_info info) {
  const Arguments<3> args(env, info);
  Span value;
  if (!args || !args.Bytes(2, &value)) return nullptr;
  if (!args->socket_) return args.Answer(-EBADF);
  if (TellsSenders(args.Signed(0), args.Signed(1))) args->socket_->NeedSenders();
  return args.Answer(Result(setsockopt(args->socket_->fd(), args.Signed(0), args.Signed(1), value.data,
                                       static_cast<socklen_t>(value.length))));
}

napi_value SocketObject::GetOption(napi_env env, napi_callback_info info) {
  const Arguments<3> args(env, info);
  Span out;
  if (!args || !args.Bytes(2, &out)) return nullptr;
  if (!args->socket_) return args.Answer(-EBADF);
  socklen_t length = static_cast<socklen_t>(out.length);
  const int result = Result(getsockopt(args->socket_->fd(), args.Signed(0), args.Signed(1), out.data, &length));
  return args.Answer(result < 0 ? result : static_cast<int64_t>(length));
}

napi_value SocketObject::AttachFilter(napi_env env, napi_callback_info info) {
  const Arguments<1> args(env, info);
  Span program;
  if (!args || !args.Bytes(0, &program)) return nullptr;
  if (!args->socket_) return args.Answer(-EBADF);
  const size_t count = program.length / sizeof(sock_filter);
  if (count > BPF_MAXINSNS || program.length % sizeof(sock_filter) != 0) return args.Answer(-EINVAL);
  // A copy: the bytes in JavaScript need not be aligned.
  sock_filter instructions[BPF_MAXINSNS];
  if (count > 0) std::memcpy(instructions, program.data, program.length);
  const sock_fprog filter = {static_cast<unsigned short>(count), instructions};
  return args.Answer(Result(setsockopt(args->socket_->fd(), SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter)));
}

napi_value SocketObject::Drops(napi_env env, napi_callback_info info) {
  const Arguments<0> args(env, info);
  if (!args) return nullptr;
  return args.Answer(args->socket_ ? DropCount(args->socket_->fd()) : -EBADF);
}

}  // namespace nlkit
