// Calls one tool of the server for agents, in a process of its own: what it computes never holds up the editor, and a
// run that it starts outlives it.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
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

/** Milliseconds from the first word to one that cannot be refused: a server that computes may not hear the first. */
const lastWordAfter = 3000;

/** In UTF-16 units: more no agent reads. */
const longestAnswer = 4_000_000;

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
 * without an answer, or `signal` is aborted, which ends it.
 * @param patience in milliseconds, for a server that does not end when it is asked
 */
export async function callTool(
  { program, words, folder, environment }: ServerCommand,
  name: string,
  input: object,
  signal: AbortSignal,
  patience = lastWordAfter,
): Promise<ToolAnswer> {
  signal.throwIfAborted();
  const child = spawn(program, words, {
    cwd: folder,
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...environment },
  });
  const failed = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', reject);
    child.once('error', reject);
    child.once('close', () => reject(new Error('The server for agents ended without an answer.')));
    // What is written to a server that has ended fails, and its end says so already.
    child.stdin.on('error', () => undefined);
  });
  failed.catch(() => undefined);
  try {
    const answer = answerFrom(createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY }));
    for (const message of conversation(name, input)) child.stdin.write(`${JSON.stringify(message)}\n`);
    return await Promise.race([answer, failed]);
  } finally {
    child.stdin.end();
    endServer(child, patience);
    signal.throwIfAborted();
  }
}

function endServer(child: ChildProcess, patience: number): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const lastWord = setTimeout(() => child.kill('SIGKILL'), patience);
  child.once('exit', () => clearTimeout(lastWord));
}

/** The protocol needs no answer to the first before the next is sent. */
function conversation(name: string, input: object): readonly object[] {
  const jsonrpc = '2.0';
  const clientInfo = { name: 'reptile-lab-editor', version: '1' };
  return [
    {
      ...{ jsonrpc, id: requests.initialize, method: 'initialize' },
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo },
    },
    { jsonrpc, method: 'notifications/initialized' },
    { jsonrpc, id: requests.call, method: 'tools/call', params: { name, arguments: input } },
  ];
}

async function answerFrom(lines: AsyncIterable<string>): Promise<ToolAnswer> {
  for await (const line of lines) {
    const message: unknown = JSON.parse(line);
    const read = reply.safeParse(message);
    if (!read.success) continue;
    const { result, error } = read.data;
    if (result === undefined) return { isError: true, text: error?.message ?? 'There is no answer.' };
    const text = result.content.map((part) => part.text).join('\n');
    if (text.length <= longestAnswer) return { isError: result.isError, text };
    return { isError: true, text: 'The answer is too long. Ask for fewer runs, or for fewer columns.' };
  }
  throw new Error('The server for agents ended without an answer.');
}
