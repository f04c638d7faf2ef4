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
#include <pthread.h>
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
static int isUnderWay = 0, isStarterKnown = 0;
static pthread_t starter;

// Comes back where the program could not be started, with 0; and with 1 in the thread that is about to start it, which
// was sent another such signal meanwhile.
static int startProgram(unsigned which) {
  if (__atomic_exchange_n(&isUnderWay, 1, __ATOMIC_SEQ_CST)) {
    if (__atomic_load_n(&isStarterKnown, __ATOMIC_SEQ_CST) && pthread_equal(starter, pthread_self())) return 1;
    // Other threads may crash, too, before they are ended.
    for (;;) pause();
  }
  starter = pthread_self();
  __atomic_store_n(&isStarterKnown, 1, __ATOMIC_SEQ_CST);
  // Node.js keeps its input and output from programs that it does not start itself.
  for (int stream = 0; stream <= 2; stream++) fcntl(stream, F_SETFD, 0);
  environment[environmentSize] = crashes[which].variable;
  environment[environmentSize + 1] = NULL;
  sigset_t ours, waiting;
  sigemptyset(&ours);
  for (unsigned index = 0; index < CRASHES; index++) sigaddset(&ours, crashes[index].signal);
  sigprocmask(SIG_BLOCK, &ours, NULL);
  // A program inherits signals that wait. They are taken, not ignored for a moment: a thread that crashes in a moment
  // in which nobody hears of it ends the process.
  while (sigpending(&waiting) == 0) {
    int isAny = 0, taken;
    for (unsigned index = 0; index < CRASHES; index++) isAny |= sigismember(&waiting, crashes[index].signal) == 1;
    if (!isAny || sigwait(&ours, &taken) != 0) break;
  }
  // What is blocked it inherits, too; who hears it does not.
  sigprocmask(SIG_UNBLOCK, &ours, NULL);
  execve(kept, arguments, environment);
  return 0;
}

static void listenTo(unsigned which, struct sigaction *heardBefore);

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
    if (isArmed) listenTo(which, NULL);
  }
  if (isArmed && startProgram(which)) return;
  signal(number, SIG_DFL);
  raise(number);
}

static void listenTo(unsigned which, struct sigaction *heardBefore) {
  struct sigaction own;
  own.sa_sigaction = hear;
  own.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&own.sa_mask);
  sigaction(crashes[which].signal, &own, heardBefore);
}

static void listen(void) {
  if (isInstalled) return;
  isInstalled = 1;
  for (unsigned index = 0; index < CRASHES; index++) listenTo(index, &before[index]);
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
