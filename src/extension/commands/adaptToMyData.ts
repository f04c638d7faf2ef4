// "Adapt to My Data…": what a run has learned, adapted to a few samples of the person's own, and what it answers to others.

import { l10n, type OpenDialogOptions, window } from 'vscode';
import { showError, showInformation } from '../doors/messages.ts';
import { withCancellableProgress } from '../doors/progress.ts';
import { chooseOne } from '../doors/questions.ts';
import { titleOfRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { runCommandLine } from '../tools/runCommandLine.ts';
import { adaptationDocument } from './adaptationDocument.ts';
import { mayExecute } from './agreeToExecution.ts';
import { errorOf } from './evaluationReport.ts';
import { findTarget } from './runTargets.ts';
import { showReport } from './shownReports.ts';

/** In UTF-16 units: all of it is taken apart in one turn. */
const longestOutput = 1 << 23;

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
  const title = l10n.t('Adapting “{0}”', titleOfRecord(run));
  const words = ['adapt', run.directory, '--support', support, ...query, '--agreed', agreement, '--json'];
  const result = await withCancellableProgress(title, (_, signal) =>
    runCommandLine(words, {
      folder: run.directory,
      signal,
      longestOutput,
      onMessage: (message) => services.log.info(message),
    }),
  );
  if (result.exitCode === 0) await showReport(title, adaptationDocument(title, result.output));
  // Null is what was given up.
  else if (result.exitCode !== null) showError(errorOf(result.messages));
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
