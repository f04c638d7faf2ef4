// Offline runs of W&B, which `wandb sync` takes: a folder for each run with its log and its experiment's files.

import path from 'node:path';
import type { PbfWriter } from 'pbf';
import { plainText } from '../base/shownText.ts';
import { slugOf } from '../runs/createRun.ts';
import { FigureBatch } from '../runs/figureBatch.ts';
import { compactTime } from '../runs/runDirectory.ts';
import type { RunState } from '../runs/runState.ts';
import { isTexts } from '../table/cells.ts';
import { exactTable } from '../table/copy/exactTable.ts';
import { columnsOf } from '../table/tableColumns.ts';
import type { ExportRequest, WriteExport } from './exportFormat.ts';
import { noteText } from './noteText.ts';
import { ExportRefused, type RunFigures } from './runFigures.ts';
import {
  beginningOf,
  experimentFilesOf,
  fullTitleOf,
  identitiesOf,
  openFiguresOf,
  type RunToExport,
} from './runToExport.ts';
import { WandbLog } from './wandbLog.ts';
import { writeEach } from './writeEach.ts';

/** Numbers of fields, by message; an item of a history, a summary and a config is the same. */
const item = { key: 1, nestedKey: 2, json: 16 } as const;
const runField = { id: 1, project: 3, config: 4, group: 6, name: 8, notes: 9, tags: 10, startedAt: 17 } as const;
const exitField = { code: 1, runtime: 2 } as const;

export const writeWandb: WriteExport = async (request) => {
  const { runs, staging } = request;
  const places = identitiesOf(runs).map(([run, { digest }]) => {
    const id = digest.slice(0, 12);
    const time = compactTime(new Date(beginningOf(run)))
      .replace('T', '_')
      .replace('Z', '');
    return [run, { id, folder: `offline-run-${time}-${id}` }] as const;
  });
  for (const [, { folder }] of places) staging.claim(folder);
  return writeEach(
    places,
    request,
    async (run, { id, folder }) => {
      const file = staging.create(path.join(folder, `run-${id}.wandb`));
      const files = await experimentFilesOf(run);
      staging.makeFolder(path.join(folder, 'files'));
      for (const [name, bytes] of files) staging.write(path.join(folder, 'files', name), bytes);
      await writeRun(run, { id, files: [...files.keys()] }, new WandbLog(file), request);
      file.end();
    },
    ({ folder }) => staging.drop(folder),
  );
};

async function writeRun(
  run: RunToExport,
  { id, files }: { readonly id: string; readonly files: readonly string[] },
  log: WandbLog,
  request: ExportRequest,
): Promise<void> {
  const figures = await openFiguresOf(run, request);
  const startedAt = beginningOf(run) / 1000;
  log.add('header', (header) =>
    header.writeMessage(1, (_, versions) => versions.writeStringField(1, `reptile-lab ${request.version}`), undefined),
  );
  log.add('run', (message) => writeDescription(run, id, message));
  log.add('files', (message) => {
    for (const name of files) message.writeMessage(1, (_, file) => file.writeStringField(1, name), undefined);
  });
  const last = await writeHistory(figures, startedAt, log, request.signal);
  log.add('summary', (message) => {
    for (const [name, value] of summaryOf(run, figures, last, startedAt))
      message.writeMessage(1, writeNested, [name, value]);
  });
  const code = exitCodeOf(run.state);
  if (code === undefined) return;
  log.add('exit', (message) => {
    message.writeVarintField(exitField.code, code);
    message.writeVarintField(exitField.runtime, Math.max(0, Math.round(last - startedAt)));
  });
}

function writeDescription(run: RunToExport, id: string, message: PbfWriter): void {
  const { manifest, row } = run;
  message.writeStringField(runField.id, id);
  message.writeStringField(runField.project, slugOf(manifest.name));
  message.writeMessage(
    runField.config,
    (_, config) => {
      for (const [place, fact] of row.parameters)
        config.writeMessage(
          1,
          (_nothing, entry) => {
            entry.writeStringField(item.key, plainText(place));
            entry.writeStringField(item.json, JSON.stringify(typeof fact === 'string' ? plainText(fact) : fact));
          },
          undefined,
        );
    },
    undefined,
  );
  if (manifest.group !== null) message.writeStringField(runField.group, plainText(manifest.group.name, 100));
  message.writeStringField(runField.name, plainText(fullTitleOf(run)));
  const [tags, note] = [row.cells.get('tags'), row.cells.get('note')];
  if (typeof note === 'string') message.writeStringField(runField.notes, noteText(note));
  if (tags !== undefined && isTexts(tags))
    for (const tag of tags) message.writeStringField(runField.tags, plainText(tag, longestTag));
  message.writeMessage(
    runField.startedAt,
    (_, time) => time.writeVarintField(1, Math.floor(beginningOf(run) / 1000)),
    undefined,
  );
}

