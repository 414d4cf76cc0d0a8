// Owns: nothing. Runs on: JavaScript's thread, once for each environment that loads the addon.
#include "environment.h"
#include "socket_object.h"

namespace {

Napi::Object Initialize(Napi::Env env, Napi::Object exports) {
  const auto environment = nlkit::Environment::Start(env);
  if (environment == nullptr) return exports;
  Napi::Function socket = nlkit::SocketObject::Define(env);
  environment->constructor = Napi::Persistent(socket);
  exports.Set("Socket", socket);
  exports.Set("abi", Napi::Number::New(env, 1));
  return exports;
}

}  // namespace

NODE_API_MODULE(nlkit, Initialize)
