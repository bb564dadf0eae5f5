// SPDX-License-Identifier: Apache-2.0
//
// Tells the thread sanitizer what it cannot see of Swift's `Mutex` on Linux.
//
// The quick ways of locking and unlocking are compiled into our code, and the sanitizer sees them. When two threads
// meet, the rest happens inside libswiftSynchronization.so, which is not built for the sanitizer: it would take
// everything that a contended mutex protects for a race. Loaded with LD_PRELOAD, this stands in front of the two
// functions concerned and reports the order that they establish. It hides nothing else, so no report has to be
// suppressed.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *

// The sanitizer's runtime; absent in processes that are not built for it, such as `swift test` itself.
extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

// Synchronization._MutexHandle._lockSlow(UInt32)
SWIFT void lockSlow(uint32_t thread, SELF self) __asm__("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
// Synchronization._MutexHandle._unlockSlow()
SWIFT void unlockSlow(SELF self) __asm__("$s15Synchronization12_MutexHandleV11_unlockSlowyyF");

SWIFT void lockSlow(uint32_t thread, SELF self) {
    static SWIFT void (*original)(uint32_t, SELF);
    if (!original) original = dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
    original(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT void unlockSlow(SELF self) {
    static SWIFT void (*original)(SELF);
    if (!original) original = dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV11_unlockSlowyyF");
    if (__tsan_release) __tsan_release(self);
    original(self);
}
