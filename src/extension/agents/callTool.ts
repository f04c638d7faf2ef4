// Calls one tool of the server for agents, in a process of its own: what it computes never holds up the editor, and a
// run that it starts outlives it.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import * as z from 'zod';

export interface ServerCommand {
  readonly program: string;
  readonly words: readonly string[];
  /** Absolute path. */
  readonly folder: string;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
}

export interface ToolAnswer {
  readonly isError: boolean;
  readonly text: string;
}

/** A server that computes hears its first word late; the last one cannot be refused. In milliseconds. */
const patience = 10_000;

/** In UTF-16 units: more no agent reads. */
const longestAnswer = 1_000_000;
/** Of all that a server writes, in bytes: an answer stands in it twice, and what is longer takes long to read. */
const mostWritten = 6 * longestAnswer;

const tooLong: ToolAnswer = {
  isError: true,
  text: 'The answer is too long. Ask for fewer runs, or for fewer columns.',
};

const requests = { initialize: 1, call: 2 } as const;

const reply = z.object({
  id: z.literal(requests.call),
  error: z.object({ message: z.string() }).optional(),
  result: z
    .object({
      isError: z.boolean().default(false),
      content: z.array(z.object({ type: z.literal('text'), text: z.string() })),
    })
    .optional(),
});

/**
 * What the tool says, an error among it that the caller can put right. Rejects where the server cannot be started, ends
 * without an answer, or `signal` is aborted: then at once, and the server is ended, by force where it does not listen.
 */
export async function callTool(
  { program, words, folder, environment }: ServerCommand,
  name: string,
  input: object,
  signal: AbortSignal,
  lastWordAfter = patience,
): Promise<ToolAnswer> {
  signal.throwIfAborted();
  const child = spawn(program, words, {
    cwd: folder,
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...environment },
  });
  let lastWord: NodeJS.Timeout | undefined;
  const end = () => {
    child.kill('SIGTERM');
    lastWord ??= setTimeout(() => child.kill('SIGKILL'), lastWordAfter);
  };
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(lastWord);
      reject(new Error('The server for agents ended without an answer.'));
    });
    // What is written to a server that has ended fails, and its end says so already.
    child.stdin.on('error', () => undefined);
    signal.addEventListener('abort', reject, { once: true });
  });
  failed.catch(() => undefined);
  try {
    const answer = answerFrom(createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY }));
    answer.catch(() => undefined);
    for (const message of conversation(name, input)) child.stdin.write(`${JSON.stringify(message)}\n`);
    return await Promise.race([answer, tooMuchFrom(child.stdout), failed]);
  } finally {
    child.stdin.end();
    child.stdout.destroy();
    const isAlive = child.pid !== undefined && child.exitCode === null && child.signalCode === null;
    if (isAlive) end();
    signal.throwIfAborted();
  }
}

/** The protocol needs no answer to the first before the next is sent. */
function conversation(name: string, input: object): readonly object[] {
  const jsonrpc = '2.0';
  const clientInfo = { name: 'reptile-lab-editor', version: '1' };
  return [
    {
      jsonrpc,
      id: requests.initialize,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo },
    },
    { jsonrpc, method: 'notifications/initialized' },
    { jsonrpc, id: requests.call, method: 'tools/call', params: { name, arguments: input } },
  ];
}

/** Resolves when the server has written more than any answer is. */
function tooMuchFrom(output: Readable): Promise<ToolAnswer> {
  return new Promise((resolve) => {
    let written = 0;
    output.on('data', (bytes: Buffer) => {
      written += bytes.length;
      if (written > mostWritten) resolve(tooLong);
    });
  });
}

async function answerFrom(lines: AsyncIterable<string>): Promise<ToolAnswer> {
  for await (const line of lines) {
    const message: unknown = JSON.parse(line);
    const read = reply.safeParse(message);
    if (!read.success) continue;
    const { result, error } = read.data;
    if (result === undefined) return { isError: true, text: error?.message ?? 'There is no answer.' };
    const text = result.content.map((part) => part.text).join('\n');
    return text.length <= longestAnswer ? { isError: result.isError, text } : tooLong;
  }
  throw new Error('The server for agents ended without an answer.');
}
