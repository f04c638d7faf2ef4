// Every preset, those that start as they are and those to be filled in, in the order in which "New experiment" offers them.

import { clinc150Intents } from './presets/clinc150.ts';
import { controlPresets } from './presets/control.ts';
import { gradientCombination } from './presets/gradientCombination.ts';
import { mamlPresets } from './presets/maml.ts';
import { miniImageNetPresets } from './presets/miniImageNet.ts';
import { mnistDigits } from './presets/mnist.ts';
import { omniglotPresets } from './presets/omniglot.ts';
import { omniglotEpisodes } from './presets/omniglotEpisodes.ts';
import { ownDataPresets } from './presets/ownData.ts';
import { ownTasks } from './presets/ownTasks.ts';
import { type Preset, type PresetGroup, presetGroups } from './presets/preset.ts';
import { sineRegression } from './presets/sine.ts';
import { spokenDigits } from './presets/spokenDigits.ts';

export type { Preset } from './presets/preset.ts';

/** Those that start as they are, once their data set is there. */
export const presets: readonly Preset[] = [
  mnistDigits,
  sineRegression,
  ...omniglotPresets,
  ...miniImageNetPresets,
  ...mamlPresets,
  gradientCombination,
  omniglotEpisodes,
  clinc150Intents,
  spokenDigits,
  ...controlPresets,
  ownTasks,
];

/** All that a new experiment may begin from. */
export const offeredPresets: readonly Preset[] = [...presets, ...ownDataPresets];

export interface PresetsOfGroup {
  readonly heading: string;
  readonly presets: readonly Preset[];
}

/** All presets under the headings of their groups; a group without presets is left out. */
export function groupPresets(): readonly PresetsOfGroup[] {
  const groups = Object.keys(presetGroups).filter(isGroup);
  return groups
    .map((group) => ({
      heading: presetGroups[group],
      presets: offeredPresets.filter((preset) => preset.group === group),
    }))
    .filter(({ presets: ofGroup }) => ofGroup.length > 0);
}

function isGroup(name: string): name is PresetGroup {
  return Object.hasOwn(presetGroups, name);
}

/** Name of the file in `examples/` that holds the preset. */
export function exampleFileName(preset: Preset): string {
  return `${preset.id}.reptile.json`;
}
