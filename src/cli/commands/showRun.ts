// `reptile-lab show`: everything worth knowing about one run.

import path from 'node:path';
import { Command } from 'commander';
import { userSecretIfKept } from '../../base/userSecret.ts';
import { nameOfAlgorithm } from '../../experiment/algorithms.ts';
import type { AnyExperiment } from '../../experiment/schema.ts';
import { isMadeHere } from '../../launchers/madeHere.ts';
import type { Obstacle } from '../../launchers/sweeps/halvedGroups.ts';
import { halvingOfRun } from '../../launchers/sweeps/halvingOfRun.ts';
import { standBesideBeginning } from '../../runs/besideBeginning.ts';
import { listCheckpoints } from '../../runs/checkpoints.ts';
import { checkRun } from '../../runs/checkRun.ts';
import { ExperimentRefused, readAnyFrozenExperiment } from '../../runs/frozenExperiment.ts';
import { nameWith, type RunMarks, tagsWith } from '../../runs/marks/marks.ts';
import { readMarks } from '../../runs/marks/marksFile.ts';
import { nameBeginning, nameExtensions } from '../../runs/runLabel.ts';
import { describeNotice } from '../../runs/runNotice.ts';
import { isResumable } from '../../runs/runState.ts';
import { describeChanges, namesInWords } from '../../tasks/split/describeChanges.ts';
import { describeEngine, describeEngineReason, describeIdleness } from '../../words/describeEngine.ts';
import { describeFailure } from '../../words/describeFailure.ts';
import { describeHeldOut } from '../../words/describeHeldOut.ts';
import { formatCount } from '../../words/formatFigures.ts';
import { formatClock, formatNumber, formatRate } from '../../words/terminalFigures.ts';
import { untranslated } from '../../words/translate.ts';
import type { CommandContext } from '../commandContext.ts';
import { factsOfMarks } from '../factsOfMarks.ts';
import { CommandError } from '../failures.ts';
import { type FoundRun, findRunOrLog, listFolder } from '../findRun.ts';
import { formatFacts } from '../formatTable.ts';
import { jsonOption, runsOption } from '../parseOptions.ts';
import { formatFigures } from '../runFigures.ts';
import { labelsAmongSiblings, shownLabel } from '../runLabels.ts';
import { formatDone, unitOf } from '../runProgress.ts';
import { describeRun } from '../runReport.ts';
import { showLog } from '../showLog.ts';
import { styleOfState } from '../stateStyle.ts';
import { adviseOnResuming } from '../suggestCommand.ts';
import { printable, printableLines, type Terminal, writeJsonLine } from '../terminal.ts';

const details = `
With --json the run is one object: what "list --json" has of it, and algorithmKind, experimentPath,
overrides, heldOut, backend, engineVariant, engineReason (why it was chosen), workers,
workerIdleShare (0 to 1), memoryBytes (of all workers), parameterCount, versions, gitCommit, process,
splitDigest (of the classes on both sides), programDigests (of the programs that trained it in our place),
initializedFrom (what it begins with, or null), continues (the run that it goes on from, or null),
earlierLengths (metaIterations of an extended run until it was, where step sizes follow them), dataChanges (that were accepted when it was resumed),
successiveHalving (how it stands in a sweep by that, in words, or null),
checkpoints (their iterations, newest first), warnings (what of its figures, samples and checkpoints
is damaged, and where it begins with what learned its held-out classes or other inputs) and experiment (with every default written out).
`;

