// A real run directory for tests, as the extension or the command line would make it.

import { presets } from '../../src/experiment/presets.ts';
import { readExperiment } from '../../src/experiment/readExperiment.ts';
import type { Manifest } from '../../src/runs/manifest.ts';
import { readManifest, writeManifest } from '../../src/runs/manifestFile.ts';
import { createRun } from '../../src/runs/runDirectory.ts';

/** Creates a run of the preset `sine-regression`, or of another one, and then changes its manifest. Gives its directory. */
export async function newTestRun(
  runsFolder: string,
  changes: Partial<Manifest> = {},
  presetId = 'sine-regression',
): Promise<string> {
  const preset = presets.find(({ id }) => id === presetId);
  const { experiment } = readExperiment(preset?.text ?? '');
  if (preset === undefined || experiment === undefined) throw new Error(`There is no preset ${presetId} that can be run.`);
  const directory = await createRun({
    runsFolder,
    experiment,
    source: new TextEncoder().encode(preset.text),
    experimentPath: `/somewhere/${presetId}.reptile.json`,
    overrides: [],
    launcher: 'editor',
    version: '0.0.0',
  });
  if (Object.keys(changes).length > 0) await changeManifest(directory, changes);
  return directory;
}

/** Merges `changes` into the run's manifest, as its trainer would. */
export async function changeManifest(directory: string, changes: Partial<Manifest>): Promise<void> {
  await writeManifest(directory, { ...(await readManifest(directory)), ...changes });
}
