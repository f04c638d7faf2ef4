// Starts a program anew in the place of one that crashes: the process stays the same for whoever waits for it, sends it
// signals or reads what it writes. Everything is laid out beforehand, because a process that has crashed can allocate
// nothing.

#include "startAgain.h"

#ifdef _WIN32

// A process cannot become another program there.
int startAgainOnCrash(const char *texts, unsigned bytes, unsigned arguments, unsigned variables) {
  (void)texts, (void)bytes, (void)arguments, (void)variables;
  return 0;
}

void endOnCrash(void) {}

#else

#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

enum { MOST_BYTES = 1 << 18, MOST_TEXTS = 4096 };

// What native code that goes wrong ends by.
static const struct Crash {
  int signal;
  char *variable;
} crashes[] = {
  {SIGSEGV, "REPTILE_LAB_NATIVE_CRASHED_BY=SIGSEGV"},
  {SIGBUS, "REPTILE_LAB_NATIVE_CRASHED_BY=SIGBUS"},
  {SIGILL, "REPTILE_LAB_NATIVE_CRASHED_BY=SIGILL"},
  {SIGFPE, "REPTILE_LAB_NATIVE_CRASHED_BY=SIGFPE"},
};
enum { CRASHES = sizeof crashes / sizeof *crashes };

// Who heard of each before: V8 of faults in WebAssembly, from which it goes on.
static struct sigaction before[CRASHES];
static int isInstalled = 0;

static char kept[MOST_BYTES];
static char *arguments[MOST_TEXTS + 1], *environment[MOST_TEXTS + 2];
static unsigned environmentSize;
static volatile int isArmed = 0;
static int isUnderWay = 0;

static void startProgram(unsigned which) {
  // Other threads may crash, too, before they are ended.
  if (__atomic_exchange_n(&isUnderWay, 1, __ATOMIC_SEQ_CST)) {
    for (;;) pause();
  }
  sigset_t blocked;
  sigemptyset(&blocked);
  for (unsigned index = 0; index < CRASHES; index++) {
    // A program inherits signals that wait, unless they are ignored for a moment.
    signal(crashes[index].signal, SIG_IGN);
    signal(crashes[index].signal, SIG_DFL);
    sigaddset(&blocked, crashes[index].signal);
  }
  sigprocmask(SIG_UNBLOCK, &blocked, NULL);
  // Node.js keeps its input and output from programs that it does not start itself.
  for (int stream = 0; stream <= 2; stream++) fcntl(stream, F_SETFD, 0);
  environment[environmentSize] = crashes[which].variable;
  environment[environmentSize + 1] = NULL;
  execve(kept, arguments, environment);
}

static void hear(int number, siginfo_t *info, void *context) {
  unsigned which = 0;
  while (which + 1 < CRASHES && crashes[which].signal != number) which++;
  const struct sigaction *first = &before[which];
  if ((first->sa_flags & SA_SIGINFO) != 0) {
    first->sa_sigaction(number, info, context);
    struct sigaction now;
    sigaction(number, NULL, &now);
    // Who cannot go on makes the signal end the process.
    if (now.sa_handler != SIG_DFL) return;
  }
  if (isArmed) startProgram(which);
  signal(number, SIG_DFL);
  raise(number);
}

static void listen(void) {
  if (isInstalled) return;
  isInstalled = 1;
  for (unsigned index = 0; index < CRASHES; index++) {
    struct sigaction own;
    own.sa_sigaction = hear;
    own.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&own.sa_mask);
    sigaction(crashes[index].signal, &own, &before[index]);
  }
}

int startAgainOnCrash(const char *texts, unsigned bytes, unsigned argumentCount, unsigned variables) {
  isArmed = 0;
  if (bytes == 0 || bytes > MOST_BYTES || texts[bytes - 1] != 0) return 0;
  if (argumentCount > MOST_TEXTS || variables > MOST_TEXTS) return 0;
  for (unsigned index = 0; index < bytes; index++) kept[index] = texts[index];
  unsigned position = 0, text = 0;
  const unsigned count = 1 + argumentCount + variables;
  for (; text < count && position < bytes; text++) {
    if (text > argumentCount) environment[text - 1 - argumentCount] = kept + position;
    else if (text > 0) arguments[text - 1] = kept + position;
    while (kept[position] != 0) position++;
    position++;
  }
  if (text < count) return 0;
  arguments[argumentCount] = NULL;
  environmentSize = variables;
  listen();
  isArmed = 1;
  return 1;
}

void endOnCrash(void) { isArmed = 0; }

#endif
