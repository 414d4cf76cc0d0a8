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

napi_value SocketObject::Lend(napi_env env, napi_callback_info info) {
  const Arguments<2> args(env, info);
  Lent lent;
  if (!args || !args.Bytes(0, &lent.tx) || !args.Bytes(1, &lent.rx)) return nullptr;
  for (size_t i = 0; i < lent.arrays.size(); i++) lent.arrays[i] = Napi::Persistent(Napi::Object(env, args.Value(i)));
  args->lent_ = std::move(lent);
  return nullptr;
}

napi_value SocketObject::ExchangeLent(napi_env env, napi_callback_info info) {
  const Arguments<2> args(env, info);
  if (!args) return nullptr;
  SocketObject& self = *args.operator->();
  const uint32_t length = args.Unsigned(0);
  int64_t result = -EBADF;
  if (length > self.lent_.tx.length) {
    result = -EINVAL;
  } else if (self.socket_) {
    result = self.socket_->ExchangeWithKernel({self.lent_.tx.data, length}, self.lent_.rx, args.Unsigned(1));
  }
  self.status_[kResult] = static_cast<int32_t>(result);
  return nullptr;
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
