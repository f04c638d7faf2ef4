// The addon that Node.js loads: which kernels this processor has, and calls of them over memory that JavaScript owns.
// Keeps nothing itself but what the processor says and what a crash starts, so that any number of threads can load it.
// Whoever calls has checked that programs stay within their memory.

#ifdef __linux__
#define _GNU_SOURCE
#include <sys/mman.h>
#endif

#include "napi.h"
#include "kernels/state.h"
#include "processor.h"
#include "startAgain.h"

#define ARGUMENTS_AT_MOST 12

// What a call was given: arrays first, then numbers.
typedef struct Arguments {
  char *memory;
  State *state;
  uint32_t numbers[ARGUMENTS_AT_MOST];
} Arguments;

// Whether this processor runs each of the kernels. It is asked as the addon is loaded: where the machine is a virtual one,
// the question takes longer than a small step. Threads that load it write the same.
static unsigned char runsHere[sizeof allKernels / sizeof *allKernels];

static void askWhichRunHere(void) {
  for (uint32_t index = 0; index < allKernelsCount; index++) {
    __atomic_store_n(&runsHere[index], allKernels[index]->isSupported() != 0, __ATOMIC_RELAXED);
  }
}

static int isHere(uint32_t index) { return index < allKernelsCount && __atomic_load_n(&runsHere[index], __ATOMIC_RELAXED); }

// The bytes of an ArrayBuffer; nothing where it is none, or has fewer.
static void *bytesOf(napi_env env, napi_value value, size_t least) {
  void *bytes;
  size_t length;
  if (napi_get_arraybuffer_info(env, value, &bytes, &length) != napi_ok || length < least) return NULL;
  return bytes;
}

// Returns the kernels that a call names; throws and returns nothing where its arguments are wrong. Every call begins with
// the number of the kernels, the memory and the state.
static const Kernels *readCall(napi_env env, napi_callback_info info, size_t numbers, Arguments *to) {
  napi_value given[ARGUMENTS_AT_MOST + 3];
  size_t count = numbers + 3;
  uint32_t which;
  if (napi_get_cb_info(env, info, &count, given, NULL, NULL) == napi_ok && count == numbers + 3 &&
      napi_get_value_uint32(env, given[0], &which) == napi_ok && isHere(which)) {
    to->memory = bytesOf(env, given[1], 64);
    to->state = bytesOf(env, given[2], sizeof(State));
    size_t read = 0;
    while (read < numbers && napi_get_value_uint32(env, given[read + 3], &to->numbers[read]) == napi_ok) read++;
    if (to->memory != NULL && to->state != NULL && read == numbers) return allKernels[which];
  }
  napi_throw_error(env, NULL, "The native kernels were called with wrong arguments.");
  return NULL;
}

static Run runOf(const uint32_t *n) { return (Run){n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]}; }

static napi_value numberOf(napi_env env, uint32_t number) {
  napi_value value = NULL;
  napi_create_uint32(env, number, &value);
  return value;
}

// A build for tests alone may break down in the midst of its work.
static void breakDown(void) {
#ifdef BREAK_DOWN_AFTER
  static volatile int calls = 0;
  if (++calls <= BREAK_DOWN_AFTER) return;
#ifdef __aarch64__
  __asm__ volatile(".inst 0");
#else
  __builtin_trap();
#endif
#endif
}

// run(kernels, memory, state, program, batch, steps, inputs, inputBytes, targets, targetBytes, losses): 1, or 0
static napi_value run(napi_env env, napi_callback_info info) {
  Arguments given;
  const Kernels *kernels = readCall(env, info, 8, &given);
  if (kernels == NULL) return NULL;
  const Run own = runOf(given.numbers);
  breakDown();
  return numberOf(env, (uint32_t)kernels->run(given.state, given.memory, &own));
}

// runOperation(the same): address of the next operation, or 0
static napi_value runOperation(napi_env env, napi_callback_info info) {
  Arguments given;
  const Kernels *kernels = readCall(env, info, 8, &given);
  if (kernels == NULL) return NULL;
  const Run own = runOf(given.numbers);
  return numberOf(env, kernels->runOperation(given.state, given.memory, &own));
}

// move(kernels, memory, state, rows, columns, flat, panels, pack): nothing
static napi_value move(napi_env env, napi_callback_info info) {
  Arguments given;
  const Kernels *kernels = readCall(env, info, 5, &given);
  if (kernels == NULL) return NULL;
  const uint32_t *n = given.numbers;
  kernels->move(given.memory, (int)n[0], (int)n[1], n[2], n[3], (int)n[4]);
  return NULL;
}

// preferHugePages(memory): nothing. Where the system has pages of 2 MiB for those who ask, memory that nothing stands in yet
// comes in these: passes over images of some megabytes then wait less for the tables of pages. Refusal changes no result.
static napi_value preferHugePages(napi_env env, napi_callback_info info) {
#ifdef __linux__
  napi_value memory;
  size_t count = 1, length = 0;
  void *bytes = NULL;
  if (napi_get_cb_info(env, info, &count, &memory, NULL, NULL) == napi_ok && count == 1 &&
      napi_get_arraybuffer_info(env, memory, &bytes, &length) == napi_ok)
    (void)madvise(bytes, length, MADV_HUGEPAGE);
#else
  (void)env, (void)info;
#endif
  return NULL;
}

// startAgainOnCrash(texts, arguments, variables): 1, or 0
static napi_value startAgainOnCrashOf(napi_env env, napi_callback_info info) {
  napi_value given[3];
  size_t count = 3, length = 0;
  void *texts = NULL;
  uint32_t arguments, variables;
  if (napi_get_cb_info(env, info, &count, given, NULL, NULL) != napi_ok || count != 3 ||
      napi_get_arraybuffer_info(env, given[0], &texts, &length) != napi_ok || texts == NULL ||
      napi_get_value_uint32(env, given[1], &arguments) != napi_ok ||
      napi_get_value_uint32(env, given[2], &variables) != napi_ok || (uint32_t)length != length)
    return numberOf(env, 0);
  return numberOf(env, (uint32_t)startAgainOnCrash(texts, (uint32_t)length, arguments, variables));
}

// endOnCrash(): nothing
static napi_value endOnCrashOf(napi_env env, napi_callback_info info) {
  (void)env, (void)info;
  endOnCrash();
  return NULL;
}

// kernels(): names of the kernels, of each family widest vectors first; nothing in place of those that this processor
// does not have
static napi_value kernels(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value list, name;
  if (napi_create_array(env, &list) != napi_ok) return NULL;
  for (uint32_t index = 0; index < allKernelsCount; index++) {
    if (isHere(index)) napi_create_string_utf8(env, allKernels[index]->name, NAPI_AUTO_LENGTH, &name);
    else napi_get_null(env, &name);
    napi_set_element(env, list, index, name);
  }
  return list;
}

static void export(napi_env env, napi_value exports, const char *name, napi_callback callback) {
  napi_value function;
  if (napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, NULL, &function) != napi_ok) return;
  napi_set_named_property(env, exports, name, function);
}

NAPI_EXPORT int32_t node_api_module_get_api_version_v1(void) { return 8; }

NAPI_EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  if (!findNodeApi()) return NULL;
  askWhichRunHere();
  export(env, exports, "kernels", kernels);
  export(env, exports, "run", run);
  export(env, exports, "runOperation", runOperation);
  export(env, exports, "move", move);
  export(env, exports, "preferHugePages", preferHugePages);
  export(env, exports, "startAgainOnCrash", startAgainOnCrashOf);
  export(env, exports, "endOnCrash", endOnCrashOf);
  return exports;
}
