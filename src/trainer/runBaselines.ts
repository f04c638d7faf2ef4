// What classical methods achieve on the tasks that measure a run while it trains: measured once, for they never change.

import { meanWithInterval, valueKindOf } from '../meta/interval.ts';
import type { ManifestWriter } from '../runs/manifestFile.ts';
import { measureBaselines } from '../workers/measureBaselines.ts';
import type { PreparedRun } from './prepareRun.ts';

/**
 * Into the run's manifest, where the experiment asks for it; again where the data are others than before. Rejects with
 * the signal's reason when aborted.
 */
export async function recordBaselines(
  manifest: ManifestWriter,
  { experiment, data, standing }: PreparedRun,
  { workers, signal }: { readonly workers: number; readonly signal: AbortSignal },
): Promise<void> {
  const { evaluation, seed, task } = experiment;
  const isKnown = manifest.manifest.baselines !== null && standing.kind !== 'accepted' && standing.kind !== 'redrawn';
  if (!evaluation.baselines || isKnown) return;
  const request = { seed, firstTask: 0, tasks: evaluation.tasks };
  const measured = await measureBaselines({ task, data }, request, workers, { signal });
  const baselines = measured?.map(({ name, quantity, values }) => ({
    name,
    quantity,
    ...meanWithInterval(values, valueKindOf(quantity)),
  }));
  await manifest.write({ baselines: baselines ?? null });
}