export function showCommand({ terminal }: CommandContext): Command {
  return new Command('show')
    .description('Show a run: its state, figures, checkpoints and settings.')
    .argument('<run>', "a run's folder, its id or a beginning of it, or latest; a log's id, name or label")
    .addOption(runsOption())
    .addOption(jsonOption('print the run as one JSON object'))
    .addHelpText('after', details)
    .action(async (word: string, { runs, json }: { runs: string; json: boolean }) => {
      const found = await findRunOrLog(word, runs);
      if (found.kind === 'log') return showLog(found.log, json, terminal);
      const run = { ...found.run, marks: await readMarks(found.run.directory) };
      const checkpoints = await listCheckpoints(run.directory);
      const notices = await checkRun(run.directory, run.manifest, run.state);
      const warnings = [
        ...notices.map((notice) => describeNotice(notice, untranslated)),
        ...(await standBesideBeginning(run.directory)).warnings,
      ];
      const halving = await describeHalvingOf(run);
      const label = (await labelsAmongSiblings([run])).get(run.directory) ?? '';
      if (json)
        return writeJsonLine(terminal.output, await reportRun({ ...run, halving }, label, checkpoints, warnings));
      await printRun({ ...run, halving }, label, checkpoints, terminal);
      const { messages } = terminal;
      for (const warning of warnings) messages.write(`${messages.paint('yellow', 'warning:')} ${printable(warning)}\n`);
      // Said last, where it is read: what stands above may not be what the run executes.
      await readExperimentOf(run);
    });
}

interface MarkedRun extends FoundRun {
  readonly marks: RunMarks;
  /** How it stands in its sweep, and by what rule runs of it go on; undefined where it is in none of that kind. */
  readonly halving: string | undefined;
}

/** Other runs of its folder decide on it, too. */
async function describeHalvingOf({ directory, manifest }: FoundRun): Promise<string | undefined> {
  if (manifest.group?.halving === undefined) return undefined;
  const runs = (await listFolder(path.dirname(directory))).filter((listing) => listing.kind === 'run');
  const words = halvingOfRun({ manifest }, runs, untranslated, await obstacleOf({ directory, manifest }));
  return words && `${words.standing} ${words.rule}`;
}

async function obstacleOf({
  directory,
  manifest,
}: Pick<FoundRun, 'directory' | 'manifest'>): Promise<Obstacle | undefined> {
  const secret = await userSecretIfKept();
  // Where it cannot be told just now nothing is said of it.
  const isOwn = secret === undefined || (await isMadeHere(directory, manifest, secret).catch(() => true));
  if (!isOwn) return 'unapproved';
  return (await listCheckpoints(directory)).length === 0 ? 'cannotGoOn' : undefined;
}

async function reportRun(
  run: MarkedRun,
  label: string,
  checkpoints: readonly number[],
  warnings: readonly string[],
): Promise<object> {
  const { algorithmKind, experimentPath, overrides, heldOut, parameterCount, versions, gitCommit, process } =
    run.manifest;
  const {
    splitDigest,
    programDigests,
    initializedFrom,
    continues,
    earlierLengths,
    dataChanges,
    backend,
    engineVariant,
    engineReason,
    workers,
    workerIdleShare,
    memoryBytes,
  } = run.manifest;
  return {
    ...describeRun(run, label),
    algorithmKind,
    experimentPath,
    overrides,
    heldOut: heldOut === null ? null : describeHeldOut(heldOut, untranslated),
    backend,
    engineVariant,
    engineReason: engineReason === null ? null : describeEngineReason(engineReason, untranslated),
    workers,
    workerIdleShare,
    memoryBytes,
    parameterCount,
    versions,
    gitCommit,
    process,
    splitDigest,
    programDigests,
    initializedFrom,
    continues,
    earlierLengths,
    dataChanges: dataChanges.map((one) => ({ ...one, changes: namesInWords(one.changes, untranslated) })),
    successiveHalving: run.halving ?? null,
    checkpoints,
    warnings,
    experiment: await readExperimentOf(run),
  };
}

/** @throws {CommandError} when the run's files are damaged, or are not of one experiment */
async function readExperimentOf({ directory, manifest }: FoundRun): Promise<AnyExperiment> {
  try {
    return (await readAnyFrozenExperiment(directory, manifest)).experiment;
  } catch (error) {
    throw error instanceof ExperimentRefused ? new CommandError(error.message) : error;
  }
}

