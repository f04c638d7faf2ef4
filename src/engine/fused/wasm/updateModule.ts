// The meta-update's arithmetic in WebAssembly, whatever engine takes the inner steps: JavaScript converts every float32
// to a float64 and back, which takes eight times as long.

import { readFileSync } from 'node:fs';
import { memoryNotGranted } from '../memoryNotGranted.ts';
import { kernelFile, kernelsNotLoaded } from './kernelFile.ts';

/** Values computed at a time; what is longer goes through block by block. */
const blockLength = 8192;
const PAGE_BYTES = 65536;

/** What `kernels/update.ts` exports. */
interface UpdateExports {
  readonly memory: WebAssembly.Memory;
  updateSpaceStart(): number;
  addDeparture(count: number, departures: number, thetaI: number, theta: number): void;
  interpolateTowards(
    count: number,
    theta: number,
    departures: number,
    thetaI: number,
    epsilon: number,
    share: number,
  ): void;
  beginCarrying(count: number, carried: number, values: number): void;
  carry(count: number, carried: number, own: number, before: number, decay: number, least: number): void;
  endCarrying(count: number, carried: number, values: number): void;
  sumOfSquaredDifferences(count: number, a: number, b: number): number;
}

/** Moments that a task ended with, and the share of those it began with that is left in them. */
interface CarriedMoments {
  readonly moments: Float32Array;
  readonly decay: number;
}

/** This thread's kernels, over a few blocks of memory. */
class UpdateKernels {
  readonly #kernels: UpdateExports;
  readonly #theta: Float32Array;
  readonly #thetaI: Float32Array;
  readonly #departures: Float32Array;
  /** Departures of no task: never written. */
  readonly #zeros: Float32Array;
  readonly #carried: number;

  constructor(kernels: UpdateExports) {
    this.#kernels = kernels;
    const start = Math.ceil(kernels.updateSpaceStart() / 16) * 16;
    const bytes = blockLength * Float32Array.BYTES_PER_ELEMENT;
    this.#carried = start + 4 * bytes;
    kernels.memory.grow(Math.ceil((this.#carried + 2 * bytes) / PAGE_BYTES));
    const blockAt = (index: number) => new Float32Array(kernels.memory.buffer, start + index * bytes, blockLength);
    this.#theta = blockAt(0);
    this.#thetaI = blockAt(1);
    this.#departures = blockAt(2);
    this.#zeros = blockAt(3);
  }

  /**
   * θ + ε · (share · Σ (θᵢ − θ)) of the values from `from` on, as many as `moved` has room for. Float32, but for ε and
   * share; each operation is rounded once, and the sum taken in order.
   */
  interpolate(
    theta: Float32Array,
    adapted: readonly Float32Array[],
    { epsilon, share }: { readonly epsilon: number; readonly share: number },
    from: number,
    moved: Float32Array,
  ): void {
    const kernels = this.#kernels;
    const { byteOffset: start } = this.#theta;
    const { byteOffset: end } = this.#thetaI;
    const last = adapted.length - 1;
    const { byteOffset: departures } = last === 0 ? this.#zeros : this.#departures;
    for (let done = 0; done < moved.length; done += blockLength) {
      const count = Math.min(blockLength, moved.length - done);
      const first = from + done;
      this.#theta.set(theta.subarray(first, first + count));
      if (last > 0) this.#departures.fill(0, 0, count);
      for (const [task, thetaI] of adapted.entries()) {
        this.#thetaI.set(thetaI.subarray(first, first + count));
        if (task < last) kernels.addDeparture(count, departures, end, start);
      }
      kernels.interpolateTowards(count, start, departures, end, epsilon, share);
      moved.set(this.#theta.subarray(0, count), done);
    }
  }

  /**
   * Moments that begin as `first` and to which every other task adds what it added itself: carried ← decay · carried +
   * (own − decay · before), at least `least` of the last. Float64 between the first and the last.
   */
  carryMoments(
    before: Float32Array,
    first: Float32Array,
    others: readonly CarriedMoments[],
    least: number,
    from: number,
    carried: Float32Array,
  ): void {
    const kernels = this.#kernels;
    const [start, own] = [this.#theta.byteOffset, this.#thetaI.byteOffset];
    for (let done = 0; done < carried.length; done += blockLength) {
      const count = Math.min(blockLength, carried.length - done);
      const begin = from + done;
      const end = begin + count;
      this.#theta.set(before.subarray(begin, end));
      this.#thetaI.set(first.subarray(begin, end));
      kernels.beginCarrying(count, this.#carried, own);
      for (const { moments, decay } of others) {
        this.#thetaI.set(moments.subarray(begin, end));
        kernels.carry(count, this.#carried, own, start, decay, least);
      }
      kernels.endCarrying(count, this.#carried, own);
      carried.set(this.#thetaI.subarray(0, count), done);
    }
  }

  /** Σ (a − b)² of vectors of one length, in float64. */
  sumOfSquaredDifferences(a: Float32Array, b: Float32Array): number {
    let sum = 0;
    for (let done = 0; done < a.length; done += blockLength) {
      const count = Math.min(blockLength, a.length - done);
      this.#theta.set(a.subarray(done, done + count));
      this.#thetaI.set(b.subarray(done, done + count));
      for (const block of [this.#theta, this.#thetaI]) block.fill(0, count, Math.ceil(count / 4) * 4);
      sum += this.#kernels.sumOfSquaredDifferences(count, this.#theta.byteOffset, this.#thetaI.byteOffset);
    }
    return sum;
  }
}

let loaded: UpdateKernels | undefined;

/** @throws Error where the kernels were not built; ModelError where the system does not grant their memory */
export function updateKernels(): UpdateKernels {
  loaded ??= new UpdateKernels(load());
  return loaded;
}

function load(): UpdateExports {
  const file = kernelFile('update.wasm');
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)));
    // The build compiles these exports from kernels/update.ts with exactly these signatures.
    return exports as unknown as UpdateExports;
  } catch (error) {
    if (error instanceof RangeError) throw memoryNotGranted(blockLength * Float32Array.BYTES_PER_ELEMENT, error);
    throw kernelsNotLoaded("The update's kernels", file, error);
  }
}
