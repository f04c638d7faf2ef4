// A preset: a complete experiment file, with comments, to begin from.

import type { PublicDataset } from '../publicDatasets.ts';

/** Groups, in the order in which lists show them, with their headings. */
export const presetGroups = {
  quickStart: 'Quick start',
  ownData: 'Data of your own',
  paperOmniglot: 'The Reptile paper: Omniglot',
  paperMiniImageNet: 'The Reptile paper: mini-ImageNet',
  algorithms: 'Other algorithms',
  domains: 'Other domains',
} as const;

export type PresetGroup = keyof typeof presetGroups;

/** A file that belongs beside the experiment's: written here, or one that the build makes. */
type PresetCompanion =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly builtFile: string };

export interface Preset {
  /** In kebab-case; also the name of its file in `examples/`. */
  readonly id: string;
  readonly title: string;
  readonly group: PresetGroup;
  /** One or two sentences for a list to choose from. */
  readonly description: string;
  /** What has to be got before it runs; null where it runs with nothing but Reptile Lab installed. */
  readonly needs: PublicDataset | null;
  /** The file's text. */
  readonly text: string;
  /** Files that belong beside it; most presets are one file. */
  readonly companions?: readonly PresetCompanion[];
}
