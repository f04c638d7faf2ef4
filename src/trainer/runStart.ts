// Where a run begins or continues: what its directory holds of earlier processes, and what of it counts.

import { untranslated } from '../base/translate.ts';
import type { MetaState } from '../meta/metaState.ts';
import { noteProblem } from '../runs/checkEvents.ts';
import type { CheckpointOwner } from '../runs/checkpoints.ts';
import { EventReader } from '../runs/eventReader.ts';
import type { EventUpdate } from '../runs/eventUpdate.ts';
import { FigureReach } from '../runs/figureReach.ts';
import { loadNewestCheckpoint } from '../runs/loadCheckpoint.ts';
import { describePassedOver } from '../runs/passedOverCheckpoints.ts';
import type { RunHold } from '../runs/runHold.ts';
import { describeNotice, type RunNotice } from '../runs/runNotice.ts';
import { removeUnfinishedCheckpoints } from '../runs/saveCheckpoint.ts';
import { type AcknowledgedFigures, FigureGatherer, isNeededToResume, type RecordedFigures } from './recordedFigures.ts';

/** The figures of a meta-iteration take more bytes in an event file. */
const leastIterationBytes = 50;

export interface RunStart {
  /** The newest good checkpoint; undefined for a new run, or one without any. */
  readonly state: MetaState | undefined;
  /** Meta-iterations that are done. */
  readonly iteration: number;
  /** Whether an earlier process left something to continue from, or figures to withdraw. */
  readonly isResumed: boolean;
  /** Figures up to this iteration count; -1: none does, not even those of the untrained initialization. */
  readonly figuresUpTo: number;
  readonly recorded: RecordedFigures;
  readonly warnings: readonly string[];
}

/**
 * Finds the start, and removes what a killed process left half-done; what one did past the start is withdrawn when the
 * run goes on, which it may not. `acknowledged` is what the run's manifest says by now; checkpoints of other runs are
 * passed over. `isAnew`: nothing that is there counts.
 * @throws {LockLostError}
 */
export async function findRunStart(
  hold: RunHold,
  { isAnew = false, ...acknowledged }: AcknowledgedFigures & CheckpointOwner & { readonly isAnew?: boolean },
): Promise<RunStart> {
  const { directory } = hold;
  const remains = await removeUnfinishedCheckpoints(hold);
  const { state: newest, ...passedOver } = await loadNewestCheckpoint(directory, acknowledged);
  const state = isAnew ? undefined : newest;
  const figuresUpTo = state?.iteration ?? -1;
  const past = await readPast(directory, figuresUpTo);
  return {
    state,
    iteration: state?.iteration ?? 0,
    isResumed: state !== undefined || past.hasFigures,
    figuresUpTo,
    recorded: past.gatherer.result(acknowledged),
    warnings: [
      ...remains.slice(0, 1),
      ...describePassedOver(passedOver),
      ...past.problems,
      ...describeMissing(past, figuresUpTo, acknowledged),
    ],
  };
}

/** Of figures up to the start: past it they are measured again. */
function describeMissing(past: Past, figuresUpTo: number, acknowledged: AcknowledgedFigures): string[] {
  const { reach, gatherer, problems, hasUnreadable, damagedBytes } = past;
  const latest = acknowledged.latest?.iteration;
  const beyond = latest === undefined || latest > figuresUpTo ? undefined : reach.whatIsMissing(latest);
  if (beyond !== undefined) return [describeNotice(beyond, untranslated)];
  const held = gatherer.trainedIterations;
  // What files cannot be read is told, and what is damaged of them.
  if (!hasUnreadable && (figuresUpTo - held) * leastIterationBytes > damagedBytes) {
    const [some, all] = [held, figuresUpTo].map((count) => count.toLocaleString('en-US'));
    return [
      `Figures are missing: the event files hold those of ${some} of the ${all} meta-iterations that are done. Good copies of the event files, put in their place, bring them back.`,
    ];
  }
  const lackedAt = problems.length > 0 ? undefined : gatherer.lackedAt(acknowledged);
  if (lackedAt === undefined) return [];
  return [describeNotice({ of: 'missingFigures', reached: reach.reached, acknowledged: lackedAt }, untranslated)];
}

interface Past {
  readonly gatherer: FigureGatherer;
  readonly hasFigures: boolean;
  readonly reach: FigureReach;
  readonly problems: readonly string[];
  /** Whether a file cannot be read that may be as good as ever. */
  readonly hasUnreadable: boolean;
  /** That were passed over. */
  readonly damagedBytes: number;
}

/** What event files say up to an iteration. Holds a few figures, however long the run was. */
export async function readPast(directory: string, upTo: number): Promise<Past> {
  const gatherer = new FigureGatherer(upTo);
  const reader = new EventReader(directory, isNeededToResume);
  const reach = new FigureReach();
  const problems = new Map<string, RunNotice>();
  let isSecondReading = false;
  const take = (update: EventUpdate): void => {
    noteProblem(update, problems);
    reach.take(update);
    switch (update.kind) {
      case 'figures':
        gatherer.add(update.figures);
        return;
      case 'withdrawn':
        if (!gatherer.hasReached(update.fromIteration)) return;
        // What was gathered cannot be taken apart; read again, the files' withdrawn figures are left out.
        if (isSecondReading) gatherer.clear();
        else reader.restart();
        isSecondReading = true;
        return;
      case 'restarted':
        gatherer.clear();
        return;
      case 'damaged':
      case 'unreadable':
      case 'readable':
        return;
    }
  };
  await reader.read((updates) => updates.forEach(take));
  const notices = [...problems.values()];
  const damages = notices.flatMap((notice) => (notice.of === 'events' ? [notice.damage.bytes] : []));
  return {
    gatherer,
    hasFigures: reader.hasMetFigures,
    reach,
    problems: notices.map((notice) => describeNotice(notice, untranslated)),
    hasUnreadable: damages.length < notices.length,
    damagedBytes: damages.reduce((sum, bytes) => sum + bytes, 0),
  };
}
