// What runs programs: kernels over memory of their own, whatever they are compiled to.

/** The kernels of one learner. Addresses are bytes of `memory`. */
export interface Kernels {
  /** Stays where it is, as large as it is. */
  readonly memory: ArrayBuffer | SharedArrayBuffer;
  /** Powers of Adam's decays after the steps taken so far, for its bias correction; `run` raises them further. */
  setDecayPowers(first: number, second: number): void;
  /** `step` inner steps were taken since the seed was set; `run` counts on from there. Both modulo 2^32. */
  setDropout(seed: number, step: number): void;
  /**
   * Runs `program` once for each of `steps` mini-batches of `batch` samples, which stand one after another at `inputs`
   * and `targets`, `inputBytes` and `targetBytes` each. Writes each mini-batch's loss to `losses`.
   */
  run(
    program: number,
    batch: number,
    steps: number,
    inputs: number,
    inputBytes: number,
    targets: number,
    targetBytes: number,
    losses: number,
  ): void;
  /** Carries out the one operation at an address and returns the address of the next. */
  runOperation(operation: number, batch: number, inputs: number, targets: number, loss: number): number;
  /** Panels [columns / 8][rows][8] of a row-major matrix [rows, columns]; padding is left alone. */
  packMatrix(rows: number, columns: number, flat: number, panels: number): void;
  /** The inverse of `packMatrix`. */
  unpackMatrix(rows: number, columns: number, flat: number, panels: number): void;
}

/** Kernels as they were loaded, once, for every learner to have its own. */
export interface KernelLibrary {
  /** `simd 4x8`: what they were compiled to. */
  readonly name: string;
  /** First byte of memory that a learner may use. */
  readonly workspaceStart: number;
  /**
   * Kernels over memory of at least so many bytes, all 0 from `workspaceStart` on.
   * @throws ModelError where the system does not grant the memory
   */
  instantiate(bytes: number): Kernels;
}
