// JavaScript's methods that send and receive.
#include <errno.h>

#include "arguments.h"
#include "socket_object.h"

namespace nlkit {

napi_value SocketObject::Send(napi_env env, napi_callback_info info) {
  const Arguments<5> args(env, info);
  Span bytes;
  if (!args || !args.Part(0, &bytes)) return nullptr;
  if (!args->socket_) return args.Answer(-EBADF);
  return args.Answer(args->socket_->Send(bytes, {args.Unsigned(3), args.Unsigned(4)}));
}

napi_value SocketObject::Exchange(napi_env env, napi_callback_info info) {
  const Arguments<7> args(env, info);
  Span bytes;
  Span rx;
  if (!args || !args.Part(0, &bytes) || !args.Bytes(5, &rx)) return nullptr;
  if (!args->socket_) return args.Answer(-EBADF);
  return args.Answer(args->socket_->Exchange(bytes, {args.Unsigned(3), args.Unsigned(4)}, rx, args.Unsigned(6)));
}

napi_value SocketObject::Receive(napi_env env, napi_callback_info info) {
  const Arguments<2> args(env, info);
  Span rx;
  if (!args || !args.Bytes(0, &rx)) return nullptr;
  if (!args->socket_) return args.Answer(-EBADF);
  return args.Answer(args->socket_->Receive(rx, args.Unsigned(1)));
}

napi_value SocketObject::DoSubmit(napi_env env, napi_callback_info info) {
  const Arguments<7> args(env, info);
  Span bytes;
  if (!args || !args.Part(0, &bytes)) return nullptr;
  if (!args->socket_) return args.Answer(-EBADF);
  return args.Answer(
      args->socket_->DoSubmit(bytes, {args.Unsigned(3), args.Unsigned(4)}, args.Unsigned(5), args.Size(6)));
}

napi_value SocketObject::Pump(napi_env env, napi_callback_info info) {
  const Arguments<1> args(env, info);
  if (!args) return nullptr;
  if (!args->socket_) return args.Answer(-EBADF);
  return args.Answer(args->socket_->Pump(args.Size(0)));
}

napi_value SocketObject::Watch(napi_env env, napi_callback_info info) {
  const Arguments<1> args(env, info);
  if (!args) return nullptr;
  if (!args->socket_) return args.Answer(-EBADF);
  const size_t limit = args.Size(0);
  const int result = args->socket_->Watch(limit);
  args->is_watched_ = result == 0 && limit > 0;
  args->Hold();
  return args.Answer(result);
}

napi_value SocketObject::Take(napi_env env, napi_callback_info info) {
  const Arguments<1> args(env, info);
  Span rx;
  if (!args || !args.Bytes(0, &rx)) return nullptr;
  if (!args->socket_) return args.Answer(-EBADF);
  return args.Answer(args->socket_->Take(rx));
}

}  // namespace nlkit
