// What the kernels need of their compiler: fixed-width integers, inlining, unrolling, and memory as bytes. Nothing of any
// library.

#pragma once

typedef __INT32_TYPE__ int32_t;
typedef __UINT32_TYPE__ uint32_t;
typedef __UINT64_TYPE__ uint64_t;
typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;

#define INLINE static inline __attribute__((always_inline))
#define INLINED __attribute__((always_inline))
/** An operation: a function of its own, so that no other one takes its registers. */
#define KERNEL static __attribute__((noinline))
#ifdef __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif

/** A place in the memory that the engine has planned. */
typedef char *Address;

namespace {

INLINE float floatAt(const char *at) { return *reinterpret_cast<const float *>(at); }
INLINE void putFloat(char *at, float value) { *reinterpret_cast<float *>(at) = value; }
INLINE int32_t wordAt(const char *at) { return *reinterpret_cast<const int32_t *>(at); }
/** What a table's word says of a place, or a distance in memory. */
INLINE size_t bytesAt(const char *at) { return *reinterpret_cast<const uint32_t *>(at); }
INLINE double doubleAt(const char *at) {
  double value;
  __builtin_memcpy(&value, at, sizeof value);
  return value;
}

INLINE int smaller(int a, int b) { return a < b ? a : b; }
INLINE int greater(int a, int b) { return a > b ? a : b; }

} // namespace
