// What a fork does not say by itself: with which parameters the run began, and that it was extended, in words.

import type { Translate } from './translate.ts';

interface ForkedRun {
  /** The run's folder name. */
  readonly run: string;
  /** What it began with: another run and its meta-iteration, or a file of weights. */
  readonly learned: { readonly run: string; readonly iteration: number; readonly fileSha256?: string | undefined };
  /** Whether the experiment names a file of weights, which holds others by now. */
  readonly namesOther: boolean;
  /** What begins a run with the same, to be pasted into a shell; undefined where that cannot be done safely. */
  readonly command: string | undefined;
}

/** Two sentences: what is otherwise, and what to do. */
export function describeForkedBeginning(
  { run, learned, namesOther, command }: ForkedRun,
  translate: Translate,
): string[] {
  const what =
    learned.fileSha256 === undefined
      ? translate('the checkpoint {0} of {1}', learned.iteration, learned.run)
      : translate('the weights {0}', learned.run);
  const difference = namesOther
    ? translate(
        'The run {0} began with {1}. What this file names to begin with is another file by now, or gone.',
        run,
        what,
      )
    : translate('The run {0} began with {1}. Of itself this file begins with random parameters.', run, what);
  const begin = translate(
    'To begin with the same: “Begin With This Run’s Checkpoint…” of that run with its checkpoint 0',
  );
  return [difference, command === undefined ? begin : translate('{0}, or {1}', begin, command)];
}

/** @param extensions `at 300` */
export function describeForkedExtension(run: string, extensions: string, translate: Translate): string {
  return translate(
    'The run {0} was extended {1}: until then it was trained with the meta step sizes of a shorter run. What is started from this file has those of its whole length from the beginning.',
    run,
    extensions,
  );
}
