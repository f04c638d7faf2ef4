// "Open Compare Page…": opens the page that compares several runs, and carries out what it asks for.

import { commands, l10n, ViewColumn } from 'vscode';
import { mostCompared } from '../../panel/compareMessages.ts';
import { ExperimentRefused } from '../../runs/frozenExperiment.ts';
import { formatTime } from '../../words/formatFigures.ts';
import type { AskedOfPage } from '../compare/comparePages.ts';
import { showDifferences } from '../doors/differences.ts';
import { showError, showInformation } from '../doors/messages.ts';
import { chooseSeveral } from '../doors/questions.ts';
import { commandIds } from '../editor/contributions.ts';
import { comparedDocumentUri, comparedText } from '../runs/runDocuments.ts';
import { type RunRecord, titleOfRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { anyRunOrLog, findTargets } from './runTargets.ts';

/** `called` is a run's directory, `selected` are those of all that are selected; otherwise the person chooses. */
export async function openComparePage(
  services: Pick<Services, 'index' | 'panels' | 'comparePages'>,
  called: unknown,
  selected: unknown,
): Promise<void> {
  const named = Array.isArray(selected) && selected.length > 1;
  const runs = named
    ? await findTargets(services, called, selected, anyRunOrLog())
    : await chooseRuns(services.index.all(), typeof called === 'string' ? [called] : []);
  if (runs === undefined) return;
  if (runs.length < 2) {
    showInformation(l10n.t('A comparison needs two runs. Select several in the run browser.'));
    return;
  }
  if (runs.length > mostCompared)
    showInformation(
      l10n.t('The first {0} of {1} runs are compared: more lines nobody tells apart.', mostCompared, runs.length),
    );
  services.comparePages.open(
    oldestFirst(runs)
      .slice(0, mostCompared)
      .map(({ directory }) => directory),
  );
}

/** As labels count them, and so that a run that comes later changes no colour. */
function oldestFirst(runs: readonly RunRecord[]): readonly RunRecord[] {
  return runs.toSorted((a, b) => (a.manifest.createdAt < b.manifest.createdAt ? -1 : 1));
}

function chooseRuns(runs: readonly RunRecord[], picked: readonly string[]): Promise<readonly RunRecord[] | undefined> {
  const rows = runs.map((run) => ({
    value: run,
    label: titleOfRecord(run),
    description: formatTime(run.manifest.createdAt),
    picked: picked.includes(run.directory),
  }));
  return chooseSeveral(rows, { placeHolder: l10n.t('Choose the runs to compare'), matchOnDescription: true });
}

/** What the page itself cannot do. */
export async function carryOutCompareRequest(
  { index }: Pick<Services, 'index'>,
  { request, directories, compare }: AskedOfPage,
): Promise<void> {
  switch (request.kind) {
    case 'openRun':
      await commands.executeCommand(commandIds.openPanel, request.runKey);
      return;
    case 'measure':
      await commands.executeCommand(commandIds.compareRuns, request.runKeys[0], request.runKeys);
      return;
    case 'addRuns': {
      const runs = await chooseRuns(index.all(), directories);
      if (runs !== undefined && runs.length > 0) compare(oldestFirst(runs).map(({ directory }) => directory));
      return;
    }
    case 'showDifferences': {
      const [left, right] = [index.get(request.left), index.get(request.right)];
      if (left !== undefined && right !== undefined) await compareExperiments(left, right);
      return;
    }
  }
}

/** What two runs carry out, with every default written out, side by side. */
async function compareExperiments(left: RunRecord, right: RunRecord): Promise<void> {
  try {
    const [one, other] = [await comparedText(left, 'ofRun'), await comparedText(right, 'ofRun')];
    if (one === other) {
      showInformation(
        l10n.t(
          '“{0}” and “{1}” carry out the same experiment: nothing differs.',
          titleOfRecord(left),
          titleOfRecord(right),
        ),
      );
      return;
    }
  } catch (error) {
    if (!(error instanceof ExperimentRefused)) throw error;
    showError(error.message);
    return;
  }
  const title = l10n.t('{0} ↔ {1}', titleOfRecord(left), titleOfRecord(right));
  await showDifferences(
    comparedDocumentUri(left, 'ofRun'),
    comparedDocumentUri(right, 'ofRun'),
    title,
    ViewColumn.Active,
  );
}
