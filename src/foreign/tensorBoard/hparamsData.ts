// What records of TensorBoard's plugin for hyperparameters say: the parameters of a run, and how it ended
// (tensorboard/plugins/hparams/plugin_data.proto).

import { PbfReader } from 'pbf';
import type { Fact } from '../../runs/experimentFacts.ts';
import type { LogOutcome } from '../logReader.ts';
import { boundText, mostParameters } from '../logReader.ts';

const data = { sessionStart: 3, sessionEnd: 4 } as const;
const hparams = 1;
const status = 1;
const entry = { key: 1, value: 2 } as const;
const value = { number: 2, string: 3, boolean: 4 } as const;
const outcomes: ReadonlyMap<number, LogOutcome> = new Map([
  [1, 'completed'],
  [2, 'failed'],
]);

export interface HparamsData {
  readonly parameters: Map<string, Fact>;
  outcome: LogOutcome | undefined;
}

/** Adds what one record says. What is no such record adds nothing. */
export function addHparams(content: Uint8Array, known: HparamsData): void {
  const found: HparamsData = { parameters: new Map(), outcome: undefined };
  try {
    new PbfReader(content).readFields(readData, found);
  } catch {
    return;
  }
  // What counts alone: texts that are kept are dear, and a record may say the same a hundred thousand times.
  for (const [said, fact] of found.parameters) {
    const name = boundText(said);
    if (known.parameters.size < mostParameters || known.parameters.has(name))
      known.parameters.set(name, typeof fact === 'string' ? boundText(fact) : fact);
  }
  known.outcome = found.outcome ?? known.outcome;
}

function readData(field: number, found: HparamsData, reader: PbfReader): void {
  if (field === data.sessionStart) {
    // The same run begins anew.
    found.outcome = undefined;
    reader.readMessage(readSessionStart, found);
  } else if (field === data.sessionEnd) reader.readMessage(readSessionEnd, found);
}

function readSessionStart(field: number, { parameters }: HparamsData, reader: PbfReader): void {
  if (field !== hparams) return;
  const { name, fact } = reader.readMessage(readEntry, { name: '', fact: undefined });
  if (name !== '' && fact !== undefined && parameters.size < mostParameters) parameters.set(name, fact);
}

function readSessionEnd(field: number, found: HparamsData, reader: PbfReader): void {
  if (field === status) found.outcome = outcomes.get(reader.readVarint());
}

interface Entry {
  name: string;
  fact: Fact | undefined;
}

function readEntry(field: number, read: Entry, reader: PbfReader): void {
  if (field === entry.key) read.name = reader.readString();
  else if (field === entry.value) reader.readMessage(readValue, read);
}

function readValue(field: number, read: Entry, reader: PbfReader): void {
  if (field === value.number) read.fact = reader.readDouble();
  else if (field === value.string) read.fact = reader.readString();
  else if (field === value.boolean) read.fact = reader.readBoolean();
}
