// What the terminal says of a sweep: what it comes to before it starts, how it stands, and how it ended.

import { formatBytesRoughly } from '../base/formatMemory.ts';
import { countRuns, describeSetting, type SweepPlan } from '../experiment/sweep/sweepPlan.ts';
import type { SweepForecast } from '../launchers/sweeps/forecastSweep.ts';
import { standingOf } from '../runs/groupsOfRuns.ts';
import { describeRule } from '../words/describeHalving.ts';
import { formatCount } from '../words/formatFigures.ts';
import { formatPlainDurationRoughly, formatPlainQuantity } from '../words/terminalFigures.ts';
import { untranslated } from '../words/translate.ts';
import type { LineProgress } from './progressLine.ts';
import { formatMerit } from './runFigures.ts';
import { suggestAmongRuns } from './suggestCommand.ts';
import { printable, type Terminal } from './terminal.ts';
import type { WatchedRun } from './watchQueue.ts';

/** More settings than these are not listed. */
const mostListed = 40;

export interface PlannedSweep {
  readonly plan: SweepPlan;
  readonly forecast: SweepForecast;
  readonly places: number;
}

/** `24 runs: 12 settings with 2 seeds each, 2 at a time.` and what they take. */
export function describePlan({ plan, forecast, places }: PlannedSweep): string {
  const settings = formatPlainQuantity(plan.settings.length, 'setting');
  const seeds = plan.seeds.length === 1 ? 'one seed' : `${formatCount(plan.seeds.length)} seeds`;
  const each = plan.settings.length === 1 || plan.seeds.length === 1 ? '' : ' each';
  const head = `${formatPlainQuantity(countRuns(plan), 'run')}: ${settings} with ${seeds}${each}, ${formatCount(places)} at a time.`;
  const rule = plan.halving === undefined ? '' : `Successive halving: ${describeRule(plan.halving, untranslated)}\n`;
  return `${head}\n${rule}${describeForecast(forecast)}\n`;
}

function describeForecast({ seconds, isGuess, diskBytes, memoryBytes }: SweepForecast): string {
  const time =
    seconds === undefined
      ? 'How long that takes is not known'
      : `About ${formatPlainDurationRoughly(seconds)} on this machine where nothing else is at work${isGuess ? ', a guess: some settings were judged by others' : ''}`;
  const memory =
    memoryBytes === undefined ? 'how much memory, neither' : `about ${formatBytesRoughly(memoryBytes)} of memory`;
  const disk =
    diskBytes === undefined ? 'how much disk, neither' : `about ${formatBytesRoughly(diskBytes)} on the disk`;
  return `${time}; ${memory}; ${disk}.`;
}

/** A line for each setting. */
export function listSettings({ settings }: SweepPlan): string {
  const lines = settings
    .slice(0, mostListed)
    .map((setting) => `  ${printable(describeSetting(setting) || 'as the file says')}\n`);
  const more = settings.length - lines.length;
  return lines.join('') + (more > 0 ? `  and ${formatCount(more)} more\n` : '');
}

/** @param pending so many ended runs are to go on by successive halving, and have not yet */
export function describePending(pending: number, runsFolder: string): string {
  const runs = `${formatPlainQuantity(pending, 'run')} ${pending === 1 ? 'is' : 'are'}`;
  return `${runs} still to go on by successive halving. ${howToKeep(runsFolder)}`;
}

/** How what is left of a queue goes on. */
export function howToKeep(runsFolder: string): string {
  return `What waits is started by a window of VS Code on this folder, or by: ${suggestAmongRuns(runsFolder, 'queue', 'keep')}`;
}

export interface SweepClock {
  /** Since the watch began, in seconds. */
  readonly elapsed: number;
  /** Part of all meta-iterations that was done by then, 0 … 1. */
  readonly shareBefore: number;
  /** Of the whole sweep, in seconds; undefined where unknown. */
  readonly forecast: number | undefined;
}

/** Too little to say from it how long the rest takes. */
const tellingShare = 0.02;

export function sayProgress(runs: readonly WatchedRun[], clock: SweepClock, terminal: Terminal): LineProgress {
  const { waiting, atWork, completed, ended, share, best } = standingOf(runs);
  const gone = share - clock.shareBefore;
  const left =
    gone > tellingShare
      ? (clock.elapsed * (1 - share)) / gone
      : clock.forecast === undefined
        ? undefined
        : Math.max(0, clock.forecast - clock.elapsed);
  const note = [
    `${formatCount(atWork)} at work`,
    `${formatCount(waiting)} waiting`,
    ...(ended === 0 ? [] : [`${formatCount(ended)} ended early`]),
    ...(best === undefined ? [] : [`best ${formatMerit(best.manifest, 'best', terminal.symbols)}`]),
  ];
  return {
    label: 'Sweep',
    done: completed + ended,
    total: runs.length,
    unit: 'run',
    speed: undefined,
    secondsLeft: left,
    note: note.join(', '),
  };
}
