// Event files for TensorBoard: a folder for each run, with its figures and what the HPARAMS tab shows of it.

import path from 'node:path';
import { frameRecord } from '../runs/eventRecords.ts';
import { encodeEvent, type Scalar } from '../runs/events.ts';
import type { Fact } from '../runs/experimentFacts.ts';
import { measuredQuantities } from '../runs/figureOfMerit.ts';
import { encodeSessionEnd, encodeSessionStart, type HparamsExperiment, type HparamsMetric } from '../runs/hparams.ts';
import type { Manifest } from '../runs/manifest.ts';
import { recordedQuantities } from '../runs/quantities.ts';
import type { RunState } from '../runs/runState.ts';
import { tags } from '../runs/tags.ts';
import type { ExportRequest, WriteExport } from './exportFormat.ts';
import type { RunFigures } from './runFigures.ts';
import { nameOf } from './runNames.ts';
import { beginningOf, endOf, identitiesOf, openFiguresOf, type RunToExport } from './runToExport.ts';
import { writeEach } from './writeEach.ts';

export const writeTensorBoard: WriteExport = async (request) => {
  const { runs, staging } = request;
  const known = identitiesOf(runs);
  for (const [, { fileName }] of known) staging.claim(fileName);
  const experiment = experimentOf(runs);
  return writeEach(
    known,
    request,
    async (run, { fileName }) => {
      const time = String(Math.floor(beginningOf(run) / 1000)).padStart(10, '0');
      const file = staging.create(path.join(fileName, `events.out.tfevents.${time}.reptile-lab`));
      await writeRun(run, experiment, (content) => file.write(frameRecord(content)), request);
      file.end();
    },
    ({ fileName }) => staging.drop(fileName),
  );
};

/** TensorBoard goes by the first that it finds of all runs: each says what all have. */
function experimentOf(runs: readonly RunToExport[]): HparamsExperiment {
  const facts = new Map<string, Fact>();
  const metrics = new Map<string, HparamsMetric>();
  for (const run of runs) {
    run.row.parameters.forEach((fact, place) => {
      if (!facts.has(place)) facts.set(place, fact);
    });
    for (const metric of metricsOf(run.manifest)) metrics.set(metric.tag, metric);
  }
  return { name: 'Reptile Lab', description: '', facts, metrics: [...metrics.values()] };
}

function metricsOf({ trainedBy, latest, latestTrainingLoss }: Manifest): readonly HparamsMetric[] {
  switch (trainedBy.kind) {
    case 'reptileLab': {
      const heldOut = latest === null ? [] : measuredQuantities(latest);
      const tagsOf = heldOut.map((quantity) => recordedQuantities[quantity].tags.mean);
      const found = tagsOf.map((tag): HparamsMetric => ({ tag, displayName: tag, of: 'heldOut' }));
      const tag = tags.trainingLossLast;
      return latestTrainingLoss === null ? found : [...found, { tag, displayName: tag, of: 'training' }];
    }
    case 'program': {
      const { merit } = trainedBy;
      return merit === null ? [] : [{ tag: merit.tag, displayName: merit.tag, of: 'heldOut' }];
    }
  }
}

async function writeRun(
  run: RunToExport,
  experiment: HparamsExperiment,
  write: (content: Uint8Array) => void,
  request: ExportRequest,
): Promise<void> {
  const startedAt = beginningOf(run) / 1000;
  write(encodeEvent({ kind: 'fileVersion', wallTime: startedAt, version: 'brain.Event:2' }));
  for (const record of encodeSessionStart(experiment, nameOf(run), startedAt, run.row.parameters)) write(record);
  const figures = await openFiguresOf(run, request);
  await writeFigures(figures, startedAt, write, request.signal);
  const outcome = outcomeOf(run.state);
  if (outcome !== undefined) write(encodeSessionEnd(outcome, endingOf(run, figures)));
}

/** Figures of one step and one moment are one record, as they were. */
async function writeFigures(
  figures: RunFigures,
  startedAt: number,
  write: (content: Uint8Array) => void,
  signal: AbortSignal,
): Promise<void> {
  let scalars: Scalar[] = [];
  let [iteration, wallTime] = [0, startedAt];
  const writeStep = () => {
    if (scalars.length > 0) write(encodeEvent({ kind: 'scalars', wallTime, iteration, scalars }));
    scalars = [];
  };
  await figures.forEachBatch((batch) => {
    for (const figure of batch) {
      const time = Number.isNaN(figure.wallTime) ? startedAt : figure.wallTime;
      if (figure.iteration !== iteration || time !== wallTime) writeStep();
      [iteration, wallTime] = [figure.iteration, time];
      scalars.push({ tag: figure.tag, value: figure.value });
    }
  }, signal);
  writeStep();
}

/** Undefined where it may go on, or nobody knows: TensorBoard has no word for a run that was stopped. */
function outcomeOf(state: RunState): 'success' | 'failure' | undefined {
  switch (state) {
    case 'completed':
      return 'success';
    case 'failed':
    case 'lost':
    case 'crashed':
      return 'failure';
    case 'stopped':
    case 'ended':
    case 'queued':
    case 'starting':
    case 'running':
    case 'paused':
    case 'stopping':
    case 'live':
      return undefined;
  }
}

/** In seconds since 1970. */
function endingOf(run: RunToExport, { summary }: RunFigures): number {
  return (endOf(run) ?? 1000 * (summary.changedAt ?? beginningOf(run) / 1000)) / 1000;
}
