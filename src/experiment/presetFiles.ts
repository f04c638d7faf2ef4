// The files that a preset is made of: the experiment, and what it needs beside it.

import { readFileSync } from 'node:fs';
import { builtFile } from '../base/installation.ts';
import type { Preset } from './presets/preset.ts';

export interface CompanionText {
  readonly name: string;
  readonly text: string;
}

/** Files that belong beside the experiment's, under their own names. */
export function companionsOf({ companions = [] }: Preset): readonly CompanionText[] {
  return companions.map((companion) => ({
    name: companion.name,
    text: 'text' in companion ? companion.text : readFileSync(builtFile(companion.builtFile), 'utf8'),
  }));
}
