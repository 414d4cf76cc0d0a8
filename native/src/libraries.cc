// What the compiler's headers refer to and the C and C++ libraries of older systems do not have. Names as the linker sees
// them: the headers that declare these must not be seen here.
#include <cstdlib>

#ifdef __GLIBC__

// shared_ptr asks whether it may count without atomic operations (GLIBC_2.32): here it may not.
extern "C" __attribute__((visibility("hidden"))) char __libc_single_threaded;
char __libc_single_threaded = 0;

// A container is asked for more elements than there are addresses (GLIBCXX_3.4.29). None of ours can be.
extern "C" __attribute__((visibility("hidden"), noreturn)) void _ZSt28__throw_bad_array_new_lengthv();
void _ZSt28__throw_bad_array_new_lengthv() { std::abort(); }

#endif
