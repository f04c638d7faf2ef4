// The folder of PyTorch Lightning's CSVLogger: figures in metrics.csv, parameters in hparams.yaml.

import path from 'node:path';
import { lookAtEntry, stampOf } from '../../base/boundedFile.ts';
import { createBreather } from '../../base/breather.ts';
import type { EventUpdate, HearEvents } from '../../runs/eventUpdate.ts';
import type { Fact } from '../../runs/experimentFacts.ts';
import { FigureBatch } from '../../runs/figureBatch.ts';
import { type FileProblem, fileProblemOf } from '../../runs/fileProblem.ts';
import type { LogReader } from '../logReader.ts';
import { LineTail } from './lineTail.ts';
import { loadQuoted, MetricTable } from './metricTable.ts';
import type { YamlParameters } from './yamlParameters.ts';

export const csvFiles = { metrics: 'metrics.csv', parameters: 'hparams.yaml' } as const;

export function openCsvLog(directory: string): LogReader {
  return new CsvLog(directory);
}

const noParameters: YamlParameters = { parameters: new Map(), problem: undefined };
/** Whoever hears of them takes a few milliseconds. */
const mostFiguresAtOnce = 8192;
/** Short lines that are taken in before the clock is looked at. */
const linesAtOnce = 32;
const longLine = 4096;

class CsvLog implements LogReader {
  readonly #metrics: string;
  readonly #hparams: string;
  readonly #lines: LineTail;
  #table = new MetricTable();
  #isRestartDue = false;
  #reading: Promise<void> = Promise.resolve();
  /** Undefined: to be read, and told of, whatever it is like. */
  #hparamsStamp: string | undefined;
  #parameters: ReadonlyMap<string, Fact> = new Map();
  /** What was told of each file that cannot be read. */
  readonly #told = new Map<string, string>();
  readonly outcome = undefined;
  filesChangedAt: number | undefined;

  constructor(directory: string) {
    this.#metrics = path.join(directory, csvFiles.metrics);
    this.#hparams = path.join(directory, csvFiles.parameters);
    this.#lines = new LineTail(this.#metrics);
  }

  get parameters(): ReadonlyMap<string, Fact> {
    return this.#parameters;
  }

  restart(): void {
    this.#isRestartDue = true;
  }

  read(hear: HearEvents, signal?: AbortSignal): Promise<void> {
    this.#reading = this.#reading.then(() => this.#readOn(hear, signal));
    return this.#reading;
  }

  async #readOn(hear: HearEvents, signal: AbortSignal | undefined): Promise<void> {
    if (this.#isRestartDue) this.#lines.restart();
    this.#isRestartDue = false;
    try {
      const changed = await this.#lines.read(async (lines, isAnew) => {
        signal?.throwIfAborted();
        await this.#take(lines, isAnew, hear);
      });
      this.filesChangedAt = changed === undefined ? undefined : changed / 1000;
      const { oddColumn } = this.#table;
      const odd = { code: 'oddValue', file: this.#metrics, where: oddColumn ?? '' } as const;
      this.#tellProblem(this.#metrics, oddColumn === undefined ? undefined : odd, hear);
    } catch (error) {
      if (signal?.aborted === true) return;
      this.#tellProblem(this.#metrics, fileProblemOf(this.#metrics, error), hear);
    }
    await this.#readParameters(hear);
  }

  /** In turns: a chunk is thousands of rows, or one of thousands of cells each. */
  async #take(lines: readonly string[], isAnew: boolean, hear: HearEvents): Promise<void> {
    const breathe = createBreather();
    let updates: EventUpdate[] = [];
    if (isAnew) {
      this.#table = new MetricTable();
      this.#told.clear();
      this.#hparamsStamp = undefined;
      updates.push({ kind: 'restarted' });
    }
    let figures = new FigureBatch();
    const tell = () => {
      if (figures.length > 0) updates.push({ kind: 'figures', figures });
      if (updates.length > 0) hear(updates);
      updates = [];
      figures = new FigureBatch();
    };
    const splitQuoted = lines.some((line) => line.includes('"')) ? await loadQuoted() : undefined;
    for (const [place, line] of lines.entries()) {
      this.#table.add(line, figures, line.includes('"') ? splitQuoted : undefined);
      if (figures.length >= mostFiguresAtOnce) tell();
      if (line.length > longLine || place % linesAtOnce === 0) await breathe();
    }
    tell();
  }

  /** A run need not have any. */
  async #readParameters(hear: HearEvents): Promise<void> {
    try {
      const found = await lookAtEntry(this.#hparams);
      const stamp = stampOf(found);
      if (stamp === this.#hparamsStamp) return;
      const { parameters, problem } = found === undefined ? noParameters : await readParametersOf(this.#hparams);
      this.#parameters = parameters;
      this.#hparamsStamp = stamp;
      this.#tellProblem(this.#hparams, problem && fileProblemOf(this.#hparams, problem), hear);
    } catch (error) {
      this.#tellProblem(this.#hparams, fileProblemOf(this.#hparams, error), hear);
    }
  }

  /** Once for each reason; without one, that the file can be read again. */
  #tellProblem(file: string, problem: FileProblem | undefined, hear: HearEvents): void {
    const told = problem === undefined ? undefined : JSON.stringify(problem);
    if (this.#told.get(file) === told) return;
    if (told === undefined) this.#told.delete(file);
    else this.#told.set(file, told);
    hear([
      problem === undefined
        ? { kind: 'readable', file }
        : { kind: 'unreadable', file, notice: { of: 'file', problem } },
    ]);
  }
}

/** What reads YAML is loaded when there is such a file. */
async function readParametersOf(file: string): Promise<YamlParameters> {
  const { readYamlParameters } = await import('./yamlParameters.ts');
  return readYamlParameters(file);
}
