// Published figures for an experiment's settings: those that it names, or, where it names none, those of the presets
// with equal settings.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Preset, presets } from './presets.ts';
import { readExperiment } from './readExperiment.ts';
import type { Experiment, PublishedFigure } from './schema.ts';

/**
 * For runs that were made before their preset named figures, and experiments that were written from the paper by hand.
 */
export function publishedFiguresOf(experiment: Experiment): readonly PublishedFigure[] {
  if (experiment.published.length > 0) return experiment.published;
  const settings = settingsOf(experiment);
  for (const preset of presets) {
    const known = figuresOfPreset(preset);
    if (known.published.length > 0 && known.settings === settings) return known.published;
  }
  return [];
}

/**
 * Reads the presets, which `publishedFiguresOf` looks through, one at a time with a turn for others after each:
 * together they take a tenth of a second the first time.
 */
export async function readPresetsInTurns(): Promise<void> {
  for (const preset of presets) {
    figuresOfPreset(preset);
    await nextTurn();
  }
}

interface PresetFigures {
  readonly settings: string;
  readonly published: readonly PublishedFigure[];
}

const knownFigures = new Map<string, PresetFigures>();

function figuresOfPreset({ id, text }: Preset): PresetFigures {
  const known = knownFigures.get(id);
  if (known !== undefined) return known;
  const { experiment } = readExperiment(text);
  const figures =
    experiment === undefined
      ? { settings: '', published: [] }
      : { settings: settingsOf(experiment), published: experiment.published };
  knownFigures.set(id, figures);
  return figures;
}

/**
 * What a training's result depends on, the seed and the place of the data aside. Shots count only when tasks are
 * evaluated.
 */
function settingsOf({ task, model, algorithm }: Experiment): string {
  return JSON.stringify([task, model, algorithm], (key, value: unknown) =>
    key === 'shots' || key === 'path' ? undefined : value,
  );
}
