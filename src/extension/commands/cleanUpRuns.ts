// "Clean Up…": what runs take on the disk by kind, and, after the person has seen what goes, freeing it.

import { l10n } from 'vscode';
import { formatBytes } from '../../base/formatMemory.ts';
import { cleanUpRun } from '../../runs/cleanUp/cleanUpRun.ts';
import { type KindOfUse, kindsOfUse, totalOf } from '../../runs/cleanUp/diskUseByKind.ts';
import { type CleanUpPlan, planCleanUp } from '../../runs/cleanUp/planCleanUp.ts';
import { type CleanUpTotals, isClean, totalsOf, useBeside } from '../../runs/cleanUp/totalsOfPlans.ts';
import { formatCount } from '../../words/formatFigures.ts';
import { agreeTo, showInformation } from '../doors/messages.ts';
import { withCancellableProgress } from '../doors/progress.ts';
import type { Services } from '../services.ts';
import { anyRun, findTargets } from './runTargets.ts';

/** Of all runs of the window where it is called on none. */
export async function cleanUpRuns(services: Services, called: unknown, selected: unknown): Promise<void> {
  const { index } = services;
  const runs =
    called === undefined
      ? index.all().filter(anyRun().isEligible)
      : await findTargets(services, called, selected, anyRun());
  if (runs.length === 0) return;
  const plans = await withCancellableProgress(l10n.t('Looking at what runs take on the disk'), async (bar, signal) => {
    const looked: CleanUpPlan[] = [];
    for (const { directory } of runs) {
      if (signal.aborted) return undefined;
      bar.report(l10n.t('{0} of {1} runs', looked.length, runs.length), 100 / runs.length);
      const plan = await unlessAborted(planCleanUp(directory, signal), signal);
      if (plan === undefined) return undefined;
      looked.push(plan);
    }
    return looked;
  });
  if (plans === undefined) return;
  const totals = totalsOf(plans);
  const lines = await linesOf(totals, index.folders);
  if (isClean(totals)) {
    showInformation(l10n.t('There is nothing to free: {0}', lines.join(' · ')));
    return;
  }
  const bytes = totals.checkpoints.bytes + totals.samples.bytes;
  const question = l10n.t('Free {0} of {1}?', formatBytes(bytes), formatBytes(totalOf(totals.use)));
  const detail = [...lines, '', whatGoes(totals), whatStays(), ...leftOut(plans)];
  if (await agreeTo(l10n.t('Clean Up'), question, detail.join('\n'))) await cleanUpAll(plans, services);
}

async function cleanUpAll(plans: readonly CleanUpPlan[], { log }: Services): Promise<void> {
  const toClean = plans.filter((plan) => !isClean(totalsOf([plan])));
  let [freed, cleanedRuns] = [0, 0];
  const problems: string[] = [];
  await withCancellableProgress(l10n.t('Cleaning up runs'), async (bar, signal) => {
    for (const plan of toClean) {
      if (signal.aborted) return;
      const cleaned = await unlessAborted(cleanUpRun(plan, signal), signal);
      if (cleaned === undefined) return;
      freed += cleaned.freedBytes;
      problems.push(...cleaned.problems);
      log.info(`Cleaned up ${plan.directory}: ${cleaned.checkpoints} checkpoints, ${cleaned.samples} samples`);
      for (const problem of cleaned.problems) log.info(`${plan.directory}: ${problem}`);
      bar.report(l10n.t('{0} of {1} runs', ++cleanedRuns, toClean.length), 100 / toClean.length);
    }
  });
  const told = l10n.t('Freed {0} in {1} runs.', formatBytes(freed), cleanedRuns);
  const [first] = problems;
  showInformation(first === undefined ? told : `${told} ${first}`);
}

/** Undefined where the person has given it up meanwhile. */
function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result | undefined> {
  return work.catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw error;
  });
}

async function linesOf({ use, runs }: CleanUpTotals, folders: readonly string[]): Promise<readonly string[]> {
  const ofRuns = kindsOfUse.filter((kind) => use[kind] > 0).map((kind) => `${wordOf(kind)}: ${formatBytes(use[kind])}`);
  let [cache, trash] = [0, 0];
  for (const folder of folders) {
    const beside = await useBeside(folder);
    cache += beside.cache;
    trash += beside.trash;
  }
  return [
    runs === 1 ? l10n.t('1 run') : l10n.t('{0} runs', formatCount(runs)),
    ...ofRuns,
    ...(cache > 0 ? [l10n.t('Cache of decoded data, beside the runs: {0}', formatBytes(cache))] : []),
    ...(trash > 0 ? [l10n.t('Trash, beside the runs: {0}', formatBytes(trash))] : []),
  ];
}

function wordOf(kind: KindOfUse): string {
  switch (kind) {
    case 'checkpoints':
      return l10n.t('Checkpoints');
    case 'samples':
      return l10n.t('Samples of adaptation');
    case 'figures':
      return l10n.t('Figures');
    case 'evaluations':
      return l10n.t('Evaluations');
    case 'logs':
      return l10n.t('Logs');
    case 'others':
      return l10n.t('Others');
  }
}

function whatGoes({ checkpoints, samples }: CleanUpTotals): string {
  return l10n.t(
    'What nothing refers to goes for good: {0} checkpoints ({1}) and {2} samples ({3}).',
    formatCount(checkpoints.count),
    formatBytes(checkpoints.bytes),
    formatCount(samples.count),
    formatBytes(samples.bytes),
  );
}

function whatStays(): string {
  return l10n.t(
    'Of each run stay the newest checkpoint, the best one, those that were evaluated and the untrained one, and all figures, evaluations and logs.',
  );
}

function leftOut(plans: readonly CleanUpPlan[]): readonly string[] {
  const count = plans.filter(({ obstacle }) => obstacle !== undefined).length;
  if (count === 0) return [];
  return [
    count === 1
      ? l10n.t('1 run is left as it is: it is at work or cannot be read.')
      : l10n.t('{0} runs are left as they are: they are at work or cannot be read.', count),
  ];
}
