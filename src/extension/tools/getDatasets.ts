// Gets public data sets for all workspaces: chosen from a list with what is there of each, with progress, cancel, and
// what to do when it fails.

import path from 'node:path';
import { EventEmitter, l10n } from 'vscode';
import { formatBytes } from '../../base/formatMemory.ts';
import { describeDataset } from '../../datasets/catalogue.ts';
import { type Dataset, type DatasetId, isDatasetId } from '../../datasets/dataset.ts';
import { describeByHand } from '../../datasets/explainFailure.ts';
import type { GetOutcome, GetProgress } from '../../datasets/getDataset.ts';
import { type ListedDataset, listDatasets } from '../../datasets/listDatasets.ts';
import { formatQuantity } from '../../words/formatFigures.ts';
import type { Log } from '../doors/log.ts';
import { type Action, showError, showInformation } from '../doors/messages.ts';
import { withCancellableProgress } from '../doors/progress.ts';
import { type Choice, chooseOne } from '../doors/questions.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import { revealFolder } from '../editor/revealFolder.ts';

/** Gets each data set once at a time; a window that closes keeps what was downloaded for the next one. */
export class DatasetGetter implements Disposable {
  readonly #log: Log;
  readonly #store = new DisposableStore();
  readonly #got = this.#store.add(new EventEmitter<DatasetId>());
  /** Tells that a data set is there that was not. */
  readonly onDidGet = this.#got.event;
  readonly #end = new AbortController();
  readonly #current = new Map<DatasetId, Promise<GetOutcome>>();

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * `called` may be a data set's name. Resolves when the person has been told how it went; undefined when none was
   * chosen.
   */
  async get(called: unknown): Promise<GetOutcome | undefined> {
    const id = isDatasetId(called) ? called : await pickDataset();
    return id === undefined ? undefined : this.#getOnce(describeDataset(id));
  }

  dispose(): void {
    this.#end.abort();
    this.#store.dispose();
  }

  async #getOnce(dataset: Dataset): Promise<GetOutcome> {
    const { id, title } = dataset;
    const current = this.#current.get(id);
    if (current !== undefined) {
      showInformation(l10n.t('{0} is being downloaded already.', title));
      return current;
    }
    const getting = this.#getWithProgress(dataset);
    this.#current.set(id, getting);
    try {
      const outcome = await getting;
      this.#tell(dataset, outcome);
      return outcome;
    } finally {
      this.#current.delete(id);
    }
  }

  async #getWithProgress(dataset: Dataset): Promise<GetOutcome> {
    const { getDataset } = await import('../../datasets/getDataset.ts');
    return withCancellableProgress(dataset.title, (bar, cancelled) => {
      let phase = '';
      let percent = 0;
      return getDataset({
        dataset,
        signal: AbortSignal.any([cancelled, this.#end.signal]),
        onProgress: (progress) => {
          this.#note(dataset, progress);
          const { share, key } = howFar(progress);
          if (key !== phase) percent = 0;
          phase = key;
          const increment = Math.max(0, 100 * share - percent);
          percent += increment;
          bar.report(describeProgress(progress), increment);
        },
      });
    });
  }

  #note({ id }: Dataset, progress: GetProgress): void {
    if (progress.kind !== 'downloading' || progress.progress.kind !== 'waiting') return;
    const { reason, seconds } = progress.progress;
    this.#log.warn(`${id}: ${progress.file.name}: ${reason}; trying again in ${seconds} s`);
  }

  #tell({ id, title, remark }: Dataset, outcome: GetOutcome): void {
    switch (outcome.kind) {
      case 'got': {
        this.#log.info(`${title} is in ${outcome.folder}`);
        this.#got.fire(id);
        const told = l10n.t('{0} is there: {1}, all checked.', title, formatQuantity(outcome.files, 'file'));
        showInformation(remark === undefined ? told : `${told} ${remark}`, openFolder(outcome.folder));
        return;
      }
      case 'there':
        showInformation(l10n.t('{0} is there already.', title), openFolder(outcome.folder));
        return;
      case 'cancelled':
        this.#log.info(`Getting ${title} was cancelled; what was downloaded is kept.`);
        return;
      case 'failed': {
        this.#log.error(outcome.message);
        const tryAgain = { title: l10n.t('Try Again'), run: () => this.get(id) };
        if (outcome.byHand === undefined) {
          showError(outcome.message, tryAgain);
          return;
        }
        const { folder } = outcome.byHand;
        for (const line of describeByHand(outcome.byHand)) this.#log.info(line);
        showError(
          outcome.message,
          tryAgain,
          { title: l10n.t('Show Addresses'), run: () => this.#log.show() },
          openFolder(folder),
        );
      }
    }
  }
}

function openFolder(folder: string): Action {
  return { title: l10n.t('Open Folder'), run: () => revealFolder(folder) };
}

async function pickDataset(): Promise<DatasetId | undefined> {
  return chooseOne(listRows(), {
    title: l10n.t('Get Data Set'),
    placeHolder: l10n.t('Choose a data set; it is kept once for all workspaces'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
}

async function listRows(): Promise<Choice<DatasetId>[]> {
  return (await listDatasets()).map(({ dataset, state, folder }: ListedDataset) => ({
    value: dataset.id,
    icon: state.kind === 'there' ? 'check' : 'cloud-download',
    label: dataset.title,
    description:
      state.kind === 'there'
        ? l10n.t('is there, {0}', formatBytes(state.bytes))
        : l10n.t('{0} to download', formatBytes(state.downloadBytes)),
    detail:
      state.kind === 'there'
        ? `${dataset.description} ${path.normalize(folder)}`
        : `${dataset.description} ${dataset.license}.`,
  }));
}

/** How much of a step is done, 0 to 1, and which step it is. */
function howFar(progress: GetProgress): { readonly key: string; readonly share: number } {
  switch (progress.kind) {
    case 'queueing':
    case 'checking':
      return { key: progress.kind, share: 0 };
    case 'unpacking':
      return { key: `unpacking ${progress.file.name}`, share: progress.done / progress.total };
    case 'downloading': {
      const { file, progress: step } = progress;
      const key = `downloading ${file.name}`;
      return step.kind === 'waiting'
        ? { key, share: 0 }
        : { key, share: Math.min(1, step.received / (step.total ?? file.size.bytes)) };
    }
  }
}

function describeProgress(progress: GetProgress): string {
  switch (progress.kind) {
    case 'queueing':
      return l10n.t('another window or program gets it; waiting …');
    case 'checking':
      return l10n.t('checking …');
    case 'unpacking':
      return l10n.t('unpacking {0}: {1} of {2} files', progress.file.name, progress.done, progress.total);
    case 'downloading': {
      const { file, progress: step } = progress;
      if (step.kind === 'waiting') return l10n.t('{0}; trying again in {1} s …', step.reason, step.seconds);
      const received = formatBytes(step.received);
      return step.total === undefined
        ? l10n.t('{0}: {1}', file.name, received)
        : l10n.t('{0}: {1} of {2}', file.name, received, formatBytes(step.total));
    }
  }
}
