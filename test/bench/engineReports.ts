// The engine's benchmark: peaks, then each workload, one report for each as soon as it is measured.

import { Crew } from './crew.ts';
import { benchWorkload, type WorkloadResult } from './engine.ts';
import { contestantRows, kernelRows } from './engineRows.ts';
import { countingNote } from './floatOperations.ts';
import { measurePeaks, noCompiler, peakRows } from './peaks/peaks.ts';
import type { BenchReport } from './report.ts';
import { engineTargets } from './targets.ts';
import { createWorkload, type WorkloadKey } from './workloads.ts';

const winogradNote =
  'Where the engine convolves by a fast method (Winograd’s), it multiplies less than is counted, so that its shares may exceed 100 %.';

const peakNote =
  'Shares are of the peak with vectors of 128 bits, which WebAssembly has; PyTorch and TensorFlow compute with the widest of the machine.';

/** @param announce is told what is measured next */
export async function* measureEngineReports(
  workloads: readonly WorkloadKey[],
  announce: (what: string) => void,
): AsyncGenerator<BenchReport> {
  announce('peaks');
  const peaks = await measurePeaks();
  yield { rows: peakRows(peaks), targets: [], remarks: peaks.native === undefined ? [noCompiler] : [], errors: [] };
  if (workloads.length === 0) return;
  const crew = await Crew.assemble();
  try {
    const results: WorkloadResult[] = [];
    for (const key of workloads) {
      announce(key);
      const result = await benchWorkload(crew, createWorkload(key));
      results.push(result);
      const rows = [...contestantRows(result, peaks), ...kernelRows(result, peaks)];
      yield { rows, targets: [], remarks: [], errors: result.errors };
    }
    const remarks = [countingNote, winogradNote, peakNote, ...crew.missing];
    yield { rows: [], targets: engineTargets(results, peaks), remarks, errors: [] };
  } finally {
    await crew.dispose();
  }
}
