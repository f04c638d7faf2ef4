// The programs that have trained a run, one after another, by digests of what their files say.

import * as z from 'zod';

/** The last ones are kept. */
const most = 20;

export const programDigestsSchema = z
  .array(z.string().regex(/^[0-9a-f]{32}$/))
  .catch([])
  .default([])
  .transform((digests) => digests.slice(-most));

interface TrainedByPrograms {
  readonly programDigests: z.output<typeof programDigestsSchema>;
}

/** With one more at the end where the program is another than it was the last time, and known. */
export function withProgram({ programDigests }: TrainedByPrograms, digest: string | null): string[] {
  return digest === null || digest === programDigests.at(-1) ? programDigests : [...programDigests, digest];
}
