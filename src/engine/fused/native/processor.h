// Which kernels there are for this kind of processor, of each family widest vectors first, and which of them this one can
// run. Those of either family need instructions for fused products.

#pragma once

#include "kernels/state.h"

#if defined(__x86_64__)

static void askProcessor(unsigned leaf, unsigned *a, unsigned *b, unsigned *c, unsigned *d) {
  __asm__ volatile("cpuid" : "=a"(*a), "=b"(*b), "=c"(*c), "=d"(*d) : "a"(leaf), "c"(0));
}

// Bits of leaf 7 that are wanted, where the system keeps all registers that `registers` has a bit for: a processor may
// have instructions whose registers the system would lose.
static int hasVectors(unsigned wanted, unsigned registers) {
  unsigned a, b, c, d, saved, high;
  askProcessor(0, &a, &b, &c, &d);
  if (a < 7) return 0;
  askProcessor(1, &a, &b, &c, &d);
  const unsigned systemTells = 1u << 27, fusedProducts = 1u << 12;
  if ((c & systemTells) == 0 || (c & fusedProducts) == 0) return 0;
  __asm__ volatile("xgetbv" : "=a"(saved), "=d"(high) : "c"(0));
  if ((saved & registers) != registers) return 0;
  askProcessor(7, &a, &b, &c, &d);
  return (b & wanted) == wanted;
}

enum { AVX2 = 1u << 5, AVX512F = 1u << 16, AVX512DQ = 1u << 17, AVX512BW = 1u << 30 };
#define AVX512VL (1u << 31)

int hasAvx2(void) { return hasVectors(AVX2, 0x06); }
int hasAvx512(void) { return hasVectors(AVX2 | AVX512F | AVX512DQ | AVX512BW | AVX512VL, 0xe6); }

extern const Kernels avx512, avx2, fmaAvx512, fmaAvx2;
static const Kernels *const allKernels[] = {&avx512, &avx2, &fmaAvx512, &fmaAvx2};

#elif defined(__aarch64__)

int hasNeon(void) { return 1; }

extern const Kernels neon, fmaNeon;
static const Kernels *const allKernels[] = {&neon, &fmaNeon};

#endif

static const uint32_t allKernelsCount = sizeof allKernels / sizeof *allKernels;
