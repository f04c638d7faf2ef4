// Published figures for an experiment's settings: those that it names, or, where it names none, those of the presets with equal settings.

import { presets } from './presets.ts';
import { readExperiment } from './readExperiment.ts';
import type { Experiment, PublishedFigure } from './schema.ts';

/** For runs that were made before their preset named figures, and experiments that were written from the paper by hand. */
export function publishedFiguresOf(experiment: Experiment): readonly PublishedFigure[] {
  if (experiment.published.length > 0) return experiment.published;
  const settings = settingsOf(experiment);
  const twin = presets
    .map(({ text }) => readExperiment(text).experiment)
    .find((preset) => preset !== undefined && preset.published.length > 0 && settingsOf(preset) === settings);
  return twin?.published ?? [];
}

/** What a training's result depends on, the seed and the place of the data aside. Shots count only when tasks are evaluated. */
function settingsOf({ task, model, algorithm }: Experiment): string {
  return JSON.stringify([task, model, algorithm], (key, value: unknown) =>
    key === 'shots' || key === 'path' ? undefined : value,
  );
}
