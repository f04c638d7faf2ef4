// What the campaign says to the process that tries things on a mutated run, and what it hears.

import * as z from 'zod';

export const askedSchema = z.object({
  id: z.int(),
  /** The current folder of the attempt. */
  project: z.string(),
  runDirectory: z.string(),
  siblingDirectory: z.string(),
  attempt: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('command'), name: z.string(), words: z.array(z.string()), json: z.boolean() }),
    z.object({ kind: z.literal('index'), name: z.literal('index') }),
    z.object({ kind: z.literal('feed'), name: z.literal('feed') }),
    z.object({ kind: z.literal('views'), name: z.literal('views') }),
    z.object({ kind: z.literal('launcher'), name: z.enum(['submit', 'poll', 'cancel']) }),
  ]),
});
export type Asked = z.output<typeof askedSchema>;

export const answeredSchema = z.object({
  id: z.int(),
  /** Of a command line; null for what is no command. */
  exitCode: z.int().nullable(),
  /** Standard output, or the rows of the run browser. */
  output: z.string(),
  messages: z.string(),
  /** Texts that are put into markdown, as the editor gets it. */
  markdown: z.array(z.string()),
  /** Texts that others make harmless where they show them: notifications, the log, the page. */
  unshown: z.string(),
  /** What the attempt itself found wrong. */
  problems: z.array(z.object({ kind: z.string(), detail: z.string() })),
});
export type Answered = z.output<typeof answeredSchema>;
