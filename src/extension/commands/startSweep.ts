// "Start Sweep": from a file's sweep, or what a person asks to vary, to runs in the queue, once the person has seen how
// many they are, how long they take, how much memory and how much disk.

import { commands, l10n, type TextDocument, workspace } from 'vscode';
import { areParagraphsWhole } from '../../base/editorText.ts';
import { formatBytesRoughly } from '../../base/formatMemory.ts';
import { missingDatasetOf } from '../../datasets/missingDataset.ts';
import type { SweepChoices } from '../../experiment/sweep/parseChoices.ts';
import { countRuns, describeSettings, type HalvingPlan } from '../../experiment/sweep/sweepPlan.ts';
import { isExternal } from '../../experiment/whoTrains.ts';
import type { SweepForecast } from '../../launchers/sweeps/forecastSweep.ts';
import type { MadeSweep } from '../../launchers/sweeps/makeSweep.ts';
import { prepareSweep, type ReadySweep } from '../../launchers/sweeps/prepareSweep.ts';
import { describeLeftSweep, queueSweep, SweepCutShort } from '../../launchers/sweeps/queueSweep.ts';
import { executionsOfNewRuns, needsAgreement } from '../../runs/executionOf.ts';
import { formatDurationRoughly } from '../../words/formatFigures.ts';
import { agreeTo, showError } from '../doors/messages.ts';
import { type ProgressBar, withCancellableProgress } from '../doors/progress.ts';
import { maxConcurrentRuns, runsFolderOfFile } from '../editor/configuration.ts';
import { commandIds } from '../editor/contributions.ts';
import type { Services } from '../services.ts';
import { dataLines, programLines } from './executionLines.ts';
import { findExperimentToStart } from './experimentToStart.ts';
import { offerDataset, refuse, savedDocument } from './startMetaTraining.ts';
import { forecastInProcess, type SweepToForecast } from './sweepForecast.ts';
import type { WatchedMaking } from './sweepMakings.ts';
import type { NotedSweep } from './sweepNotes.ts';

/** Gives the id of the runs' group; undefined where not all of them are in the queue, which the person has been told. */
export async function startSweep(services: Services, called: unknown): Promise<string | undefined> {
  const uri = await findExperimentToStart(called);
  const document = uri && (await savedDocument(uri));
  return document && startSweepOf(services, document, { assignments: [], seeds: undefined });
}

/** As `startSweep`, of a saved file and with what the person chose beside it. */
export async function startSweepOf(
  services: Services,
  document: TextDocument,
  choices: SweepChoices,
): Promise<string | undefined> {
  const file = document.uri.fsPath;
  const source = await workspace.fs.readFile(document.uri);
  const prepared = await prepareSweep({ file, source, choices });
  if (prepared.kind === 'none') {
    showError(l10n.t('This file has no "sweep". “Start with…” varies any of its keys.'));
    return undefined;
  }
  if (prepared.kind !== 'ready') {
    await refuse(document, prepared);
    return undefined;
  }
  for (const { experiment } of prepared.runs) {
    const missing = isExternal(experiment) ? undefined : missingDatasetOf(experiment.task);
    if (missing === undefined) continue;
    offerDataset(services, missing);
    return undefined;
  }
  const runsFolder = runsFolderOfFile(document.uri);
  const answer = await mayMeasure(prepared, file, runsFolder);
  if (answer === 'gaveUp') return undefined;
  const forecast =
    answer === 'measure'
      ? await forecastOf(services, { file, runsFolder, choices, places: maxConcurrentRuns() })
      : unknownForecast;
  const notes =
    answer === 'measure'
      ? []
      : [l10n.t('It was not measured: what that executes and reads is more than a question can name.')];
  if (forecast === undefined || !(await agree(prepared, forecast, notes))) return undefined;
  return makeAndQueue(services, prepared, runsFolder);
}

/**
 * Measuring executes what the runs execute, which nobody has to expect who may still say no to the sweep; what cannot all
 * be named in a question is not executed for it.
 */
async function mayMeasure(
  { name, runs }: ReadySweep,
  file: string,
  runsFolder: string,
): Promise<'measure' | 'doNotMeasure' | 'gaveUp'> {
  const experiments = runs.map(({ experiment }) => experiment);
  // Of a program nothing is measured.
  if (experiments.some(isExternal)) return 'measure';
  const asked = executionsOfNewRuns(file, runsFolder, experiments).filter(needsAgreement);
  if (asked.length === 0) return 'measure';
  const all = asked.flatMap((execution) => [...programLines(execution), ...dataLines(execution)]);
  const lines = [...new Set(all)];
  if (!areParagraphsWhole(lines)) return 'doNotMeasure';
  const question = l10n.t('Measure how long a sweep of “{0}” takes? That does what its runs do.', name);
  return (await agreeTo(l10n.t('Measure'), question, lines)) ? 'measure' : 'gaveUp';
}

const unknownForecast: SweepForecast = {
  seconds: undefined,
  isGuess: true,
  diskBytes: undefined,
  memoryBytes: undefined,
};

/** Undefined where the person gave up. What keeps it from being measured is found out by the runs. */
async function forecastOf({ log }: Services, asked: SweepToForecast): Promise<SweepForecast | undefined> {
  const title = l10n.t('Measuring how long these runs take on this machine…');
  return withCancellableProgress(title, async (_, signal) => {
    try {
      return await forecastInProcess(asked, { signal });
    } catch (error) {
      if (signal.aborted) return undefined;
      log.error(error);
      return unknownForecast;
    }
  });
}

