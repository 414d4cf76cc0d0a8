// Owns: nothing. Starts threads and waits, with symbols that the C and C++ libraries of every supported system have:
// std::thread and std::condition_variable::wait() of a new compiler ask for a new libstdc++ (GLIBCXX_3.4.22, 3.4.30).
// Runs on: any thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>

namespace nlkit {

// Runs `body`, which must not throw, on a thread of its own that nobody waits for. 0 or an errno.
int StartThread(std::function<void()> body);

// Runs `body` on a thread of its own and waits until it has returned. 0 or an errno.
int RunOnThread(const std::function<void()>& body);

// As changed.wait(guard).
void Wait(std::condition_variable& changed, std::unique_lock<std::mutex>& guard);

}  // namespace nlkit
