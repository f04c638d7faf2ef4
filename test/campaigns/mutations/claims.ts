// What must be told, or not believed, for some mutations: damage of figures, runs that cannot be read, owners that
// cannot be at work, forged lines in logs.

import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Attempt } from './attempts.ts';
import { forgedLine } from './hostileTexts.ts';
import type { Problem } from './oracles.ts';
import type { PlannedMutation } from './plan.ts';

const surelyDamaged = ['random bytes', 'zeros', 'many bits flipped'];
const neverAtWork = ['a foreign host that is at work in the future', 'a foreign host that is at work at no time'];

/** `texts`: all that the attempt showed. */
export async function judgeClaims(
  { target, mutation }: PlannedMutation,
  attempt: Attempt,
  texts: string,
  runDirectory: string,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const id = path.basename(runDirectory);
  if (target.name === 'run.json' && attempt.name === 'list' && texts !== '') {
    const line = texts.split('\n').find((one) => one.startsWith(id));
    if (line === undefined && mutation.name !== 'removed') {
      problems.push({ kind: 'unreadable run is missing', detail: JSON.stringify(texts.slice(0, 300)) });
    }
    if (neverAtWork.includes(mutation.name) && line !== undefined && /\brunning\b/.test(line)) {
      problems.push({ kind: 'at work for ever', detail: line });
    }
  }
  const log = target.name === 'log.txt' ? '' : await readLog(runDirectory);
  if (target.name === 'events' && surelyDamaged.includes(mutation.name) && attempt.kind === 'process') {
    if (!/damage|cannot be read/i.test(texts + log) && !isUnread(texts))
      problems.push({ kind: 'damage is not told', detail: JSON.stringify(texts.slice(0, 300)) });
  }
  if (new RegExp(`^${forgedLine}`, 'm').test(log))
    problems.push({ kind: 'forged line in the log', detail: JSON.stringify(log.slice(-300)) });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\u001b\u009b\u202e]/.test(log))
    problems.push({ kind: 'raw control character in the log', detail: JSON.stringify(log.slice(-300)) });
  return problems;
}

/** Whoever has nothing to do reads no figures. */
function isUnread(texts: string): boolean {
  return /has completed all of its meta-iterations: there is nothing to resume/.test(texts);
}

async function readLog(runDirectory: string): Promise<string> {
  const file = path.join(runDirectory, 'log.txt');
  const found = await lstat(file).catch(() => undefined);
  return found?.isFile() === true && found.size < 1 << 20 ? readFile(file, 'utf8') : '';
}
