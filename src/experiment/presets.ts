// Every preset, in the order in which "New experiment" offers them.

import { mnistDigits } from './presets/mnist.ts';
import { omniglotPresets } from './presets/omniglot.ts';
import type { Preset } from './presets/preset.ts';
import { sineRegression } from './presets/sine.ts';

export type { Preset } from './presets/preset.ts';

export const presets: readonly Preset[] = [mnistDigits, sineRegression, ...omniglotPresets];

/** Name of the file in `examples/` that holds the preset; only presets that run as they are have one. */
export function exampleFileName(preset: Preset): string {
  return `${preset.id}.reptile.json`;
}
