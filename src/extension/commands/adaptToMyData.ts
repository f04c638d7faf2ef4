// "Adapt to My Data…": what a run has learned, adapted to a few samples of the person's own, and what it answers to others.

import path from 'node:path';
import { l10n, type OpenDialogOptions, Uri, window } from 'vscode';
import { readFrozenExperiment } from '../../runs/frozenExperiment.ts';
import { showError, showInformation } from '../doors/messages.ts';
import { withCancellableProgress } from '../doors/progress.ts';
import { askForText, chooseOne } from '../doors/questions.ts';
import { type RunRecord, titleOfRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { runCommandLine } from '../tools/runCommandLine.ts';
import { adaptationDocument } from './adaptationDocument.ts';
import { mayExecute } from './agreeToExecution.ts';
import { errorOf } from './evaluationReport.ts';
import { findTarget } from './runTargets.ts';
import { showReport } from './shownReports.ts';

/** In UTF-16 units: all of it is taken apart in one turn. */
const longestOutput = 1 << 23;
/** As the command line takes them. */
const mostSteps = 100_000;

export async function adaptToMyData(services: Services, called: unknown): Promise<void> {
  const run = await findTarget(services, called, {
    isEligible: ({ manifest }) => manifest.checkpointIteration !== null,
    placeholder: l10n.t('Choose the run whose initialization is adapted'),
  });
  if (run === undefined) return;
  const kind = run.manifest.taskKind;
  if (kind === 'navigation' || kind === 'arm') {
    showInformation(
      l10n.t(
        '“{0}” has learned a policy, which adapts to what it does itself: there are no samples to give.',
        titleOfRecord(run),
      ),
    );
    return;
  }
  const agreement = await mayExecute(run, 'evaluate');
  if (agreement === undefined) return;
  // Systems have no dialog that chooses folders and files alike.
  const isFolder = kind === 'images' || kind === 'speech';
  const support = await choosePlace(isFolder, {
    title: isFolder
      ? l10n.t('Folder with a Folder for Each Class to Learn')
      : l10n.t('CSV or JSON File with the Samples to Learn'),
    openLabel: l10n.t('Learn'),
  });
  if (support === undefined) return;
  const query = await chooseQueries(isFolder);
  if (query === undefined) return;
  const steps = await askForSteps(run);
  if (steps === undefined) return;
  const { directory } = run;
  const adaptation: Adaptation = {
    title: l10n.t('Adapting “{0}”', titleOfRecord(run)),
    directory,
    words: ['adapt', directory, '--support', support, ...query, '--steps', steps, '--agreed', agreement, '--json'],
  };
  const output = await adapt(services, adaptation);
  if (output === undefined) return;
  await showReport(adaptation.title, adaptationDocument(adaptation.title, output));
  offerToKeep(services, adaptation, output, thingsToKeep(query.length > 0));
}

interface Adaptation {
  readonly title: string;
  /** The run's. */
  readonly directory: string;
  /** For the command line. */
  readonly words: readonly string[];
}

/** What the command line prints; undefined where there is nothing, which the person has been told. */
async function adapt(services: Services, { title, directory, words }: Adaptation): Promise<string | undefined> {
  const result = await withCancellableProgress(title, (_, signal) =>
    runCommandLine(words, {
      folder: directory,
      signal,
      longestOutput,
      onMessage: (message) => services.log.info(message),
    }),
  );
  if (result.exitCode === 0) return result.output;
  // Null is what was given up.
  if (result.exitCode !== null) showError(errorOf(result.messages));
  return undefined;
}

/** As many as the run's evaluation takes, where the person does not say otherwise. */
async function askForSteps({ directory, manifest }: RunRecord): Promise<string | undefined> {
  const { experiment } = await readFrozenExperiment(directory, manifest);
  const typed = await askForText({
    title: l10n.t('Adapt to My Data'),
    prompt: l10n.t('Inner steps. The run’s evaluation takes {0}.', experiment.evaluation.innerSteps),
    value: String(experiment.evaluation.innerSteps),
    validateInput: (text) =>
      /^\d{1,6}$/.test(text.trim()) && Number(text) <= mostSteps
        ? undefined
        : l10n.t('A whole number from 0 to {0}.', mostSteps),
  });
  return typed?.trim();
}

/** What can be kept of an adaptation. */
interface Kept {
  readonly button: string;
  /** Of the command line. */
  readonly option: string;
  readonly name: string;
  readonly filters: Record<string, string[]>;
}

/** Once the answers have been seen: each of what can be kept for as long as it is not. */
function offerToKeep(services: Services, adaptation: Adaptation, output: string, kept: readonly Kept[]): void {
  const offer = (message: string, rest: readonly Kept[]) =>
    showInformation(message, ...rest.map((one) => ({ title: one.button, run: () => keep(one, rest) })));
  const keep = async (one: Kept, rest: readonly Kept[]) => {
    const { title, directory, words } = adaptation;
    const defaultUri = Uri.file(path.join(path.dirname(path.dirname(directory)), one.name));
    const file = (await window.showSaveDialog({ title, defaultUri, filters: one.filters }))?.fsPath;
    if (file === undefined) return;
    // The same steps once more, from the same seed; the dialog has asked before something is overwritten.
    const again = await adapt(services, { ...adaptation, words: [...words, one.option, file, '--force'] });
    if (again === undefined) return;
    const isSame = withoutPlace(again) === withoutPlace(output);
    const saved = isSame
      ? l10n.t('Saved in {0}.', file)
      : l10n.t('Saved in {0}. The run or the samples have changed since their answers were shown.', file);
    offer(
      saved,
      rest.filter((other) => other !== one),
    );
  };
  offer(l10n.t('{0}: done.', adaptation.title), kept);
}

function thingsToKeep(hasAnswers: boolean): readonly Kept[] {
  const parameters = { safetensors: ['safetensors'], NumPy: ['npz'], ONNX: ['onnx'] };
  const answers = { option: '--answers', name: 'answers.csv', filters: { CSV: ['csv'] } };
  return [
    ...(hasAnswers ? [{ button: l10n.t('Save Answers…'), ...answers }] : []),
    { button: l10n.t('Save Parameters…'), option: '--save', name: 'adapted.safetensors', filters: parameters },
  ];
}

/** All that was computed, and not where it was saved. */
function withoutPlace(output: string): string {
  return JSON.stringify({ ...JSON.parse(output), saved: null });
}

/** Words for the command line; none where nothing is to be answered, undefined where the person gave up. */
async function chooseQueries(isFolder: boolean): Promise<readonly string[] | undefined> {
  const wanted = await chooseOne(
    [
      { value: 'choose', label: l10n.t('Choose what to answer to…') } as const,
      {
        value: 'none',
        label: l10n.t('Nothing yet'),
        description: l10n.t('only adapt, and see that the samples can be read'),
      } as const,
    ],
    { placeHolder: l10n.t('What is the adapted model to answer to?') },
  );
  if (wanted !== 'choose') return wanted === undefined ? undefined : [];
  const title = isFolder
    ? l10n.t('Folder to Answer To: In Folders Where Classes Are Known')
    : l10n.t('CSV or JSON File to Answer To');
  const place = await choosePlace(isFolder, { title, openLabel: l10n.t('Answer') });
  return place === undefined ? undefined : ['--query', place];
}

async function choosePlace(
  isFolder: boolean,
  words: Pick<OpenDialogOptions, 'title' | 'openLabel'>,
): Promise<string | undefined> {
  const [chosen] =
    (await window.showOpenDialog({
      ...words,
      canSelectFiles: !isFolder,
      canSelectFolders: isFolder,
      canSelectMany: false,
      ...(!isFolder && { filters: { [l10n.t('Samples')]: ['csv', 'tsv', 'json', 'jsonl', 'ndjson', 'txt'] } }),
    })) ?? [];
  return chosen?.fsPath;
}
