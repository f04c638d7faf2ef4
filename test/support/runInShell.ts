// A command line of a shell that is carried out to its end.

import { execFile } from 'node:child_process';

interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** @param words what the shell knows as $0, $1, … */
export function runInShell(
  command: string,
  words: readonly string[],
  place: Place,
): Promise<{ readonly exitCode: number | null; readonly output: string; readonly messages: string }> {
  return new Promise((resolve) => {
    const child = execFile('bash', ['-c', command, ...words], place, (_, output, messages) =>
      resolve({ exitCode: child.exitCode, output, messages }),
    );
  });
}
