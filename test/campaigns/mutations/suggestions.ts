// Commands that are shown to be copied: a shell that gets them must come to the run, and must not execute anything that
// stands in a name.

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Problem } from './oracles.ts';

const run = promisify(execFile);
const suggestion = /^Continue it with: (.*)$/m;

/** Lets a shell take the suggested command apart, without the command itself, in `folder`. */
export async function judgeSuggestion(messages: string, folder: string, runDirectory: string): Promise<Problem[]> {
  const command = suggestion.exec(messages)?.[1];
  // Where no shell could be trusted with it, none is suggested.
  if (command === undefined || command.startsWith('the command "')) return [];
  try {
    const { stdout } = await run('/bin/sh', ['-c', `set -- ${command}\nprintf '%s\\0' "$@"`], {
      cwd: folder,
      timeout: 5000,
    });
    const word = stdout.split('\0').at(-2) ?? '';
    if (path.resolve(folder, word) === runDirectory) return [];
    return [{ kind: 'suggestion misses the run', detail: JSON.stringify({ command, word }) }];
  } catch (error) {
    return [{ kind: 'suggestion is no command', detail: `${JSON.stringify(command)}: ${String(error).slice(0, 200)}` }];
  }
}
