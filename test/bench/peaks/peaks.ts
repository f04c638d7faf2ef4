// The machine's peaks, from WebAssembly and natively: what shares of the peak are shares of.

import type { BenchRow } from '../report.ts';
import { measureNativePeaks, type NativePeaks } from './nativePeak.ts';
import { measureWasmPeaks, type WasmPeaks } from './wasmPeak.ts';

/** GFLOP/s of one thread with vectors of 128 bits, WebAssembly's. */
export interface Peaks {
  /** Products and sums rounded one by one: what plain SIMD can reach. */
  readonly plain: number;
  /** Rounded at once: what relaxed SIMD can reach, and `plain` where nothing here does so. */
  readonly fused: number;
  readonly wasm: WasmPeaks;
  readonly native: NativePeaks | undefined;
}

/** Takes about five seconds. */
export async function measurePeaks(): Promise<Peaks> {
  const wasm = await measureWasmPeaks();
  const native = await measureNativePeaks();
  const plain = Math.max(wasm.plain, native?.plain.get(128) ?? 0);
  const fused = Math.max(plain, wasm.relaxed ?? 0, native?.fused.get(128) ?? 0);
  return { plain, fused, wasm, native };
}

export function peakRows({ wasm, native }: Peaks): readonly BenchRow[] {
  const group = 'machine peak, one thread (best of many rounds, registers only)';
  const row = (name: string, value: number, note?: string): BenchRow => ({
    group,
    name,
    value,
    unit: 'GFLOP/s',
    ...(native === undefined ? {} : { columns: { 'per cycle': value / native.clock } }),
    ...(note === undefined ? {} : { note }),
  });
  const rows = [row('WebAssembly, 128 bits, multiply and add', wasm.plain)];
  if (wasm.relaxed !== undefined) rows.push(row('WebAssembly, 128 bits, relaxed multiply-add', wasm.relaxed));
  if (native === undefined) return rows;
  const clock = `${native.compiler}, ${native.clock.toFixed(2)} GHz`;
  for (const [bits, value] of native.plain) rows.push(row(`native, ${bits} bits, multiply and add`, value, clock));
  for (const [bits, value] of native.fused) rows.push(row(`native, ${bits} bits, fused multiply-add`, value, clock));
  return rows;
}

/** Said where the native peak is missing. */
export const noCompiler =
  'The native peak is not measured: no C compiler (cc, gcc, clang) was found. Install one to have it; shares are of the peak in WebAssembly.';
