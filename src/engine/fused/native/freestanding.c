// What compilers take of a C library even where a program calls none of it. With these, the addon needs no library: one
// file serves every kind of Linux, and Windows without a run-time library.

typedef __SIZE_TYPE__ size_t;
typedef unsigned long long Word __attribute__((aligned(1), may_alias));

void *memcpy(void *restrict to, const void *restrict from, size_t bytes) {
  char *target = to;
  const char *source = from;
  for (; bytes >= sizeof(Word); bytes -= sizeof(Word), target += sizeof(Word), source += sizeof(Word)) {
    *(Word *)target = *(const Word *)source;
  }
  for (; bytes > 0; bytes--) *target++ = *source++;
  return to;
}

#ifdef _WIN32
// That there are numbers with fractions, which the linker wants to hear; and that the addon is loaded.
int _fltused = 0;
int DllMainCRTStartup(void *module, unsigned reason, void *reserved) {
  (void)module, (void)reason, (void)reserved;
  return 1;
}
#endif

void *memset(void *to, int value, size_t bytes) {
  char *target = to;
  const Word words = (unsigned char)value * 0x0101010101010101ull;
  for (; bytes >= sizeof(Word); bytes -= sizeof(Word), target += sizeof(Word)) *(Word *)target = words;
  for (; bytes > 0; bytes--) *target++ = (char)value;
  return to;
}
