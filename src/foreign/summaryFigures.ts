// The newest figures of a run as its program sums them up in a file: each is a point whenever it is seen to have changed.

import { refuseOutsized } from '../base/boundedJson.ts';
import { ownCopy } from '../base/ownCopy.ts';
import type { HearEvents } from '../runs/eventUpdate.ts';
import { FigureBatch } from '../runs/figureBatch.ts';
import { mostFigureTags } from '../runs/tagTable.ts';
import { AttachedFile } from './attachedFile.ts';
import { pythonNumberOf } from './tables/pythonNumber.ts';
import type { ToldProblems } from './toldProblems.ts';

const mostBytes = 1 << 20;
const longestName = 512;
/** Of one figure, beside the letters of its name: its value, and what was told of it. */
const [bytesOfValue, bytesOfTold] = [50, 120];
const bounds = { depth: 12, values: 20_000, names: 20_000 };

export interface Summary {
  readonly step: number;
  readonly values: ReadonlyMap<string, number>;
}

const noSummary: Summary = { step: 0, values: new Map() };

interface SummaryLayout {
  /** The name of the step. */
  readonly step: string;
  /** Between names within each other. */
  readonly separator: string;
  /** What the names of figures that are the program's own begin with. */
  readonly own?: string;
}

/** @param file absolute path */
export function attachSummary(file: string, layout: SummaryLayout, problems: ToldProblems): AttachedFile<Summary> {
  const parse = (bytes: Uint8Array) => parseSummary(bytes, layout);
  return new AttachedFile(file, { mostBytes, parse, none: noSummary }, problems);
}

/** @throws as `refuseOutsized` does, and a SyntaxError for what is no JSON */
function parseSummary(bytes: Uint8Array, { step: stepName, separator, own }: SummaryLayout): Summary {
  refuseOutsized(bytes, bounds);
  const parsed: unknown = JSON.parse(asPlainJson(new TextDecoder().decode(bytes)));
  const values = new Map<string, number>();
  collect(parsed, '', separator, values);
  const step = values.get(stepName);
  values.delete(stepName);
  // Nobody knows of which step they are.
  if (step === undefined) return noSummary;
  if (!Number.isSafeInteger(step) || step < 0) throw new Error(`“${stepName}” is not what it should be.`);
  if (own !== undefined) for (const name of values.keys()) if (name.startsWith(own)) values.delete(name);
  return { step, values };
}

/**
 * Python writes numbers that JSON does not know: too large a one is read as infinite, and null stands for none. Each token
 * is of a few characters: one that were all of a text would be looked for at each mark of a text without an end.
 */
function asPlainJson(text: string): string {
  let isWithinText = false;
  return text.replace(/\\.|"|NaN|Infinity/gs, (token) => {
    if (token === '"') isWithinText = !isWithinText;
    if (isWithinText) return token;
    return token === 'NaN' ? 'null' : token === 'Infinity' ? '1e999' : token;
  });
}

function collect(value: unknown, name: string, separator: string, values: Map<string, number>): void {
  if (values.size >= mostFigureTags || name.length > longestName) return;
  const number = value === null ? Number.NaN : typeof value === 'string' ? infiniteOf(value) : value;
  // One that is put together keeps all of its parts.
  if (name !== '' && typeof number === 'number') values.set(ownCopy(name), number);
  else if (typeof value === 'object' && value !== null && !Array.isArray(value))
    for (const [key, part] of Object.entries(value))
      collect(part, name === '' ? key : `${name}${separator}${key}`, separator, values);
}

/** Some write these as texts; a finite number they do not. */
function infiniteOf(text: string): number | undefined {
  const number = pythonNumberOf(text);
  return number === undefined || Number.isFinite(number) ? undefined : number;
}

export class SummaryFigures {
  readonly #told = new Map<string, string>();
  #bytesOfTold = 0;
  #bytesOfValues = 0;

  /** What was told takes in memory, about, and the newest summary that it was told of. */
  get bytesHeld(): number {
    return this.#bytesOfTold + this.#bytesOfValues;
  }

  /** What was told does not count any more. */
  restart(): void {
    this.#told.clear();
    this.#bytesOfTold = 0;
  }

  /** @param others names of the figures that have files of their own */
  tell({ step, values }: Summary, others: ReadonlySet<string>, hear: HearEvents): void {
    const figures = new FigureBatch();
    this.#bytesOfValues = 0;
    for (const [name, value] of values) {
      this.#bytesOfValues += bytesOfValue + 2 * name.length;
      const told = `${step} ${value}`;
      const before = this.#told.get(name);
      if (others.has(name) || before === told) continue;
      if (before === undefined) this.#bytesOfTold += bytesOfTold + 2 * name.length;
      this.#told.set(name, told);
      figures.add(name, step, value, Number.NaN);
    }
    if (figures.length > 0) hear([{ kind: 'figures', figures }]);
  }
}
