// The programs that have trained a run, one after another, by digests of what their files say.

/** The last ones are kept. */
export const mostPrograms = 20;

interface TrainedByPrograms {
  readonly programDigests: string[];
}

/** With one more at the end where the program is another than it was the last time, and known. */
export function withProgram({ programDigests }: TrainedByPrograms, digest: string | null): string[] {
  return digest === null || digest === programDigests.at(-1) ? programDigests : [...programDigests, digest];
}
