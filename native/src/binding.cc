// Owns: nothing. Runs on: JavaScript's thread, once for each environment that loads the addon.
#include <dlfcn.h>

#include "environment.h"
#include "socket_object.h"

namespace {

// Node unloads the addons of a worker that has ended, while a thread of ours may still sit in the kernel: the code
// it returns to has to stay.
void StayLoaded() {
  Dl_info self;
  if (dladdr(reinterpret_cast<void*>(&StayLoaded), &self) != 0) dlopen(self.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
}

Napi::Object Initialize(Napi::Env env, Napi::Object exports) {
  StayLoaded();
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
