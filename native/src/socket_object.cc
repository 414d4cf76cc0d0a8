#include "socket_object.h"

#include <errno.h>
#include <sys/resource.h>

#include <exception>
#include <new>

#include "open_socket.h"

namespace nlkit {

namespace {

// Where the object keeps its callback: the collector then sees that a socket and what uses it are one cycle.
constexpr char kCallback[] = "_onReady";

int32_t Signed(const Napi::CallbackInfo& info, size_t index) {
  int32_t value = 0;
  napi_get_value_int32(info.Env(), info[index], &value);
  return value;
}

napi_property_descriptor Method(const char* name, napi_callback callback) {
  return {name, nullptr, callback, nullptr, nullptr, nullptr, napi_default_method, nullptr};
}

}  // namespace

Napi::Function SocketObject::Define(Napi::Env env) {
  return DefineClass(env, "Socket",
                     {StaticMethod("open", &SocketObject::Open),
                      StaticMethod("limitTotal", &SocketObject::LimitTotal),
                      StaticMethod("sleeps", &SocketObject::Sleeps),
                      StaticMethod("preferSingleCalls", &SocketObject::PreferSingleCalls),
                      StaticMethod("singleCalls", &SocketObject::SingleCalls), Method("bind", Bind), Method("connect", Connect),
                      Method("address", GetAddress), Method("setOption", SetOption), Method("getOption", GetOption),
                      Method("attachFilter", AttachFilter), Method("drops", Drops), Method("send", Send),
                      Method("exchange", Exchange), Method("receive", Receive), Method("lend", Lend), Method("submit", DoSubmit),
                      Method("pump", Pump), Method("watch", Watch), Method("take", Take),
                      InstanceMethod("close", &SocketObject::Close), InstanceMethod("ref", &SocketObject::DoRef),
                      InstanceMethod("unref", &SocketObject::DoUnref), InstanceAccessor<&SocketObject::GetFd>("fd")});
}

Napi::Value SocketObject::Sleeps(const Napi::CallbackInfo& info) {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return Napi::Number::New(info.Env(), static_cast<double>(usage.ru_nvcsw));
}

Napi::Value SocketObject::PreferSingleCalls(const Napi::CallbackInfo& info) {
  bool is_preferred = false;
  if (napi_get_value_bool(info.Env(), info[0], &is_preferred) != napi_ok) {
    Napi::TypeError::New(info.Env(), "expected a boolean").ThrowAsJavaScriptException();
    return info.Env().Undefined();
  }
  return Napi::Boolean::New(info.Env(), Environment::Of(info.Env())->hub().single_call().Prefer(is_preferred));
}

Napi::Value SocketObject::SingleCalls(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), Environment::Of(info.Env())->hub().single_call().runs());
}

Napi::Value SocketObject::Open(const Napi::CallbackInfo& info) {
  if (!info[3].IsFunction()) {
    Napi::TypeError::New(info.Env(), "expected a function").ThrowAsJavaScriptException();
    return info.Env().Undefined();
  }
  const std::shared_ptr<Environment>& environment = Environment::Of(info.Env());
  int error = 0;
  Descriptor descriptor = OpenSocket(Signed(info, 0), Signed(info, 1), Signed(info, 2), &error);
  if (!descriptor) return Napi::Number::New(info.Env(), -error);
  Napi::Object object = environment->constructor.New({});
  SocketObject* self = object.IsEmpty() ? nullptr : Unwrap(object);
  if (self == nullptr) return info.Env().Undefined();
  // The status is read after each call: an accessor would be a call of its own.
  const napi_property_descriptor own[] = {
      {kCallback, nullptr, nullptr, nullptr, nullptr, info[3], napi_default, nullptr},
      {"status", nullptr, nullptr, nullptr, nullptr, self->status_reference_.Value(), napi_enumerable, nullptr}};
  if (napi_define_properties(info.Env(), object, 2, own) != napi_ok) return info.Env().Undefined();
  if (!self->BindOwn(object)) return info.Env().Undefined();
  try {
    self->socket_.emplace(environment->hub(), std::move(descriptor),
                          [bell = environment->bell(), id = self->id_] { bell->Ring(id); }, self->status_);
  } catch (const std::exception&) {
    return Napi::Number::New(info.Env(), -ENOMEM);
  }
  return object;
}

