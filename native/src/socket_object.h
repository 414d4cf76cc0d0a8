// Owns: JavaScript's side of a socket. Runs on: JavaScript's thread.
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "environment.h"
#include "socket.h"

namespace nlkit {

class SocketObject : public Napi::ObjectWrap<SocketObject> {
 public:
  static Napi::Function Define(Napi::Env env);
  explicit SocketObject(const Napi::CallbackInfo& info);
  ~SocketObject() override;

  // What a function that belongs to one socket is given. It may outlive the socket, which then is nullptr.
  struct Bound {
    SocketObject* object;
    unsigned holders;  // the socket and its functions
  };

  // Tells JavaScript that take() has something. Within a handle scope; what the callback throws stays pending.
  void CallReady();

 private:
  static Napi::Value Open(const Napi::CallbackInfo& info);
  static void LimitTotal(const Napi::CallbackInfo& info);
  static Napi::Value Sleeps(const Napi::CallbackInfo& info);
  static Napi::Value PreferSingleCalls(const Napi::CallbackInfo& info);
  static Napi::Value SingleCalls(const Napi::CallbackInfo& info);

  // socket_calls.cc: one system call each.
  static napi_value Bind(napi_env env, napi_callback_info info);
  static napi_value Connect(napi_env env, napi_callback_info info);
  static napi_value GetAddress(napi_env env, napi_callback_info info);
  static napi_value SetOption(napi_env env, napi_callback_info info);
  static napi_value GetOption(napi_env env, napi_callback_info info);
  static napi_value AttachFilter(napi_env env, napi_callback_info info);
  static napi_value Drops(napi_env env, napi_callback_info info);

  // socket_traffic.cc
  static napi_value Send(napi_env env, napi_callback_info info);
  static napi_value Exchange(napi_env env, napi_callback_info info);
  static napi_value Lend(napi_env env, napi_callback_info info);
  static napi_value ExchangeLent(napi_env env, napi_callback_info info);
  static napi_value Receive(napi_env env, napi_callback_info info);
  static napi_value DoSubmit(napi_env env, napi_callback_info info);
  static napi_value Pump(napi_env env, napi_callback_info info);
  static napi_value Watch(napi_env env, napi_callback_info info);
  static napi_value Take(napi_env env, napi_callback_info info);

  Napi::Value Close(const Napi::CallbackInfo& info);
  Napi::Value GetFd(const Napi::CallbackInfo& info);
  void DoRef(const Napi::CallbackInfo& info);
  void DoUnref(const Napi::CallbackInfo& info);

  // Memory that JavaScript has promised to leave where it is.
  struct Lent {
    Span tx;
    Span rx;
    std::array<Napi::ObjectReference, 2> arrays;
  };

  bool BindOwn(napi_value self);
  static void ReleaseBound(Bound* bound);
  void CloseNow();
  void Hold();

  const std::shared_ptr<Environment> environment_;
  std::optional<Socket> socket_;
  Napi::Reference<Napi::Int32Array> status_reference_;
  int32_t* status_ = nullptr;
  Lent lent_;
  Bound* bound_ = nullptr;
  const uint64_t id_;
  bool is_referenced_ = false;
  bool is_watched_ = false;
  bool is_held_ = false;
};

}  // namespace nlkit
