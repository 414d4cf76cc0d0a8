#include "threads.h"

#include <errno.h>
#include <pthread.h>

#include <memory>
#include <new>

#ifdef __GLIBC__

// Since glibc 2.34 the linker would choose GLIBC_2.34 for a function that has been there for ever.
#if defined(__x86_64__)
__asm__(".symver pthread_create, pthread_create@GLIBC_2.2.5");
#elif defined(__aarch64__)
__asm__(".symver pthread_create, pthread_create@GLIBC_2.17");
#endif
#endif

namespace nlkit {

namespace {

using Body = std::function<void()>;

void* Run(void* data) {
  const std::unique_ptr<Body> body(static_cast<Body*>(data));
  (*body)();
  return nullptr;
}

}  // namespace

int StartThread(Body body) {
  std::unique_ptr<Body> data(new (std::nothrow) Body(std::move(body)));
  if (data == nullptr) return ENOMEM;
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error != 0) return error;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  error = pthread_create(&thread, &attributes, Run, data.get());
  pthread_attr_destroy(&attributes);
  if (error == 0) data.release();
  return error;
}

int RunOnThread(const Body& body) {
  struct {
    std::mutex lock;
    std::condition_variable changed;
    bool is_done = false;
  } shared;
  const int error = StartThread([&] {
    body();
    // Told under the lock: the waiting thread must not leave before notify_one() has returned.
    std::lock_guard guard(shared.lock);
    shared.is_done = true;
    shared.changed.notify_one();
  });
  if (error != 0) return error;
  std::unique_lock guard(shared.lock);
  while (!shared.is_done) Wait(shared.changed, guard);
  return 0;
}

void Wait(std::condition_variable& changed, std::unique_lock<std::mutex>& guard) {
  pthread_cond_wait(changed.native_handle(), guard.mutex()->native_handle());
}

}  // namespace nlkit
