// Published figures for an experiment's settings: those that it names, or, where it names none, those of the presets
// with equal settings.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NamedSettings, PublishingExperiment } from './comparableFigures.ts';
import { type Preset, presets } from './presets.ts';
import { readExperiment } from './readExperiment.ts';
import type { Experiment, PublishedFigure } from './schema.ts';

type PublishedFigures = Required<Pick<PublishingExperiment, 'published' | 'namedFor'>>;

/**
 * Those of presets are for runs that were made before their preset named figures, and experiments that were written from
 * the paper by hand. A figure that a preset names, too, is for that preset's settings, whatever was made of a copy.
 * @param written the experiment without what was set when the run was started, for whose settings it names figures;
 * undefined where nothing was set
 */
export function publishedFiguresOf(experiment: Experiment, written: Experiment | undefined): PublishedFigures {
  const { published } = experiment;
  if (published.length > 0) {
    const own = written === undefined ? [] : [written];
    const naming = published.map((figure) => {
      const ofPresets = presetsNaming(figure);
      return [figure, ofPresets.length > 0 ? ofPresets : own] as const;
    });
    return { published, namedFor: new Map(naming.filter(([, settings]) => settings.length > 0)) };
  }
  const settings = settingsOf(experiment);
  for (const preset of presets) {
    const known = figuresOfPreset(preset);
    if (known.published.length > 0 && known.settings === settings)
      return { published: known.published, namedFor: new Map(known.published.map((figure) => [figure, known.named])) };
  }
  return { published: [], namedFor: new Map() };
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
  /** None or one. */
  readonly named: readonly NamedSettings[];
}

const knownFigures = new Map<string, PresetFigures>();

function figuresOfPreset({ id, text }: Preset): PresetFigures {
  const known = knownFigures.get(id);
  if (known !== undefined) return known;
  const { experiment } = readExperiment(text);
  const figures =
    experiment === undefined
      ? { settings: '', published: [], named: [] }
      : { settings: settingsOf(experiment), published: experiment.published, named: [experiment] };
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

function presetsNaming(figure: PublishedFigure): readonly NamedSettings[] {
  const named = textOf(figure);
  return presets
    .map(figuresOfPreset)
    .flatMap(({ published, named: settings }) => (published.some((one) => textOf(one) === named) ? settings : []));
}

function textOf({ figure, value, ci95, transductive, shots, iterations, source }: PublishedFigure): string {
  return JSON.stringify([figure, value, ci95, transductive, shots, iterations, source]);
}
