// What the panel reads of a run beside its figures: the experiment that it carries out, and that its data have changed.

import { publishedFiguresOf, readPresetsInTurns } from '../../experiment/publishedFigures.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { readFrozenExperiment } from '../../runs/frozenExperiment.ts';
import type { Manifest } from '../../runs/manifest.ts';
import type { RunNotice } from '../../runs/runNotice.ts';

/** With the figures that are published for its settings. */
export async function readExperimentOfRun(directory: string, manifest: Manifest): Promise<Experiment> {
  const { experiment } = await readFrozenExperiment(directory, manifest);
  // Looked up once: it takes reading the presets.
  await readPresetsInTurns();
  return { ...experiment, published: [...publishedFiguresOf(experiment)] };
}

/** Then the same evaluations stand otherwise beside others. */
export function hasOtherData(before: Manifest | undefined, now: Manifest): boolean {
  return before?.splitDigest !== now.splitDigest || before?.dataChanges.length !== now.dataChanges.length;
}

export function noteOfChange({ iteration, changes }: Manifest['dataChanges'][number]): RunNotice {
  return { of: 'changedData', iteration, changes };
}
