// Shows how far a data set is got or verified: a bar for people, lines of JSON for programs.

import type { Dataset, DatasetFile } from '../datasets/dataset.ts';
import type { DownloadProgress } from '../datasets/download/download.ts';
import type { GetProgress } from '../datasets/getDataset.ts';
import { createProgressBar, type ProgressBar } from './progressBar.ts';
import { createSpeedometer } from './speedometer.ts';
import { printable, type Terminal, writeJsonLine } from './terminal.ts';

export interface DownloadView<Arguments extends readonly unknown[]> {
  readonly onProgress: (...progress: Arguments) => void;
  readonly dispose: () => void;
}

export function showGetting(dataset: Dataset, json: boolean, terminal: Terminal): DownloadView<[GetProgress]> {
  return json ? printGetting(dataset, terminal) : drawGetting(dataset, terminal);
}

/** A bar for the files that are read. */
export function showVerifying(label: string, terminal: Terminal): DownloadView<[done: number, total: number]> {
  const bar = createProgressBar(terminal);
  const speedometer = createSpeedometer();
  return {
    onProgress: (done, total) =>
      bar.update({ label, done, total, unit: 'files', ...speedometer.note(done, total), note: 'verifying' }),
    dispose: () => bar.dispose(),
  };
}

const linesEveryMilliseconds = 200;

function printGetting({ id }: Dataset, { output }: Terminal): DownloadView<[GetProgress]> {
  let printedAt = Number.NEGATIVE_INFINITY;
  const print = (event: string, facts: object = {}) => writeJsonLine(output, { event, id, ...facts });
  const printNowAndThen = (event: string, facts: object, isLast: boolean) => {
    const now = performance.now();
    if (now - printedAt < linesEveryMilliseconds && !isLast) return;
    printedAt = now;
    print(event, facts);
  };
  return {
    onProgress: (progress) => {
      switch (progress.kind) {
        case 'queueing':
        case 'checking':
          return print(progress.kind);
        case 'unpacking': {
          const { file, done, total } = progress;
          return printNowAndThen('unpacking', { file: file.name, done, total }, done === total);
        }
        case 'downloading': {
          const { file, progress: step } = progress;
          if (step.kind === 'waiting')
            return print('waiting', { file: file.name, reason: step.reason, seconds: step.seconds });
          const { received, total = null } = step;
          return printNowAndThen('downloading', { file: file.name, received, total }, received === total);
        }
      }
    },
    dispose: () => undefined,
  };
}

function drawGetting({ id }: Dataset, terminal: Terminal): DownloadView<[GetProgress]> {
  const bar = createProgressBar(terminal);
  let speedometer = createSpeedometer();
  let phase = '';
  /** A new phase has a speed of its own. */
  const enter = (next: string) => {
    if (next !== phase) speedometer = createSpeedometer();
    phase = next;
  };
  return {
    onProgress: (progress) => {
      switch (progress.kind) {
        case 'queueing':
          return bar.note('Another process gets this data set; waiting for it ...');
        case 'checking':
          return bar.update({
            label: id,
            done: 1,
            total: 1,
            unit: 'step',
            speed: undefined,
            secondsLeft: undefined,
            note: 'checking',
          });
        case 'unpacking': {
          const { file, done, total } = progress;
          enter(`unpacking ${file.name}`);
          return bar.update({ label: id, done, total, unit: 'files', ...speedometer.note(done, total), note: phase });
        }
        case 'downloading':
          enter(`downloading ${progress.file.name}`);
          return drawDownload(
            id,
            progress.file,
            progress.progress,
            bar,
            (done, total) => speedometer.note(done, total),
            phase,
          );
      }
    },
    dispose: () => bar.dispose(),
  };
}

function drawDownload(
  label: string,
  { name, size }: DatasetFile,
  step: DownloadProgress,
  bar: ProgressBar,
  measure: ReturnType<typeof createSpeedometer>['note'],
  note: string,
): void {
  if (step.kind === 'waiting') {
    bar.note(`${name}: ${printable(step.reason)}; trying again in ${step.seconds} s ...`);
    return;
  }
  const done = Math.round(step.received / 1000);
  const total = Math.max(done, Math.round((step.total ?? size.bytes) / 1000));
  bar.update({ label, done, total, unit: 'kB', ...measure(done, total), note });
}
