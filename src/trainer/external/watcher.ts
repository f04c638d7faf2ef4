// The process that ends whatever a program has started once nobody watches it any more: it waits for the end of a pipe
// that only its starter holds, and so hears of that one's end however it comes, by kill -9, too.

import { type ChildProcess, spawn } from 'node:child_process';

/** Its value stands in the environment of the program and of all that it starts, in whatever session. */
export const processMark = 'REPTILE_LAB_PROCESS';

/**
 * The first line names the process group; the end of input is the word. Whoever has left the group is found by the mark
 * in its environment, where the system shows that (Linux); twice over, because processes make others meanwhile.
 */
const script = `
read -r group
read -r word
if [ -n "$group" ]; then kill -KILL -- "-$group" 2>/dev/null; fi
rounds=0
while [ "$rounds" -lt 40 ]; do
  found=
  for environment in $(grep -slF "$1" /proc/[0-9]*/environ 2>/dev/null); do
    process=\${environment#/proc/}
    kill -KILL "\${process%/environ}" 2>/dev/null && found=yes
  done
  if [ -z "$found" ]; then exit 0; fi
  rounds=$((rounds + 1))
  sleep 0.05
done
`;

export class Watcher {
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;

  private constructor(process: ChildProcess) {
    this.#process = process;
    this.#ended = new Promise((resolve) => {
      process.once('exit', () => resolve());
      process.once('error', () => resolve());
    });
    // It may be ended by somebody else.
    process.stdin?.on('error', () => undefined);
  }

  /**
   * Begins to watch for whoever bears the mark. On Windows, which has neither groups nor such a shell, there is none.
   * Rejects with the system's error.
   */
  static async begin(mark: string): Promise<Watcher | undefined> {
    if (process.platform === 'win32') return undefined;
    const watching = spawn('/bin/sh', ['-c', script, 'sh', `${processMark}=${mark}`], {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: '/usr/bin:/bin' },
    });
    const watcher = new Watcher(watching);
    await new Promise<void>((resolve, reject) => {
      watching.once('spawn', resolve);
      watching.once('error', reject);
    });
    return watcher;
  }

  /** The group that the program leads. */
  tell(group: number): void {
    this.#process.stdin?.write(`${group}\n`);
  }

  /** Ends all that is left; resolves when nothing is. */
  async endAll(): Promise<void> {
    this.#process.stdin?.end();
    await this.#ended;
  }
}
