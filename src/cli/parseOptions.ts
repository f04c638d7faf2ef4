// Options that several commands share, and how their values are read.

import { InvalidArgumentError, Option } from 'commander';
import { type CheckpointChoice, parseCheckpointChoice } from '../runs/chosenCheckpoint.ts';

export const defaultRunsFolder = '.reptile/runs';

export const runsOption = () =>
  new Option('--runs <folder>', 'folder that holds the runs').argParser(folderName).default(defaultRunsFolder);

export const jsonOption = (what: string) => new Option('--json', what).default(false);

export const workersOption = () =>
  new Option('--workers <number>', 'worker threads; the result does not depend on it').argParser(wholeNumber(1, 256));

/** Of an option that may be given several times. */
export function folderNames(text: string, earlier: unknown): readonly string[] {
  return [...(Array.isArray(earlier) ? earlier.map(String) : []), folderName(text)];
}

/** An empty name would silently be the current folder. */
export function folderName(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}

/** Parses a whole number between `least` and `most`, both included. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Parses a meta-iteration, `best` or `latest`. */
export function checkpointChoice(text: string): CheckpointChoice {
  const choice = parseCheckpointChoice(text);
  if (choice === undefined) throw new InvalidArgumentError('It must be a meta-iteration, best or latest.');
  return choice;
}

/** Gathers the values of an option that may be given again and again. */
export function gather(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

/** For the editor, which has asked the person: what that agreed to of each run, see `agreementOn`, or of one to be made, see `prepareStart`. */
export function agreedOption(): Option {
  return new Option('--agreed <digest>').argParser(gather).default([]).hideHelp();
}

export function acceptChangedDataOption(): Option {
  return new Option(
    '--accept-changed-data',
    "go on where the data no longer hold the run's split; what is stored says so",
  ).default(false);
}
