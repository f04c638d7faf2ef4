// The machine's floating-point peak inside WebAssembly: s = s · a + b on as many independent sums as stay in registers,
// no memory.

import asc from 'assemblyscript/asc';
import { hasRelaxedSimd } from '../../../src/engine/fused/wasm/kernelModule.ts';

export interface WasmPeaks {
  /** GFLOP/s of products and sums that are rounded one by one. */
  readonly plain: number;
  /** GFLOP/s of products and sums that are rounded at once; undefined where this V8 has no relaxed SIMD. */
  readonly relaxed: number | undefined;
}

/**
 * A sum takes 5 to 8 cycles and two can begin in each: with fewer sums than that the machine waits, with more registers
 * run out.
 */
const numbersOfSums = [8, 10, 11, 12, 13] as const;
const turnsPerCall = 100_000;
const calls = 60;

/** Takes about two seconds. */
export async function measureWasmPeaks(): Promise<WasmPeaks> {
  return { plain: await measure(false), relaxed: hasRelaxedSimd() ? await measure(true) : undefined };
}

async function measure(relaxed: boolean): Promise<number> {
  const module = await WebAssembly.compile(await compile(sourceOf(relaxed), relaxed));
  const { exports } = new WebAssembly.Instance(module);
  let best = 0;
  for (const sums of numbersOfSums) {
    const run = exports[`run${sums}`];
    if (typeof run !== 'function') throw new Error(`The calibration kernel lacks its export run${sums}.`);
    for (let call = 0; call < calls; call++) {
      const begin = performance.now();
      run(turnsPerCall, 0.5, 1);
      const seconds = (performance.now() - begin) / 1e3;
      best = Math.max(best, (2 * 4 * sums * turnsPerCall) / seconds / 1e9);
    }
  }
  return best;
}

function sourceOf(relaxed: boolean): string {
  const step = (sum: string) => (relaxed ? `f32x4.relaxed_madd(${sum}, a, b)` : `f32x4.add(f32x4.mul(${sum}, a), b)`);
  return numbersOfSums
    .map((count) => {
      const sums = Array.from({ length: count }, (_, index) => `s${index}`);
      return `
export function run${count}(turns: i32, factor: f32, term: f32): f32 {
  const a = f32x4.splat(factor), b = f32x4.splat(term);
  let ${sums.map((sum, index) => `${sum} = f32x4.splat(${index})`).join(', ')};
  for (; turns > 0; turns--) {
    ${sums.map((sum) => `${sum} = ${step(sum)};`).join('\n    ')}
  }
  return f32x4.extract_lane(${sums.reduce((total, sum) => `f32x4.add(${total}, ${sum})`)}, 0);
}`;
    })
    .join('\n');
}

async function compile(source: string, relaxed: boolean): Promise<Uint8Array> {
  const output: { binary?: Uint8Array } = {};
  const features = ['--enable', 'simd', ...(relaxed ? ['--enable', 'relaxed-simd'] : [])];
  const { error, stderr } = await asc.main(
    ['peak.ts', '--outFile', 'peak.wasm', '--optimizeLevel', '2', '--noAssert', '--runtime', 'stub', ...features],
    {
      readFile: (name) => (name === 'peak.ts' ? source : null),
      writeFile: (name, contents) => {
        if (name === 'peak.wasm' && contents instanceof Uint8Array) output.binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || output.binary === undefined) {
    throw new Error(`The calibration kernel does not compile.\n${stderr.toString()}`, { cause: error });
  }
  return output.binary;
}
