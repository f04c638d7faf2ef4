// What lasts from one call to the next: it lies in an array of the caller's, one for each learner. Read by C and by C++.

#pragma once

/** Terms of a product whose weights are packed at a time: with those of 64 columns they fill half the nearest cache. */
#define PACKED_TERMS 64

typedef struct State {
  /** Powers of Adam's decays after the steps taken so far, for its bias correction. */
  double beta1Power, beta2Power;
  /** Which inner step's values dropout drops: both modulo 2^32. */
  unsigned dropoutSeed, dropoutStep;
  /** Room for packed weights, within which they begin where vectors do. */
  char packed[(PACKED_TERMS * 64 + 16) * 4];
} State;

/** Where a call finds what it needs in the memory that the engine has planned: bytes from its start. */
typedef struct Run {
  unsigned program, batch, steps, inputs, inputBytes, targets, targetBytes, losses;
} Run;

/** The kernels for one set of instructions. */
typedef struct Kernels {
  const char *name;
  /** Whether this processor has the instructions, and the system keeps their registers. */
  int (*isSupported)(void);
  /**
   * Runs a program once for each mini-batch. Returns 1, or 0 where it comes to an operation that there is not.
   */
  int (*run)(State *state, char *memory, const Run *run);
  /** Carries out the one operation at `run->program`. Returns the address of the next, or 0 where there is none such. */
  unsigned (*runOperation)(State *state, char *memory, const Run *run);
  /** Moves a matrix between the flat layout and panels. */
  void (*move)(char *memory, int rows, int columns, unsigned flat, unsigned panels, int pack);
} Kernels;
