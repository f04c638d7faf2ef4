// The checkpoints that a run has, for a person to choose from: how long, how good, how large.

import path from 'node:path';
import { mapInTurns } from '../base/mapInTurns.ts';
import { listCheckpoints } from './checkpoints.ts';
import { diskUseOf } from './diskUse.ts';
import type { HeldOutFigure, Manifest } from './manifest.ts';
import { runFiles } from './runDirectory.ts';

export interface KeptCheckpoint {
  readonly iteration: number;
  readonly bytes: number;
  /** What was measured at it, where the manifest still says so. */
  readonly figure: HeldOutFigure | null;
  /** It is that of the best figure. */
  readonly isBest: boolean;
  readonly isNewest: boolean;
}

/** Far more than anybody chooses from. */
const mostListed = 200;
const lookedAtAtOnce = 16;

/** Newest first; of very many the newest, and those that the manifest has figures of. Good or not. */
export async function listKeptCheckpoints(
  directory: string,
  { latest, best, untrained }: Pick<Manifest, 'latest' | 'best' | 'untrained'>,
): Promise<readonly KeptCheckpoint[]> {
  const figures = new Map([untrained, latest, best].flatMap((figure) => (figure ? [[figure.iteration, figure]] : [])));
  const all = await listCheckpoints(directory);
  const listed = all.filter((iteration, place) => place < mostListed || figures.has(iteration));
  return mapInTurns(listed, lookedAtAtOnce, async (iteration) => ({
    iteration,
    bytes: await diskUseOf(path.join(runFiles(directory).checkpoints, String(iteration))),
    figure: figures.get(iteration) ?? null,
    isBest: best?.iteration === iteration,
    isNewest: iteration === all[0],
  }));
}
