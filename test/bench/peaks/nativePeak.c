// The machine's floating-point peak, natively: s = s * a + b on as many independent sums as stay in registers.
//
// Compiled twice: with -ffp-contract=off a product and its sum are two instructions, with -ffp-contract=fast one, where the processor
// has it.
// Prints lines "<bits> <GFLOP/s>", then "clock <GHz>", from a chain of additions that each take one cycle.
// Shapes: SUMS vectors of LANES floats, LENGTH turns; 2 * SUMS * LANES * LENGTH operations, no memory.

#include <stdio.h>
#include <time.h>

#define LENGTH 400000L
#define ROUNDS 100

static double seconds(void) {
  struct timespec time;
  timespec_get(&time, TIME_UTC);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

// Twelve sums and the two factors fit into 16 registers; two products a cycle with a latency of 4 to 6 cycles keep at most twelve busy.
#define EACH(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11)
#define SUMS 12
#define START(i) vector s##i = zero + (float)i;
#define STEP(i) s##i = s##i * a + b;
// Every sum after every turn: else a compiler might take several turns of one sum, then of the next, or run the loop on wider vectors.
#define KEEP(i) __asm__ volatile("" : "+" REGISTER(s##i));
#define TOTAL(i) total += s##i;

#if defined(__aarch64__)
#define REGISTER "w"
#elif defined(__AVX512F__)
#define REGISTER "v"
#else
#define REGISTER "x"
#endif

#define PEAK(NAME, LANES)                                                                     \
  typedef float NAME##_vector __attribute__((vector_size(LANES * 4)));                        \
  static float NAME##_run(float factor, float term) {                                         \
    typedef NAME##_vector vector;                                                             \
    vector zero = {0}, a = zero + factor, b = zero + term;                                    \
    EACH(START)                                                                               \
    for (long turn = 0; turn < LENGTH; turn++) {                                              \
      EACH(STEP)                                                                              \
      EACH(KEEP)                                                                              \
    }                                                                                         \
    vector total = zero;                                                                      \
    EACH(TOTAL)                                                                               \
    float sum = 0;                                                                            \
    for (int lane = 0; lane < LANES; lane++) sum += total[lane];                              \
    return sum;                                                                               \
  }                                                                                           \
  static void NAME##_measure(volatile float *numbers) {                                       \
    double best = 1e9;                                                                        \
    for (int round = 0; round < ROUNDS; round++) {                                            \
      double begin = seconds();                                                               \
      numbers[2] = NAME##_run(numbers[0], numbers[1]);                                        \
      double time = seconds() - begin;                                                        \
      if (time > 0 && time < best) best = time;                                               \
    }                                                                                         \
    printf("%d %.2f\n", LANES * 32, 2.0 * SUMS * LANES * LENGTH / best / 1e9);                \
  }

PEAK(narrow, 4)
#if defined(__AVX__)
PEAK(middle, 8)
#endif
#if defined(__AVX512F__)
PEAK(wide, 16)
#endif

static void measure_clock(void) {
  double best = 1e9;
  for (int round = 0; round < ROUNDS; round++) {
    long sum = 0;
    double begin = seconds();
    for (long turn = 0; turn < LENGTH; turn++) {
#define ADD sum += turn; __asm__ volatile("" : "+r"(sum));
      ADD ADD ADD ADD ADD ADD ADD ADD
    }
    double time = seconds() - begin;
    if (time > 0 && time < best) best = time;
  }
  printf("clock %.3f\n", 8.0 * LENGTH / best / 1e9);
}

int main(void) {
  volatile float numbers[3] = {0.5f, 1.0f, 0.0f};
  narrow_measure(numbers);
#if defined(__AVX__)
  middle_measure(numbers);
#endif
#if defined(__AVX512F__)
  wide_measure(numbers);
#endif
  measure_clock();
  return 0;
}
