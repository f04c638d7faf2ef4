// The machine's floating-point peak in native code, where a C compiler is found: the yardstick that no virtual machine
// stands between.

import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withTemporaryFolder } from '../temporaryFolder.ts';

const run = promisify(execFile);
const source = path.join(path.dirname(fileURLToPath(import.meta.url)), 'nativePeak.c');
const compilers = ['cc', 'gcc', 'clang'] as const;
/** For this processor, in the words of x86 and of ARM; some compilers know neither. */
const machineFlags = [['-march=native'], ['-mcpu=native'], []] as const;

/** GFLOP/s by the width of the vectors in bits. */
type PeaksByWidth = ReadonlyMap<number, number>;

export interface NativePeaks {
  readonly compiler: string;
  /** Products and sums rounded one by one. */
  readonly plain: PeaksByWidth;
  /** Rounded at once where the processor can, else as `plain`. */
  readonly fused: PeaksByWidth;
  /** Clock while measured, in GHz. */
  readonly clock: number;
}

/** Takes about two seconds; undefined where no C compiler is found. */
export async function measureNativePeaks(): Promise<NativePeaks | undefined> {
  return withTemporaryFolder(async (folder) => {
    const compiler = await findCompiler(folder);
    if (compiler === undefined) return undefined;
    const plain = await measure(await compiler.compile('off'));
    const fused = await measure(await compiler.compile('fast'));
    return {
      compiler: compiler.name,
      plain: plain.peaks,
      fused: fused.peaks,
      clock: Math.max(plain.clock, fused.clock),
    };
  });
}

async function findCompiler(folder: string) {
  for (const name of compilers) {
    for (const flags of machineFlags) {
      const compile = async (contraction: 'off' | 'fast') => {
        const program = path.join(folder, `peak-${contraction}${process.platform === 'win32' ? '.exe' : ''}`);
        await run(name, ['-std=gnu11', '-O2', ...flags, `-ffp-contract=${contraction}`, source, '-o', program]);
        return program;
      };
      try {
        await compile('off');
        return { name: [name, ...flags].join(' '), compile };
      } catch {
        // Not installed, or without these flags: the next one.
      }
    }
  }
  return undefined;
}

async function measure(program: string): Promise<{ readonly peaks: PeaksByWidth; readonly clock: number }> {
  const { stdout } = await run(program);
  const figures = new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([name = '', value]) => [name, Number(value)]),
  );
  const clock = figures.get('clock');
  if (clock === undefined) throw new Error(`The native calibration printed no clock: ${stdout}`);
  figures.delete('clock');
  return { peaks: new Map([...figures].map(([bits, value]) => [Number(bits), value])), clock };
}
