// What the panel's feed reads of a run beside its manifest: its figures, its sample, the experiment that it carries out,
// and that its data have changed.

import type { PublishingExperiment } from '../../experiment/comparableFigures.ts';
import type { Experiment } from '../../experiment/schema.ts';
import type { HostMessage } from '../../panel/panelMessages.ts';
import type { Manifest } from '../../runs/manifest.ts';
import type { RunNotice } from '../../runs/runNotice.ts';
import type { DrawnSample } from '../../runs/samples.ts';
import type { RunHistory } from './runHistory.ts';

/** What was read of the run's figures, and of what could not be read: a notice for each file. */
export interface RunReading {
  readonly history: RunHistory;
  readonly problems: Map<string, RunNotice>;
}

export function sampleParts(
  drawn: DrawnSample | undefined,
): Pick<Extract<HostMessage, { kind: 'snapshot' }>, 'sample' | 'sampleIteration'> {
  return { sample: drawn?.sample ?? null, sampleIteration: drawn?.iteration ?? null };
}

/** With the figures that are published for its settings, and for which they are. */
export type ShownExperiment = Omit<Experiment, 'published'> & PublishingExperiment;

type ExperimentReading =
  | { readonly kind: 'read'; readonly experiment: ShownExperiment }
  | { readonly kind: 'refused'; readonly error: Error }
  /** Another program trains, which has no settings of ours. */
  | { readonly kind: 'none' };

export async function readExperimentOfRun(directory: string, manifest: Manifest): Promise<ExperimentReading> {
  if (manifest.trainedBy.kind === 'program') return { kind: 'none' };
  const { ExperimentRefused, readAsWritten, readFrozenExperiment } = await import('../../runs/frozenExperiment.ts');
  const { publishedFiguresOf, readPresetsInTurns } = await import('../../experiment/publishedFigures.ts');
  const frozen = await readFrozenExperiment(directory, manifest).catch((error: unknown) => {
    if (error instanceof ExperimentRefused) return error;
    throw error;
  });
  if (frozen instanceof ExperimentRefused) return { kind: 'refused', error: frozen };
  const { experiment } = frozen;
  // Looked up once: it takes reading the presets.
  await readPresetsInTurns();
  const written = experiment.published.length === 0 ? undefined : await readAsWritten(directory, manifest);
  return { kind: 'read', experiment: { ...experiment, ...publishedFiguresOf(experiment, written) } };
}

/** Then the same evaluations stand otherwise beside others. */
export function hasOtherData(before: Manifest | undefined, now: Manifest): boolean {
  return before?.splitDigest !== now.splitDigest || before?.dataChanges.length !== now.dataChanges.length;
}

export function noteOfChange({ iteration, changes }: Manifest['dataChanges'][number]): RunNotice {
  return { of: 'changedData', iteration, changes };
}
