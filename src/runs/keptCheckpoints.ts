// The checkpoints that a run has, for a person to choose from: how long, how good, how large.

import path from 'node:path';
import { mapInTurns } from '../base/mapInTurns.ts';
import { quantities } from '../experiment/quantities.ts';
import { listCheckpoints } from './checkpoints.ts';
import { diskUseOf } from './diskUse.ts';
import { EventReader } from './eventReader.ts';
import type { EventUpdate } from './eventUpdate.ts';
import type { HeldOutFigure, Manifest } from './manifest.ts';
import { heldOutTags, recordedQuantities } from './quantities.ts';
import { runFiles } from './runDirectory.ts';

export interface KeptCheckpoint {
  readonly iteration: number;
  readonly bytes: number;
  /** What was measured at it, where that is known. */
  readonly figure: HeldOutFigure | null;
  /** It is that of the best figure. */
  readonly isBest: boolean;
  readonly isNewest: boolean;
}

/** Far more than anybody chooses from. */
const mostListed = 200;
const lookedAtAtOnce = 16;

/** Newest first, with the figures that the manifest still has; of very many the newest, and those that the manifest has figures of. Good or not. */
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

/** With what event files say of those that have no figure yet. Reads all of them: for a person who chooses, not for a page. */
export async function withRecordedFigures(
  directory: string,
  checkpoints: readonly KeptCheckpoint[],
): Promise<readonly KeptCheckpoint[]> {
  const recorded = new Map<number, Map<string, number>>(
    checkpoints.flatMap(({ iteration, figure }) => (figure === null ? [[iteration, new Map()]] : [])),
  );
  const take = (update: EventUpdate) => {
    if (update.kind === 'figures')
      for (const { tag, iteration, value } of update.figures) recorded.get(iteration)?.set(tag, value);
    const from = update.kind === 'withdrawn' ? update.fromIteration : update.kind === 'restarted' ? 0 : undefined;
    for (const [iteration, values] of recorded) if (from !== undefined && iteration >= from) values.clear();
  };
  if (recorded.size > 0)
    await new EventReader(directory, (tag) => heldOutTags.includes(tag)).read((updates) => updates.forEach(take));
  return checkpoints.map((checkpoint) => {
    const values = recorded.get(checkpoint.iteration);
    return values === undefined || values.size === 0
      ? checkpoint
      : { ...checkpoint, figure: figureIn(values, checkpoint) };
  });
}

/** A loss that was not recorded is no number: a figure always has one. */
function figureIn(values: ReadonlyMap<string, number>, { iteration }: KeptCheckpoint): HeldOutFigure {
  const figure: HeldOutFigure = { iteration, loss: Number.NaN, lossCi95: Number.NaN };
  for (const quantity of quantities) {
    const { tags, keys } = recordedQuantities[quantity];
    for (const part of ['mean', 'ci95'] as const) {
      const value = values.get(tags[part]);
      if (value !== undefined) figure[keys[part]] = value;
    }
  }
  return figure;
}
