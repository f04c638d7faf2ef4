// What the panel reads of a run beside its figures: the experiment that it carries out, and that its data have changed.

import { publishedFiguresOf, readPresetsInTurns } from '../../experiment/publishedFigures.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { readFrozenExperiment } from '../../runs/frozenExperiment.ts';
import type { Manifest } from '../../runs/manifest.ts';
import { describeChanges } from '../../tasks/split/describeChanges.ts';
import { formatCount } from '../../words/formatFigures.ts';
import { untranslated } from '../../words/translate.ts';

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

/** A sentence for the page's notices. */
export function noteOfChange({ iteration, changes }: Manifest['dataChanges'][number]): string {
  return `From meta-iteration ${formatCount(iteration)} on, the run went on with changed data, as asked for: ${describeChanges(changes, untranslated)}.`;
}
