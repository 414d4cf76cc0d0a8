// Owns: JavaScript's side of a socket. Runs on: JavaScript's thread.
#pragma once

#include <memory>

#include "environment.h"
#include "socket_state.h"
#include "strand.h"

namespace nlkit {

class SocketObject : public Napi::ObjectWrap<SocketObject> {
 public:
  static Napi::Function Define(Napi::Env env);
  explicit SocketObject(const Napi::CallbackInfo& info);
  ~SocketObject() override;

  void CallReady();

 private:
  static Napi::Value Open(const Napi::CallbackInfo& info);

  Napi::Value Bind(const Napi::CallbackInfo& info);
  Napi::Value Connect(const Napi::CallbackInfo& info);
  Napi::Value Address(const Napi::CallbackInfo& info);
  Napi::Value SetOption(const Napi::CallbackInfo& info);
  Napi::Value GetOption(const Napi::CallbackInfo& info);
  Napi::Value AttachFilter(const Napi::CallbackInfo& info);
  Napi::Value Send(const Napi::CallbackInfo& info);
  Napi::Value Exchange(const Napi::CallbackInfo& info);
  Napi::Value Receive(const Napi::CallbackInfo& info);
  Napi::Value DoSubmit(const Napi::CallbackInfo& info);
  Napi::Value Pump(const Napi::CallbackInfo& info);
  Napi::Value Watch(const Napi::CallbackInfo& info);
  Napi::Value Take(const Napi::CallbackInfo& info);
  Napi::Value Drops(const Napi::CallbackInfo& info);
  Napi::Value Close(const Napi::CallbackInfo& info);
  Napi::Value GetFd(const Napi::CallbackInfo& info);
  Napi::Value GetStatus(const Napi::CallbackInfo& info);
  void DoRef(const Napi::CallbackInfo& info);
  void DoUnref(const Napi::CallbackInfo& info);

  int SendHere(const uint8_t* bytes, size_t length, uint32_t port_id, uint32_t groups);
  int64_t ReceiveHere(uint8_t* out, size_t room, unsigned most);
  int WatchNow();
  void CloseNow();

  Environment& environment_;
  std::shared_ptr<SocketState> state_;
  StrandContext strand_;
  Napi::FunctionReference on_ready_;
  Napi::Reference<Napi::Int32Array> status_reference_;
  int32_t* status_ = nullptr;
  uint64_t id_ = 0;
  bool is_referenced_ = false;
};

}  // namespace nlkit