/** More settings than these are not listed. */
const mostListed = 12;

async function agree({ name, plan }: ReadySweep, forecast: SweepForecast, notes: readonly string[]): Promise<boolean> {
  const count = countRuns(plan);
  const settings = describeSettings(plan.settings);
  const listed = settings.slice(0, mostListed).map((text) => text || l10n.t('as the file says'));
  const more = settings.length - listed.length;
  const detail = [
    [describeForecast(forecast), ...notes].join(' '),
    l10n.t('Settings: {0}. Seeds: {1}.', plan.settings.length, plan.seeds.join(', ')),
    ...(plan.halving === undefined ? [] : [describeHalving(plan.halving)]),
    ...listed,
    ...(more > 0 ? [l10n.t('and {0} more', more)] : []),
  ].join('\n');
  const [action, question] =
    count === 1
      ? [l10n.t('Start 1 Run'), l10n.t('Start a sweep of “{0}” that is 1 run?', name)]
      : [l10n.t('Start {0} Runs', count), l10n.t('Start a sweep of “{0}” that is {1} runs?', name, count)];
  return agreeTo(action, question, detail);
}

function describeForecast({ seconds, isGuess, diskBytes, memoryBytes }: SweepForecast): string {
  const duration = seconds === undefined ? undefined : formatDurationRoughly(seconds);
  const time =
    duration === undefined
      ? l10n.t('How long that takes is not known.')
      : isGuess
        ? l10n.t(
            'About {0} on this machine where nothing else is at work, a guess: some settings were judged by others.',
            duration,
          )
        : l10n.t('About {0} on this machine where nothing else is at work.', duration);
  return [
    time,
    ...(memoryBytes === undefined ? [] : [l10n.t('About {0} of memory at a time.', formatBytesRoughly(memoryBytes))]),
    ...(diskBytes === undefined ? [] : [l10n.t('About {0} on the disk.', formatBytesRoughly(diskBytes))]),
  ].join(' ');
}

function describeHalving({ rungs, reductionFactor }: HalvingPlan): string {
  const [first, ...others] = rungs;
  return l10n.t(
    'Successive halving: each runs for {0} meta-iterations, and of each {1} the best goes on to {2}.',
    first ?? 0,
    reductionFactor,
    others.join(', '),
  );
}

async function makeAndQueue(services: Services, prepared: ReadySweep, runsFolder: string): Promise<string | undefined> {
  const title = l10n.t('Making the runs of the sweep…');
  return withCancellableProgress(title, (bar, cancelled) =>
    services.sweeps.watch((watched) => {
      const signal = AbortSignal.any([cancelled, watched.closing]);
      return makeWatched(services, prepared, runsFolder, { bar, signal, watched });
    }),
  );
}

interface Making {
  readonly bar: ProgressBar;
  readonly signal: AbortSignal;
  readonly watched: WatchedMaking;
}

async function makeWatched(
  { approvals, launcher, folders, index, log, version }: Services,
  prepared: ReadySweep,
  runsFolder: string,
  { bar, signal, watched }: Making,
): Promise<string | undefined> {
  const count = prepared.runs.length;
  const making = approvals.beginMaking();
  const onMade = ({ group, directories }: MadeSweep) => {
    if (directories.length === 1) watched.begun({ id: group.id, runs: count, runsFolder });
    making.made(directories.at(-1) ?? '');
    bar.report(l10n.t('{0} of {1}', directories.length, count), 100 / count);
  };
  const show = async ({ group, directories }: MadeSweep) => {
    log.info(`Created ${directories.length} runs of the sweep ${group.id} in ${runsFolder}`);
    await folders.add(runsFolder);
    await Promise.all(directories.map((directory) => index.lookAt(directory)));
  };
  try {
    const maker = { runsFolder, askedBy: 'editor', secret: undefined, version } as const;
    const made = await queueSweep(prepared, maker, launcher, { signal, onMade, translate: l10n.t });
    await show(made);
    return made.group.id;
  } catch (error) {
    if (!(error instanceof SweepCutShort)) throw error;
    const { made, message, cause } = error;
    if (watched.closing.aborted) {
      watched.leave();
      log.warn(message);
      return undefined;
    }
    if (!signal.aborted) log.error(cause);
    await show(made);
    tellPart(message, made.group.id);
    return undefined;
  } finally {
    making.ended();
  }
}

function tellPart(message: string, group: string): void {
  showError(message, {
    title: l10n.t('Stop All'),
    run: () => commands.executeCommand(commandIds.stopSweep, group),
  });
}

/** Says what earlier windows left that were closed while they made the runs of these sweeps. */
export async function tellLeftSweeps(
  { sweeps, folders, index }: Pick<Services, 'sweeps' | 'folders' | 'index'>,
  left: readonly NotedSweep[],
): Promise<void> {
  for (const sweep of left) {
    await folders.add(sweep.runsFolder);
    const message = describeLeftSweep(sweep, index.all(), l10n.t);
    if (message !== undefined) tellPart(message, sweep.id);
  }
  await sweeps.forget(left);
}
