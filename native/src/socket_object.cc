#include "socket_object.h"

#include <errno.h>
#include <linux/filter.h>

#include <chrono>
#include <thread>

#include "open_socket.h"

namespace nlkit {

namespace {

enum Status { kMicroseconds, kDatagrams, kHasInbox, kNeed, kInboxBytes, kIsBusy, kStatusWords = 8 };

uint32_t Unsigned(const Napi::CallbackInfo& info, size_t index) {
  uint32_t value = 0;
  napi_get_value_uint32(info.Env(), info[index], &value);
  return value;
}

int32_t Signed(const Napi::CallbackInfo& info, size_t index) {
  int32_t value = 0;
  napi_get_value_int32(info.Env(), info[index], &value);
  return value;
}

size_t Size(const Napi::CallbackInfo& info, size_t index) {
  double value = 0;
  napi_get_value_double(info.Env(), info[index], &value);
  return value > 0 ? static_cast<size_t>(value) : 0;
}

struct Span {
  uint8_t* data = nullptr;
  size_t length = 0;
};

// The bytes of a Uint8Array; false, with a pending TypeError, for anything else.
bool BytesOf(const Napi::CallbackInfo& info, size_t index, Span* out) {
  napi_typedarray_type type;
  void* data = nullptr;
  size_t length = 0;
  if (napi_get_typedarray_info(info.Env(), info[index], &type, &length, &data, nullptr, nullptr) != napi_ok ||
      type != napi_uint8_array) {
    Napi::TypeError::New(info.Env(), "expected a Uint8Array").ThrowAsJavaScriptException();
    return false;
  }
  *out = {static_cast<uint8_t*>(data), length};
  return true;
}

// A part of a Uint8Array given with offset and length.
bool PartOf(const Napi::CallbackInfo& info, size_t index, Span* out) {
  if (!BytesOf(info, index, out)) return false;
  const size_t offset = Size(info, index + 1);
  const size_t length = Size(info, index + 2);
  if (offset > out->length || length > out->length - offset) {
    Napi::RangeError::New(info.Env(), "offset and length are not inside the bytes").ThrowAsJavaScriptException();
    return false;
  }
  *out = {out->data + offset, length};
  return true;
}

Napi::Value Answer(const Napi::CallbackInfo& info, int64_t value) {
  return Napi::Number::New(info.Env(), static_cast<double>(value));
}

sockaddr_nl AddressOf(uint32_t port_id, uint32_t groups) {
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_pid = port_id;
  address.nl_groups = groups;
  return address;
}

int Result(int result) { return result < 0 ? -errno : result; }

}  // namespace

Napi::Function SocketObject::Define(Napi::Env env) {
  return DefineClass(env, "Socket",
                     {StaticMethod("open", &SocketObject::Open),
                      InstanceMethod("bind", &SocketObject::Bind), InstanceMethod("connect", &SocketObject::Connect),
                      InstanceMethod("address", &SocketObject::Address),
                      InstanceMethod("setOption", &SocketObject::SetOption),
                      InstanceMethod("getOption", &SocketObject::GetOption),
                      InstanceMethod("attachFilter", &SocketObject::AttachFilter),
                      InstanceMethod("send", &SocketObject::Send), InstanceMethod("exchange", &SocketObject::Exchange),
                      InstanceMethod("receive", &SocketObject::Receive),
                      InstanceMethod("submit", &SocketObject::DoSubmit), InstanceMethod("pump", &SocketObject::Pump),
                      InstanceMethod("watch", &SocketObject::Watch), InstanceMethod("take", &SocketObject::Take),
                      InstanceMethod("drops", &SocketObject::Drops), InstanceMethod("close", &SocketObject::Close),
                      InstanceMethod("ref", &SocketObject::DoRef), InstanceMethod("unref", &SocketObject::DoUnref),
                      InstanceAccessor<&SocketObject::GetFd>("fd"),
                      InstanceAccessor<&SocketObject::GetStatus>("status")});
}

Napi::Value SocketObject::Open(const Napi::CallbackInfo& info) {
  Environment& environment = Environment::Of(info.Env());
  int error = 0;
  Descriptor descriptor = OpenSocket(Signed(info, 0), Signed(info, 1), Signed(info, 2), &error);
  if (!descriptor) return Answer(info, -error);
  Napi::Object object = environment.constructor.New({info[3]});
  SocketObject* self = Unwrap(object);
  if (self == nullptr) return info.Env().Undefined();
  const uint64_t id = self->id_;
  self->state_ = std::make_shared<SocketState>(std::move(descriptor), [bell = environment.bell(), id] { bell->Ring(id); });
  return object;
}

SocketObject::SocketObject(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<SocketObject>(info), environment_(Environment::Of(info.Env())) {
  id_ = environment_.Add(this);
  if (info.Length() > 0 && info[0].IsFunction()) on_ready_ = Napi::Persistent(info[0].As<Napi::Function>());
  Napi::Int32Array status = Napi::Int32Array::New(info.Env(), kStatusWords);
  status_ = status.Data();
  status_reference_ = Napi::Persistent(status);
}

SocketObject::~SocketObject() {
  CloseNow();
  environment_.Remove(id_);
}

void SocketObject::CallReady() {
  if (state_ == nullptr || on_ready_.IsEmpty()) return;
  Napi::HandleScope scope(Env());
  status_[kHasInbox] = 1;
  on_ready_.MakeCallback(Env().Global(), {});
}

Napi::Value SocketObject::Bind(const Napi::CallbackInfo& info) {
  if (state_ == nullptr) return Answer(info, -EBADF);
  const sockaddr_nl address = AddressOf(Unsigned(info, 0), Unsigned(info, 1));
  return Answer(info, Result(bind(state_->fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address)));
}

Napi::Value SocketObject::Connect(const Napi::CallbackInfo& info) {
  if (state_ == nullptr) return Answer(info, -EBADF);
  sockaddr_nl address = AddressOf(Unsigned(info, 0), Unsigned(info, 1));
  double port_id = 0;
  if (napi_get_value_double(info.Env(), info[0], &port_id) == napi_ok && port_id < 0) address.nl_family = AF_UNSPEC;
  return Answer(info, Result(connect(state_->fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address)));
}

Napi::Value SocketObject::Address(const Napi::CallbackInfo& info) {
  if (state_ == nullptr) return Answer(info, -EBADF);
  if (!info[0].IsTypedArray() || info[0].As<Napi::TypedArray>().TypedArrayType() != napi_uint32_array) {
    Napi::TypeError::New(info.Env(), "expected a Uint32Array").ThrowAsJavaScriptException();
    return info.Env().Undefined();
  }
  auto out = info[0].As<Napi::Uint32Array>();
  sockaddr_nl address{};
  socklen_t length = sizeof address;
  const int result = Result(getsockname(state_->fd.get(), reinterpret_cast<sockaddr*>(&address), &length));
  if (result == 0 && out.ElementLength() >= 2) {
    out[0] = address.nl_pid;
    out[1] = address.nl_groups;
  }
  return Answer(info, result);
}

Napi::Value SocketObject::SetOption(const Napi::CallbackInfo& info) {
  Span value;
  if (!BytesOf(info, 2, &value)) return info.Env().Undefined();
  if (state_ == nullptr) return Answer(info, -EBADF);
  return Answer(info, Result(setsockopt(state_->fd.get(), Signed(info, 0), Signed(info, 1), value.data,
                                        static_cast<socklen_t>(value.length))));
}

Napi::Value SocketObject::GetOption(const Napi::CallbackInfo& info) {
  Span out;
  if (!BytesOf(info, 2, &out)) return info.Env().Undefined();
  if (state_ == nullptr) return Answer(info, -EBADF);
  socklen_t length = static_cast<socklen_t>(out.length);
  const int result = Result(getsockopt(state_->fd.get(), Signed(info, 0), Signed(info, 1), out.data, &length));
  return Answer(info, result < 0 ? result : static_cast<int64_t>(length));
}

Napi::Value SocketObject::AttachFilter(const Napi::CallbackInfo& info) {
  Span program;
  if (!BytesOf(info, 0, &program)) return info.Env().Undefined();
  if (state_ == nullptr) return Answer(info, -EBADF);
  std::vector<sock_filter> instructions(program.length / sizeof(sock_filter));
  if (!instructions.empty()) std::memcpy(instructions.data(), program.data, instructions.size() * sizeof(sock_filter));
  const sock_fprog filter = {static_cast<unsigned short>(instructions.size()), instructions.data()};
  return Answer(info, Result(setsockopt(state_->fd.get(), SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter)));
}

int SocketObject::SendHere(const uint8_t* bytes, size_t length, uint32_t port_id, uint32_t groups) {
  const sockaddr_nl to = AddressOf(port_id, groups);
  for (;;) {
    const ssize_t sent = sendto(state_->fd.get(), bytes, length, MSG_DONTWAIT, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    if (sent >= 0) return static_cast<int>(sent);
    if (errno != EINTR) return -errno;
  }
}

Napi::Value SocketObject::Send(const Napi::CallbackInfo& info) {
  Span bytes;
  if (!PartOf(info, 0, &bytes)) return info.Env().Undefined();
  if (state_ == nullptr) return Answer(info, -EBADF);
  return Answer(info, SendHere(bytes.data, bytes.length, Unsigned(info, 3), Unsigned(info, 4)));
}

// Drains on this thread. What does not fit, and what comes behind something in the inbox, goes to the inbox.
int64_t SocketObject::ReceiveHere(uint8_t* out, size_t room, unsigned most) {
  SocketState& socket = *state_;
  Staging& staging = environment_.staging();
  size_t used = 0;
  unsigned datagrams = 0;
  bool has_overrun = false;
  bool is_end = false;
  while (!is_end && datagrams < most) {
    const int got = staging.Receive(socket.fd.get(), most - datagrams);
    if (got == -ENOBUFS) {
      has_overrun = true;
      continue;
    }
    // An empty slot says that the queue is empty: there is no need to ask again.
    is_end = got < static_cast<int>(kSlots) && datagrams + static_cast<unsigned>(got < 0 ? 0 : got) < most;
    std::lock_guard guard(socket.lock);
    const auto append = [&](const RecordHeader& header, const uint8_t* payload) {
      if (socket.inbox.empty() && header.size <= room - used) {
        std::memcpy(out + used, &header, sizeof header);
        if (header.length > 0) std::memcpy(out + used + sizeof header, payload, header.length);
        used += header.size;
      } else {
        socket.inbox.Append(header, payload, header.length);
      }
    };
    for (int i = 0; i < got; i++) {
      const Received received = staging.At(static_cast<unsigned>(i));
      append(received.header, received.payload);
    }
    if (got > 0) datagrams += static_cast<unsigned>(got);
    if (got < 0 && got != -EAGAIN) append(NoteRecord(kError, 0, static_cast<uint32_t>(-got)), out);
    if (is_end && has_overrun) append(NoteRecord(kOverrun, 0, NewDrops(socket)), out);
  }
  std::lock_guard guard(socket.lock);
  status_[kDatagrams] = static_cast<int32_t>(datagrams);
  status_[kHasInbox] = socket.inbox.empty() ? 0 : 1;
  return static_cast<int64_t>(used);
}

Napi::Value SocketObject::Exchange(const Napi::CallbackInfo& info) {
  Span bytes;
  Span rx;
  if (!PartOf(info, 0, &bytes) || !BytesOf(info, 5, &rx)) return info.Env().Undefined();
  if (state_ == nullptr) return Answer(info, -EBADF);
  bool is_watched;
  for (;;) {
    std::unique_lock guard(state_->lock);
    if (state_->is_worked) return Answer(info, -EBUSY);
    is_watched = state_->watch_limit > 0;
    if (is_watched || !state_->is_reading) break;
    guard.unlock();
    std::this_thread::yield();  // the reader's last receive, which does not sleep
  }
  const auto start = std::chrono::steady_clock::now();
  const int sent = SendHere(bytes.data, bytes.length, Unsigned(info, 3), Unsigned(info, 4));
  int64_t received = sent;
  if (sent >= 0) {
    status_[kDatagrams] = 0;
    // Where the reader watches it alone receives, so that the order is kept.
    received = is_watched ? 0 : ReceiveHere(rx.data, rx.length, Unsigned(info, 6));
  }
  const auto took = std::chrono::steady_clock::now() - start;
  status_[kMicroseconds] = static_cast<int32_t>(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
  return Answer(info, received);
}

Napi::Value SocketObject::Receive(const Napi::CallbackInfo& info) {
  Span rx;
  if (!BytesOf(info, 0, &rx)) return info.Env().Undefined();
  if (state_ == nullptr) return Answer(info, -EBADF);
  {
    std::lock_guard guard(state_->lock);
    if (state_->is_worked || state_->watch_limit > 0 || state_->is_reading) return Answer(info, -EBUSY);
  }
  return Answer(info, ReceiveHere(rx.data, rx.length, Unsigned(info, 1)));
}

Napi::Value SocketObject::DoSubmit(const Napi::CallbackInfo& info) {
  Span bytes;
  if (!PartOf(info, 0, &bytes)) return info.Env().Undefined();
  if (state_ == nullptr) return Answer(info, -EBADF);
  {
    std::lock_guard guard(state_->lock);
    state_->submits.push_back({{bytes.data, bytes.data + bytes.length}, Unsigned(info, 3), Unsigned(info, 4), Unsigned(info, 5)});
    const size_t limit = Size(info, 6);
    if (limit > 0) state_->pump_limit = limit;
  }
  const int result = WakeStrand(state_, strand_);
  if (result < 0) {
    std::lock_guard guard(state_->lock);
    state_->submits.pop_back();
  }
  return Answer(info, result);
}

Napi::Value SocketObject::Pump(const Napi::CallbackInfo& info) {
  if (state_ == nullptr) return Answer(info, -EBADF);
  {
    std::lock_guard guard(state_->lock);
    state_->pump_limit = Size(info, 0);
    if (state_->watch_limit == 0) state_->watch_limit = state_->pump_limit;
  }
  int result = environment_.NeedReader();
  strand_.reader = environment_.reader();
  if (result == 0) result = WakeStrand(state_, strand_);
  return Answer(info, result);
}

int SocketObject::WatchNow() {
  const int result = environment_.NeedReader();
  if (result < 0) return result;
  strand_.reader = environment_.reader();
  return environment_.reader()->Watch(state_);
}

Napi::Value SocketObject::Watch(const Napi::CallbackInfo& info) {
  if (state_ == nullptr) return Answer(info, -EBADF);
  const size_t limit = Size(info, 0);
  bool is_worked;
  {
    std::lock_guard guard(state_->lock);
    state_->watch_limit = limit;
    state_->is_paused = false;
    is_worked = state_->is_worked;
  }
  if (limit == 0) {
    if (environment_.reader() != nullptr) environment_.reader()->Forget(*state_);
    return Answer(info, 0);
  }
  // A thread at work asks for the watch when it is done.
  if (is_worked) {
    const int result = environment_.NeedReader();
    strand_.reader = environment_.reader();
    return Answer(info, result);
  }
  return Answer(info, WatchNow());
}

Napi::Value SocketObject::Take(const Napi::CallbackInfo& info) {
  Span rx;
  if (!BytesOf(info, 0, &rx)) return info.Env().Undefined();
  if (state_ == nullptr) return Answer(info, -EBADF);
  SocketState& socket = *state_;
  size_t copied;
  bool must_watch = false;
  bool must_pump = false;
  {
    std::lock_guard guard(socket.lock);
    copied = socket.inbox.Take(rx.data, rx.length);
    const size_t left = socket.inbox.bytes();
    status_[kHasInbox] = left > 0 ? 1 : 0;
    status_[kInboxBytes] = static_cast<int32_t>(left);
    status_[kNeed] = static_cast<int32_t>(socket.inbox.NextSize());
    status_[kIsBusy] = socket.is_worked ? 1 : 0;
    if (left == 0) socket.is_announced = false;
    if (socket.is_paused && left < socket.watch_limit / 2) {
      socket.is_paused = false;
      must_watch = true;
    }
    must_pump = socket.pump_limit > 0 && !socket.is_worked && left < socket.pump_limit / 2;
  }
  if (must_watch) WatchNow();
  if (must_pump) WakeStrand(state_, strand_);
  return Answer(info, copied == 0 && status_[kHasInbox] == 1 ? -EMSGSIZE : static_cast<int64_t>(copied));
}

Napi::Value SocketObject::Drops(const Napi::CallbackInfo& info) {
  return Answer(info, state_ == nullptr ? -EBADF : DropCount(state_->fd.get()));
}

void SocketObject::CloseNow() {
  if (state_ == nullptr) return;
  // Out of the reader first: the number may be another file's as soon as the descriptor is closed.
  if (environment_.reader() != nullptr) environment_.reader()->Forget(*state_);
  {
    std::lock_guard guard(state_->lock);
    state_->is_closed = true;
    state_->submits.clear();
    state_->inbox.Clear();
    state_->work.notify_all();
  }
  state_.reset();
  if (std::exchange(is_referenced_, false)) environment_.Unref();
}

Napi::Value SocketObject::Close(const Napi::CallbackInfo& info) {
  CloseNow();
  on_ready_.Reset();
  return Answer(info, 0);
}

Napi::Value SocketObject::GetFd(const Napi::CallbackInfo& info) {
  return Answer(info, state_ == nullptr ? -1 : state_->fd.get());
}

Napi::Value SocketObject::GetStatus(const Napi::CallbackInfo&) { return status_reference_.Value(); }

void SocketObject::DoRef(const Napi::CallbackInfo&) {
  if (state_ != nullptr && !std::exchange(is_referenced_, true)) environment_.Ref();
}

void SocketObject::DoUnref(const Napi::CallbackInfo&) {
  if (std::exchange(is_referenced_, false)) environment_.Unref();
}

}  // namespace nlkit
