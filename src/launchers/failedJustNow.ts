// What a launcher could not do just now and tries again: of which run or folder, why, and what a person can do.

import path from 'node:path';
import { asSentence } from '../base/asSentence.ts';
import { explainSystemError } from '../base/explainSystemError.ts';
import { isSystemError, messageOf } from '../base/systemErrors.ts';
import { LaunchError } from './launcher.ts';

/**
 * Of the same failure the same words at each look, so that it is told once.
 * @param what could not be done, as a clause
 * @param runsFolder in which it was to be done
 */
export function failedJustNow(what: string, runsFolder: string, error: unknown): LaunchError {
  const why = explainSystemError(error, placeOf(error, runsFolder)) ?? asSentence(messageOf(error));
  return new LaunchError(`${what}: ${why} It is tried again whenever the queue is looked at.`, { cause: error });
}

/** The file or folder that the error names. Of what has another name at each attempt, the folder in which it lies. */
function placeOf(error: unknown, runsFolder: string): string {
  if (!isSystemError(error) || error.path === undefined) return runsFolder;
  const names = path.relative(runsFolder, error.path).split(path.sep);
  if (names[0] === '..') return error.path;
  const passing = names.findIndex((name) => name.startsWith('.') || name.endsWith('.tmp'));
  return path.join(runsFolder, ...(passing < 0 ? names : names.slice(0, passing)));
}
