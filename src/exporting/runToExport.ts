// A run as formats are given it: what the table has of it, its own files, and its figures.

import { createHash } from 'node:crypto';
import { readBounded } from '../base/boundedFile.ts';
import { isMoment } from '../base/moments.ts';
import { untranslated } from '../base/translate.ts';
import { slugOf } from '../runs/createRun.ts';
import { meritOf } from '../runs/figureOfMerit.ts';
import type { Manifest } from '../runs/manifest.ts';
import { runFiles } from '../runs/runDirectory.ts';
import { describeNotice } from '../runs/runNotice.ts';
import { isEnded, isLogState, type RunState } from '../runs/runState.ts';
import type { RunRow } from '../table/runRow.ts';
import { formatQuantity } from '../words/formatFigures.ts';
import { type FigureReader, RunFigures } from './runFigures.ts';

export interface RunToExport {
  /** Absolute path. */
  readonly directory: string;
  readonly manifest: Manifest;
  readonly state: RunState;
  readonly row: RunRow;
  readonly openFigures: () => FigureReader;
}

/** What a person knows it by: its name, and what tells it from others. */
export function fullTitleOf({ row, manifest }: RunToExport): string {
  const title = row.cells.get('title');
  return typeof title === 'string' ? title : manifest.name;
}

/** What a run is known by in an export. */
export interface RunIdentity {
  /** 64 hexadecimal digits: the same whenever the run is exported, and no other run's. */
  readonly digest: string;
  /** A file name, which is no other run's whatever the case. */
  readonly fileName: string;
}

/** For each run, in their order. */
export function identitiesOf(runs: readonly RunToExport[]): readonly (readonly [RunToExport, RunIdentity])[] {
  const counts = new Map<string, number>();
  return runs.map((run) => {
    // A log is called by where it lies, and others may lie so in another folder.
    const key = isLogState(run.state) ? run.directory : run.manifest.id;
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    // Of a run there may be copies.
    const digest = createHash('sha256')
      .update(count === 0 ? key : `${key} ${count}`)
      .digest('hex');
    return [run, { digest, fileName: `${slugOf(fullTitleOf(run))}-${digest.slice(0, 8)}` }];
  });
}

/** The run's figures, once they were looked at; what cannot be read of them is told. Rejects as `RunFigures` does. */
export async function openFiguresOf(
  run: RunToExport,
  { signal, onProblem }: { readonly signal: AbortSignal; readonly onProblem: (problem: string) => void },
): Promise<RunFigures> {
  const figures = await RunFigures.open(run.openFigures(), fullTitleOf(run), signal);
  for (const notice of figures.summary.problems.values()) onProblem(describeNotice(notice, untranslated));
  const isOver = isEnded(run.state) && !isLogState(run.state);
  const missing = isOver ? figures.reach.whatIsMissing(meritOf(run.manifest, 'latest')?.iteration) : undefined;
  if (missing !== undefined) onProblem(`“${fullTitleOf(run)}”: ${describeNotice(missing, untranslated)}`);
  const { oddTimes } = figures.summary;
  if (oddTimes > 0)
    onProblem(
      `“${fullTitleOf(run)}”: ${formatQuantity(oddTimes, 'figure')} of a time before 1970 or after 9999 ${oddTimes === 1 ? 'is' : 'are'} written without a time.`,
    );
  return figures;
}

const mostBytes = 1 << 20;

/** The experiment as the run froze it, and as it was written: by their names, as far as they are there and of ordinary size. */
export async function experimentFilesOf({ directory, state }: RunToExport): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  if (isLogState(state)) return found;
  const { experiment, source } = runFiles(directory);
  for (const [name, file] of Object.entries({ 'experiment.json': experiment, 'source.reptile.json': source })) {
    const bytes = await readBounded(file, mostBytes).catch(() => undefined);
    if (bytes !== undefined) found.set(name, bytes);
  }
  return found;
}

/** When it began, in milliseconds since 1970: also of figures that do not say when they are of. */
export function beginningOf({ manifest: { startedAt, createdAt } }: RunToExport): number {
  return momentOf(startedAt) ?? momentOf(createdAt) ?? 0;
}

/** In milliseconds since 1970; undefined while it has not ended, or does not say when. */
export function endOf({ manifest }: RunToExport): number | undefined {
  return momentOf(manifest.endedAt);
}

function momentOf(time: string | null): number | undefined {
  const milliseconds = time === null ? Number.NaN : Date.parse(time);
  return isMoment(milliseconds / 1000) ? milliseconds : undefined;
}
