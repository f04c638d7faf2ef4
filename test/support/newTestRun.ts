// A real run directory for tests, as the extension or the command line would make it.

import { applyOverrides } from '../../src/experiment/applyOverrides.ts';
import { presets } from '../../src/experiment/presets.ts';
import { readExperiment } from '../../src/experiment/readExperiment.ts';
import { createRun } from '../../src/runs/createRun.ts';
import type { Manifest } from '../../src/runs/manifest.ts';
import { readManifest, writeManifest } from '../../src/runs/manifestFile.ts';

/**
 * Creates a run of the preset `sine-regression`, or of another one, and then changes its manifest. What the changes say
 * of the experiment (name, seed, meta-iterations) the experiment says, too. Gives the run's directory.
 */
export async function newTestRun(
  runsFolder: string,
  changes: Partial<Manifest> = {},
  presetId = 'sine-regression',
): Promise<string> {
  const preset = presets.find(({ id }) => id === presetId);
  const text = applyOverrides(preset?.text ?? '', assignmentsFor(changes));
  const experiment = text.kind === 'applied' ? readExperiment(text.text).experiment : undefined;
  if (text.kind !== 'applied' || experiment === undefined)
    throw new Error(`There is no preset ${presetId} that can be run.`);
  const directory = await createRun({
    runsFolder,
    experiment,
    source: new TextEncoder().encode(text.text),
    experimentPath: `/somewhere/${presetId}.reptile.json`,
    overrides: [],
    askedBy: 'editor',
    launcher: { kind: 'local' },
    version: '0.0.0',
  });
  if (Object.keys(changes).length > 0) await changeManifest(directory, changes);
  return directory;
}

function assignmentsFor({ name, seed, metaIterations }: Partial<Manifest>): string[] {
  const assign = (key: string, value: unknown) => (value === undefined ? [] : [`${key}=${value}`]);
  return [...assign('name', name), ...assign('seed', seed), ...assign('algorithm.metaIterations', metaIterations)];
}

/** Merges `changes` into the run's manifest, as its trainer would. */
export async function changeManifest(directory: string, changes: Partial<Manifest>): Promise<void> {
  await writeManifest(directory, { ...(await readManifest(directory)), ...changes });
}