void SocketObject::LimitTotal(const Napi::CallbackInfo& info) {
  double bytes = 0;
  if (napi_get_value_double(info.Env(), info[0], &bytes) != napi_ok || !(bytes >= 0)) {
    Napi::TypeError::New(info.Env(), "expected a number of bytes").ThrowAsJavaScriptException();
    return;
  }
  Environment::Of(info.Env())->hub().LimitTotal(bytes < 9e15 ? static_cast<size_t>(bytes) : size_t{1} << 53);
}

SocketObject::SocketObject(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<SocketObject>(info), environment_(Environment::Of(info.Env())), id_(environment_->Add(this)) {
  Napi::Int32Array status = Napi::Int32Array::New(info.Env(), kStatusWords);
  if (status.IsEmpty()) return;  // the environment is ending
  status_ = status.Data();
  status_reference_ = Napi::Persistent(status);
}

SocketObject::~SocketObject() {
  CloseNow();
  environment_->Remove(id_);
  if (bound_ == nullptr) return;
  bound_->object = nullptr;
  ReleaseBound(bound_);
}

// Each socket has its own exchange(), which knows its socket: to find it by `this` is a look-up of a private property in
// the engine, on pages that a request would not touch otherwise. With it 20,000 requests took 1.09 of C's time, without
// 1.01 (the processor forgets its page tables at each system call where it has to, as in a guest).
bool SocketObject::BindOwn(napi_value self) {
  struct Own {
    const char* name;
    napi_callback call;
  };
  const auto free = [](napi_env, void* data, void*) { ReleaseBound(static_cast<Bound*>(data)); };
  bound_ = new (std::nothrow) Bound{this, 1};
  if (bound_ == nullptr) return false;
  for (const Own& own : {Own{"exchange", Exchange}, Own{"exchangeLent", ExchangeLent}}) {
    napi_value function;
    if (napi_create_function(Env(), own.name, NAPI_AUTO_LENGTH, own.call, bound_, &function) != napi_ok) return false;
    if (napi_add_finalizer(Env(), function, bound_, free, nullptr, nullptr) != napi_ok) return false;
    bound_->holders += 1;
    const napi_property_descriptor property = {own.name, nullptr, nullptr, nullptr, nullptr, function, napi_default, nullptr};
    if (napi_define_properties(Env(), self, 1, &property) != napi_ok) return false;
  }
  return true;
}

void SocketObject::ReleaseBound(Bound* bound) {
  if (--bound->holders == 0) delete bound;
}

void SocketObject::CallReady() {
  napi_value self = Value();
  napi_value callback;
  if (!socket_ || self == nullptr || napi_get_named_property(Env(), self, kCallback, &callback) != napi_ok) return;
  status_[kHasInbox] = 1;
  // Node runs promises' reactions when the last of the sockets has been called.
  napi_call_function(Env(), self, callback, 0, nullptr, nullptr);
}

void SocketObject::CloseNow() {
  socket_.reset();
  is_watched_ = false;
  if (std::exchange(is_referenced_, false)) environment_->Unref();
}

// A socket that is waited for lives although nothing else refers to it; another one goes with its last reference.
void SocketObject::Hold() {
  const bool must_hold = is_referenced_ || is_watched_;
  if (std::exchange(is_held_, must_hold) == must_hold) return;
  if (must_hold) {
    Ref();
  } else {
    Unref();
  }
}

Napi::Value SocketObject::Close(const Napi::CallbackInfo& info) {
  CloseNow();
  Hold();
  return Napi::Number::New(info.Env(), 0);
}

Napi::Value SocketObject::GetFd(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), socket_ ? socket_->fd() : -1);
}

void SocketObject::DoRef(const Napi::CallbackInfo&) {
  if (!socket_ || std::exchange(is_referenced_, true)) return;
  environment_->Ref();
  Hold();
}

void SocketObject::DoUnref(const Napi::CallbackInfo&) {
  if (!std::exchange(is_referenced_, false)) return;
  environment_->Unref();
  Hold();
}

}  // namespace nlkit
