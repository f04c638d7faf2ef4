// The programs that have trained a run, one after another, by digests of what their files say.

/** The last ones are kept. */
export const mostPrograms = 20;
/** Of a digest, to tell it from others. */
const digits = 8;

export interface TrainedByPrograms {
  readonly programDigests: string[];
}

/** With one more at the end where the program is another than it was the last time, and known. */
export function withProgram({ programDigests }: TrainedByPrograms, digest: string | null): string[] {
  return digest === null || digest === programDigests.at(-1) ? programDigests : [...programDigests, digest];
}

/** `3f2a91c0`, or `3f2a91c0, then 8e1b22aa`; undefined where nobody knows. */
export function nameProgram({ programDigests }: TrainedByPrograms): string | undefined {
  if (programDigests.length === 0) return undefined;
  return programDigests.map((digest) => digest.slice(0, digits)).join(', then ');
}