/** W&B takes no longer ones. */
const longestTag = 64;

/** A row of history for each step. Gives the time of the last one. */
async function writeHistory(
  figures: RunFigures,
  startedAt: number,
  log: WandbLog,
  signal: AbortSignal,
): Promise<number> {
  const values = new Map<string, number>();
  let [step, time, last] = [0, startedAt, startedAt];
  const writeStep = () => {
    if (values.size === 0) return;
    log.add('history', (row) => {
      for (const value of [...values, ...ownValues(step, time, startedAt)]) row.writeMessage(1, writeNested, value);
      row.writeMessage(2, (_, message) => message.writeVarintField(1, step), undefined);
    });
    values.clear();
  };
  const take = (batch: FigureBatch) => {
    for (const { tag, iteration, value, wallTime } of batch) {
      if (iteration < step) throw new ExportRefused('The run was changed while it was exported. Export again.');
      if (iteration !== step) writeStep();
      [step, time] = [iteration, Number.isNaN(wallTime) ? startedAt : wallTime];
      last = Math.max(last, time);
      values.set(tag, value);
    }
  };
  if (figures.isInOrder) await figures.forEachBatch(take, signal);
  else take(await sortFigures(figures, signal));
  writeStep();
  return last;
}

/** W&B takes no row of an earlier step than the one before it. */
async function sortFigures(figures: RunFigures, signal: AbortSignal): Promise<FigureBatch> {
  const all: FigureBatch = new FigureBatch();
  await figures.forEachBatch((batch) => {
    if (all.length > mostSorted)
      throw new ExportRefused(
        `A log of more than ${mostSorted} figures in no order of steps cannot be written for W&B, which takes them in order. Take another format.`,
      );
    for (const { tag, iteration, value, wallTime } of batch) all.add(tag, iteration, value, wallTime);
  }, signal);
  const places = Float64Array.from({ length: all.length }, (_, place) => place);
  const stepAt = (place: number) => all.iterations[place] ?? 0;
  places.sort((a, b) => stepAt(a) - stepAt(b) || a - b);
  const sorted = new FigureBatch();
  for (const place of places)
    sorted.add(
      all.tags[place] ?? '',
      stepAt(place),
      all.values[place] ?? Number.NaN,
      all.wallTimes[place] ?? Number.NaN,
    );
  return sorted;
}

/** They take some 60 bytes each. */
const mostSorted = 4_000_000;

function ownValues(step: number, time: number, startedAt: number): readonly (readonly [string, number])[] {
  return [
    ['_step', step],
    ['_timestamp', time],
    ['_runtime', Math.max(0, time - startedAt)],
  ];
}

/** The newest figure of each name, and what the table has of held-out tasks. */
function summaryOf(
  { row }: RunToExport,
  { summary }: RunFigures,
  last: number,
  startedAt: number,
): readonly (readonly [string, number])[] {
  const columns = columnsOf([row]).filter(({ section }) => section === 'heldOut' || section === 'evaluation');
  const { heads, rows } = exactTable({ kind: 'runs', columns, rows: [row] });
  const measured = heads.flatMap((head, place) => {
    const value = rows[0]?.[place];
    return typeof value === 'number' ? [[head, value] as const] : [];
  });
  const newest = [...summary.tags].map(([tag, { latest }]) => [tag, latest.value] as const);
  return [...measured, ...newest, ...ownValues(summary.lastIteration ?? 0, last, startedAt)];
}

function writeNested([name, value]: readonly [string, number], entry: PbfWriter): void {
  entry.writeStringField(item.nestedKey, plainText(name));
  entry.writeStringField(item.json, String(value));
}

/** Undefined where the run goes on. */
function exitCodeOf(state: RunState): number | undefined {
  switch (state) {
    case 'completed':
    case 'ended':
      return 0;
    case 'failed':
    case 'lost':
    case 'crashed':
      return 1;
    case 'stopped':
      // As of a run that a person ends.
      return 255;
    case 'queued':
    case 'starting':
    case 'running':
    case 'paused':
    case 'stopping':
    case 'live':
      return undefined;
  }
}
