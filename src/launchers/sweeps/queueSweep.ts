// Makes the runs of a sweep and hands them to the queue. Where that is cut short, what lies there by then is told, and what
// to do with it: runs that nobody tells of would wait for ever, and the sweep begun anew makes all of them again.

import { describeSystemFault, systemFaultOf } from '../../base/explainSystemError.ts';
import { messageOf } from '../../base/systemErrors.ts';
import type { Manifest } from '../../runs/manifest.ts';
import type { RunState } from '../../runs/runState.ts';
import type { Translate } from '../../words/translate.ts';
import type { Launcher } from '../launcher.ts';
import type { RunMaker } from '../prepareSubmission.ts';
import { type MadeSweep, makeSweep } from './makeSweep.ts';
import type { ReadySweep } from './prepareSweep.ts';

/** `message` says why, how many runs were made, where they lie, and what to do; `cause` is what was thrown. */
export class SweepCutShort extends Error {
  override readonly name = 'SweepCutShort';
  readonly made: MadeSweep;

  constructor(message: string, made: MadeSweep, cause: unknown) {
    super(message, { cause });
    this.made = made;
  }
}

export interface SweepWatch {
  /** As of `makeSweep`. */
  readonly onMade: (made: MadeSweep) => void;
  readonly signal: AbortSignal;
  readonly translate: Translate;
}

/**
 * @throws {SweepCutShort} where runs lie there that are not all of them, or not all in the queue; as `makeSweep` does
 * where none does
 */
export async function queueSweep(
  sweep: ReadySweep,
  maker: Omit<RunMaker, 'launcher' | 'group'>,
  launcher: Pick<Launcher, 'submitAll'>,
  { onMade, signal, translate }: SweepWatch,
): Promise<MadeSweep> {
  let some: MadeSweep | undefined;
  const note = (made: MadeSweep) => {
    some = { group: made.group, directories: [...made.directories] };
    onMade(made);
  };
  try {
    const made = await makeSweep(sweep, maker, { onMade: note, signal });
    await launcher.submitAll(made.directories);
    return made;
  } catch (error) {
    if (some === undefined) throw error;
    const why = signal.aborted && error === signal.reason ? '' : whyOf(error, maker.runsFolder, translate);
    const standing = describeMade(some.directories.length, sweep.runs.length, maker.runsFolder, translate);
    throw new SweepCutShort(`${why}${standing}`, some, error);
  }
}

function whyOf(error: unknown, runsFolder: string, translate: Translate): string {
  const fault = systemFaultOf(error);
  return `${fault === undefined ? messageOf(error) : describeSystemFault(fault, runsFolder, translate)} `;
}

interface KnownRun {
  readonly state: RunState;
  readonly manifest: Pick<Manifest, 'group'>;
}

/**
 * The same of a sweep whose window closed meanwhile, once another one knows its runs; undefined where none of them waits
 * any more: somebody has started or ended them.
 * @param sweep the id of its group, and how many runs it was to have
 */
export function describeLeftSweep(
  { id, runs, runsFolder }: { readonly id: string; readonly runs: number; readonly runsFolder: string },
  known: readonly KnownRun[],
  translate: Translate,
): string | undefined {
  const made = known.filter(({ manifest }) => manifest.group?.id === id);
  if (!made.some(({ state }) => state === 'queued')) return undefined;
  const why = translate('The window was closed while a sweep was made.');
  return `${why} ${describeMade(made.length, runs, runsFolder, translate)}`;
}

function describeMade(made: number, asked: number, runsFolder: string, translate: Translate): string {
  return made < asked
    ? translate(
        '{0} of {1} runs of the sweep were made by then. They lie in {2}, and none of them starts by itself: “Start Queued Run…” starts them. The sweep started again makes all of them once more, so end these before: “Stop All Runs of Sweep…”.',
        made,
        asked,
        runsFolder,
      )
    : translate(
        'The {0} runs of the sweep lie in {1}, but not all of them are in the queue yet: “Start Queued Run…” starts the others. The sweep started again makes all of them once more, so end these before: “Stop All Runs of Sweep…”.',
        made,
        runsFolder,
      );
}
