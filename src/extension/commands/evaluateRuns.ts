// "Evaluate Run…" and "Report Paired Comparison…": how many tasks and which protocol, progress with cancel, and the result as a
// rendered document.

import { l10n } from 'vscode';
import type { CheckpointChoice } from '../../runs/chosenCheckpoint.ts';
import { isOfValidation } from '../../tasks/heldOutDescription.ts';
import { formatTime } from '../../words/formatFigures.ts';
import { showError, showInformation } from '../doors/messages.ts';
import { withCancellableProgress } from '../doors/progress.ts';
import { askForText, type Choice, chooseOne, chooseSeveral } from '../doors/questions.ts';
import { type RunRecord, titleOfRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { runCommandLine } from '../tools/runCommandLine.ts';
import { mayExecute } from './agreeToExecution.ts';
import { chooseCheckpoint } from './chooseCheckpoint.ts';
import { reportProgress } from './evaluationProgress.ts';
import {
  type AskedEvaluation,
  errorOf,
  evaluationWords,
  type ProtocolChoice,
  problemOfTasks,
  progressBeforeError,
} from './evaluationReport.ts';
import { reportDocument, type TitleOfDirectory } from './reportDocument.ts';
import { parseReportLines } from './reportLines.ts';
import { findTarget, findTargets, type TargetQuestion } from './runTargets.ts';
import { showReport } from './shownReports.ts';

const hasLearned: TargetQuestion = {
  isEligible: ({ manifest }) => manifest.checkpointIteration !== null,
  placeholder: l10n.t('Choose the run to evaluate'),
};

/** Of the progress, and of what comes of it. */
interface Titles {
  readonly atWork: string;
  readonly report: string;
}

/** Of the command line: nothing was measured, because the data no longer hold a run's split. */
const exitCodeOfFailure = 1;
const exitCodeOfChangedData = 5;

/** @param checkpoint a meta-iteration, as the run's page names it; otherwise the person is asked */
export async function evaluateRun(services: Services, called: unknown, checkpoint: unknown): Promise<void> {
  const run = await findTarget(services, called, hasLearned);
  if (run === undefined) return;
  const chosen = typeof checkpoint === 'number' ? checkpoint : undefined;
  const title = titleOfRecord(run);
  const titles = { atWork: l10n.t('Evaluating “{0}”', title), report: l10n.t('Evaluation of “{0}”', title) };
  await measure(services, [run], titles, chosen);
}

export async function compareSelectedRuns(services: Services, called: unknown, selected: unknown): Promise<void> {
  const named = Array.isArray(selected) && selected.length > 1;
  const runs = named ? await findTargets(services, called, selected, hasLearned) : await pickSeveral(services, called);
  if (runs === undefined) return;
  if (runs.length < 2) {
    showInformation(l10n.t('A comparison needs two runs with a checkpoint. Select several in the run browser.'));
    return;
  }
  const title = l10n.t('Comparing {0} runs', runs.length);
  await measure(services, runs, { atWork: title, report: title });
}

async function pickSeveral({ index }: Services, called: unknown): Promise<readonly RunRecord[] | undefined> {
  const runs = index.all().filter(hasLearned.isEligible);
  const rows = runs.map((run) => ({
    value: run,
    label: titleOfRecord(run),
    description: formatTime(run.manifest.createdAt),
    picked: run.directory === called,
  }));
  return chooseSeveral(rows, { placeHolder: l10n.t('Choose the runs to compare'), matchOnDescription: true });
}

async function measure(
  services: Services,
  runs: readonly RunRecord[],
  titles: Titles,
  chosen?: CheckpointChoice,
): Promise<void> {
  const agreed: string[] = [];
  for (const run of runs) {
    const agreement = await mayExecute(run, 'evaluate');
    if (agreement === undefined) return;
    agreed.push(agreement);
  }
  const tasks = await askForTasks();
  const protocol = tasks === undefined ? undefined : await askForProtocol(runs.length);
  if (tasks === undefined || protocol === undefined) return;
  const classes = runs.every(holdsOutValidation) ? await askForClasses() : 'own';
  if (classes === undefined) return;
  const [only, ...others] = runs;
  const isAsked = chosen === undefined && only !== undefined && others.length === 0;
  const checkpoint = isAsked
    ? await chooseCheckpoint(only, l10n.t('Choose the checkpoint to evaluate'))
    : (chosen ?? 'latest');
  if (checkpoint === undefined) return;
  await measureAsAsked(services, runs, titles, {
    tasks,
    protocol,
    classes,
    checkpoint,
    agreed,
    acceptsChangedData: false,
  });
}

async function measureAsAsked(
  services: Services,
  runs: readonly RunRecord[],
  titles: Titles,
  asked: AskedEvaluation,
): Promise<void> {
  const { log, index, rows } = services;
  const [first] = runs;
  if (first === undefined) return;
  const directories = runs.map(({ directory }) => directory);
  const result = await withCancellableProgress(titles.atWork, (bar, signal) => {
    const showProgress = progressBeforeError(reportProgress(bar.report, runs.length));
    return runCommandLine(evaluationWords(directories, asked), {
      folder: first.directory,
      signal,
      onMessage: (message) => {
        showProgress(message);
        log.info(message);
      },
    });
  });
  void rows.lookAgain(directories);
  const titleOfDirectory: TitleOfDirectory = (directory) => {
    const run = index.get(directory);
    return run === undefined ? undefined : titleOfRecord(run);
  };
  if (result.output !== '') {
    await showReport(titles.report, reportDocument(titles.report, parseReportLines(result.output), titleOfDirectory));
    // It may not have been stored, or not all of it was measured.
    if (result.exitCode === exitCodeOfFailure) showError(errorOf(result.messages));
  } else if (result.exitCode === exitCodeOfChangedData) {
    const goOn = () => measureAsAsked(services, runs, titles, { ...asked, acceptsChangedData: true });
    showError(errorOf(result.messages), { title: l10n.t('Go On With Changed Data'), run: goOn });
  } else if (result.exitCode === 1 || result.exitCode === 2) showError(errorOf(result.messages));
}

async function askForTasks(): Promise<number | undefined> {
  const text = await askForText({
    title: l10n.t('Held-Out Tasks'),
    prompt: l10n.t('How many tasks are adapted to and measured. The more there are, the narrower the interval.'),
    value: '1000',
    validateInput: (typed) =>
      problemOfTasks(typed) === undefined ? undefined : l10n.t('It must be a whole number from 1 to 10000000.'),
  });
  return text === undefined ? undefined : Number(text);
}

function holdsOutValidation({ manifest: { heldOut } }: RunRecord): boolean {
  return heldOut !== null && typeof heldOut !== 'string' && isOfValidation(heldOut);
}

async function askForClasses(): Promise<AskedEvaluation['classes'] | undefined> {
  return chooseOne<AskedEvaluation['classes']>(
    [
      {
        value: 'own',
        label: l10n.t('Validation classes'),
        description: l10n.t('to choose settings and checkpoints by'),
      },
      { value: 'test', label: l10n.t('Test classes'), description: l10n.t('to report, once everything is chosen') },
    ],
    { placeHolder: l10n.t('Which held-out classes are measured?') },
  );
}

async function askForProtocol(runs: number): Promise<ProtocolChoice | undefined> {
  const rows: readonly Choice<ProtocolChoice>[] = [
    { value: 'experiment', label: l10n.t('As the experiment says') },
    {
      value: 'both',
      label: l10n.t('With and without transduction'),
      description: l10n.t('one adaptation serves both'),
    },
    { value: 'transductive', label: l10n.t('Transductive'), description: l10n.t('all query samples in one batch') },
    {
      value: 'notTransductive',
      label: l10n.t('Not transductive'),
      description: l10n.t('each query sample with the support set'),
    },
    {
      value: 'baselines',
      label: l10n.t('As the experiment says, beside classical methods'),
      description: l10n.t('which learn the same tasks without meta-training'),
    },
    ...(runs > 1 ? [] : [withProbabilities()]),
  ];
  return chooseOne(rows, { placeHolder: l10n.t('How are query samples normalised?') });
}

/** Of one run: a comparison stores none. */
function withProbabilities(): Choice<ProtocolChoice> {
  return {
    value: 'probabilities',
    label: l10n.t('As the experiment says, with class probabilities'),
    description: l10n.t('of every query sample, in a CSV file beside the evaluation'),
  };
}
