// PeerProcess: a child process that answers requests, one line of JSON each, with one line of JSON each.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as z from 'zod';

/** What a peer could not do, in its own words. */
export class PeerError extends Error {
  override readonly name = 'PeerError';
}

const refusal = z.object({ error: z.string() });

/** The last lines that a peer wrote to standard error explain its end. */
const keptErrorCharacters = 2000;

export class PeerProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  readonly #ended: Promise<void>;
  #errorOutput = '';

  constructor(command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(command, args, { env: { ...process.env, ...environment } });
    const lines = createInterface({ input: this.#child.stdout });
    this.#answers = lines[Symbol.asyncIterator]();
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errorOutput = (this.#errorOutput + text).slice(-keptErrorCharacters);
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', () => resolve());
      this.#child.once('error', (error) => {
        this.#errorOutput += String(error);
        lines.close();
        resolve();
      });
    });
    // A peer that is gone takes no request; the missing answer is what is reported.
    this.#child.stdin.on('error', () => {});
  }

  /**
   * One request at a time.
   * @throws PeerError where the peer refuses, or is gone
   */
  async request<Answer>(request: Readonly<Record<string, unknown>>, answer: z.ZodType<Answer>): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) {
      await this.#ended;
      throw new PeerError(`The process has ended. ${this.#errorOutput.trim()}`.trim());
    }
    const parsed: unknown = JSON.parse(value);
    const refused = refusal.safeParse(parsed);
    if (refused.success) throw new PeerError(refused.data.error);
    return answer.parse(parsed);
  }

  /** Ends the process and waits for that. */
  async dispose(): Promise<void> {
    this.#child.stdin.end(`${JSON.stringify({ command: 'quit' })}\n`);
    this.#child.kill();
    await this.#ended;
  }
}