async function printRun(
  run: MarkedRun,
  label: string,
  checkpoints: readonly number[],
  terminal: Terminal,
): Promise<void> {
  const { output, messages } = terminal;
  const { manifest, state, directory, marks } = run;
  output.write(`${output.paint('bold', printable(nameWith(manifest.name, marks)))}\n`);
  const differing: [string, string][] = label === '' ? [] : [['what differs', shownLabel(label, terminal.symbols)]];
  const facts: [string, string][] = [['state', output.paint(styleOfState(state), state)], ...differing];
  const [, ...said] = factsOfMarks(manifest.name, tagsWith(manifest.tags, marks), marks);
  const renamed: [string, string][] = marks.name === undefined ? [] : [['renamed from', printable(manifest.name)]];
  const ofMarks = [...renamed, ...said];
  const ofSweep: [string, string][] = run.halving === undefined ? [] : [['sweep', printable(run.halving)]];
  output.write(formatFacts([...facts, ...ofMarks, ...ofSweep, ...listFacts(run, checkpoints)]));
  const figures = formatFigures(manifest, terminal, output);
  if (figures !== '') output.write(`\n${figures}`);
  if (manifest.failure !== null)
    output.write(
      `\n${output.paint('red', 'Failed:')} ${printableLines(describeFailure(manifest.failure, untranslated))}\n`,
    );
  if (isResumable(state)) messages.write(`\n${await adviseOnResuming(directory, state, manifest)}\n`);
}

function listFacts({ manifest, directory }: FoundRun, checkpoints: readonly number[]): [string, string][] {
  const done = formatDone(manifest);
  const speed = manifest.metaIterationsPerSecond;
  const facts: [string, string | null][] = [
    ['algorithm', manifest.algorithmKind === null ? null : nameOfAlgorithm(manifest.algorithmKind)],
    [unitOf(manifest), speed === null ? done : `${done} (${formatRate(speed)})`],
    ['time at work', formatClock(manifest.activeSeconds)],
    ['training loss', manifest.latestTrainingLoss === null ? null : formatNumber(manifest.latestTrainingLoss)],
    ['started', manifest.startedAt],
    ['ended', manifest.endedAt],
    ['process', manifest.process === null ? null : `${manifest.process.pid} on ${manifest.process.host}`],
    ['engine', describeEngine(manifest, untranslated) ?? null],
    ['workers wait', describeIdleness(manifest, untranslated) ?? null],
    ['parameters', manifest.parameterCount === null ? null : formatCount(manifest.parameterCount)],
    ['begins with', nameBeginning(manifest) ?? null],
    ['goes on from', manifest.continues === null ? null : `${manifest.continues.run}@${manifest.continues.iteration}`],
    ['extended', nameExtensions(manifest) ?? null],
    ['held out', manifest.heldOut === null ? null : describeHeldOut(manifest.heldOut, untranslated)],
    ...manifest.dataChanges.map(({ iteration, changes }): [string, string] => [
      'changed data',
      `accepted at meta-iteration ${formatCount(iteration)}: ${describeChanges(changes, untranslated)}`,
    ]),
    ['seed', String(manifest.seed)],
    ['checkpoints', checkpoints.length === 0 ? 'none' : checkpoints.map(formatCount).join(' ')],
    ['set', manifest.overrides.length === 0 ? null : manifest.overrides.join(' ')],
    ['experiment', manifest.experimentPath],
    ['version', `${manifest.versions.reptileLab}, Node ${manifest.versions.node}`],
    [
      'git commit',
      manifest.gitCommit === null ? null : `${manifest.gitCommit}${manifest.gitDirty ? ' and changes' : ''}`,
    ],
    ['id', manifest.id],
    ['folder', directory],
  ];
  return facts.flatMap(([label, value]) => (value === null ? [] : [[label, printable(value)]]));
}
