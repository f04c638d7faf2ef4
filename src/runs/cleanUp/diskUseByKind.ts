// What a run takes on the disk, by what it is for.

import path from 'node:path';
import { visitSizes } from '../diskUse.ts';
import { isEventFileName } from '../eventFiles.ts';
import { runFiles } from '../runDirectory.ts';

export const kindsOfUse = ['checkpoints', 'samples', 'figures', 'evaluations', 'logs', 'others'] as const;
export type KindOfUse = (typeof kindsOfUse)[number];
/** Bytes. */
export type DiskUse = Readonly<Record<KindOfUse, number>>;

export const noUse: DiskUse = { checkpoints: 0, samples: 0, figures: 0, evaluations: 0, logs: 0, others: 0 };

/** As the folders of a run lie in its directory. */
const deepest = 3;

/** Lengths of files; links are not followed, and of what cannot be read nothing is counted. */
export async function diskUseByKind(directory: string): Promise<DiskUse> {
  const use = { ...noUse };
  await visitSizes(directory, deepest, (name, bytes) => {
    use[kindOf(directory, name)] += bytes;
  });
  return use;
}

export function addUse(a: DiskUse, b: DiskUse): DiskUse {
  const sum = { ...noUse };
  for (const kind of kindsOfUse) sum[kind] = a[kind] + b[kind];
  return sum;
}

export function totalOf(use: DiskUse): number {
  return kindsOfUse.reduce((sum, kind) => sum + use[kind], 0);
}

function kindOf(directory: string, name: string): KindOfUse {
  const { checkpoints, samples, evaluations, log } = runFiles(directory);
  if (isEventFileName(name)) return 'figures';
  switch (path.join(directory, name)) {
    case checkpoints:
      return 'checkpoints';
    case samples:
      return 'samples';
    case evaluations:
      return 'evaluations';
    case log:
      return 'logs';
    default:
      return 'others';
  }
}
