// One item in the status bar while runs are at work: which, how far, how good.

import { l10n } from 'vscode';
import { plainText } from '../../base/shownText.ts';
import { nameWith } from '../../runs/marks/marks.ts';
import { isEnded, isLogState } from '../../runs/runState.ts';
import { formatProgress } from '../../words/formatFigures.ts';
import { iconOf, shownStateOf, wordOf } from '../../words/states.ts';
import { StatusItem } from '../doors/statusItem.ts';
import { commandIds } from '../editor/contributions.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import { describeRunRow, latestFigure } from '../tree/describeRun.ts';
import type { RunIndex } from './runIndex.ts';
import { type RunRecord, titleOfRecord } from './runRecord.ts';
import type { WaitingApprovals } from './waitingApprovals.ts';

const longestName = 28;

export class LiveRunsStatus implements Disposable {
  readonly #index: RunIndex;
  readonly #approvals: WaitingApprovals;
  readonly #store = new DisposableStore();
  readonly #item: StatusItem;
  /** Directories that a click opens. */
  #opened: readonly string[] | undefined;

  constructor(index: RunIndex, approvals: WaitingApprovals) {
    this.#index = index;
    this.#approvals = approvals;
    this.#item = this.#store.add(new StatusItem('liveRuns', l10n.t('Reptile Lab: Runs at Work')));
    this.#store.add(index.onDidChange(() => this.#update()));
    this.#store.add(approvals.onDidChange(() => this.#update()));
    this.#update();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #update(): void {
    const live = this.#index.all().filter(({ state }) => !isEnded(state) && !isLogState(state));
    const [first] = live;
    if (first === undefined) {
      this.#item.hide();
      return;
    }
    const only = live.length === 1;
    const lines = live.map((run) => `${plainText(titleOfRecord(run))} · ${this.#wordOf(run)} · ${describeRunRow(run)}`);
    this.#openOnClick(only ? [first.directory] : []);
    this.#item.show({
      icon: iconOfAll(live),
      text: only ? describeOne(first, this.#wordOf(first)) : describeMany(live),
      tooltip: lines.join('\n'),
      spoken: l10n.t('Reptile Lab, {0}', lines.join('\n')),
    });
  }

  #wordOf({ directory, state }: RunRecord): string {
    return wordOf(shownStateOf({ state, needsApproval: this.#approvals.has(directory), failsAgain: false }), l10n.t);
  }

  /**
   * Sets the command only when it changes: the editor loses a click that falls between two commands. Without a run, it
   * asks which one.
   */
  #openOnClick(runs: readonly string[]): void {
    if (this.#opened?.join() === runs.join()) return;
    this.#opened = runs;
    this.#item.command = { command: commandIds.openPanel, title: l10n.t('Open Run'), arguments: [...runs] };
  }
}

function describeOne(run: RunRecord, word: string): string {
  const shortName = plainText(nameWith(run.manifest.name, run.marks), longestName);
  const progress = run.state === 'running' ? formatProgress(run.manifest.iteration, run.manifest.metaIterations) : word;
  const shortLabel = run.label === '' ? undefined : plainText(run.label, longestName);
  return [shortName, shortLabel, progress, latestFigure(run)].filter((part) => part !== undefined).join(' · ');
}

function describeMany(runs: readonly RunRecord[]): string {
  const done = runs.reduce((sum, { manifest }) => sum + manifest.iteration, 0);
  const total = runs.reduce((sum, { manifest }) => sum + manifest.metaIterations, 0);
  return `${l10n.t('{0} runs', runs.length)} · ${formatProgress(done, total)}`;
}

/** Of runs that are all paused, or all queued, their own; otherwise something is at work. */
function iconOfAll(runs: readonly RunRecord[]): string {
  const common = (['paused', 'queued'] as const).find((state) => runs.every((run) => run.state === state));
  return iconOf(common ?? 'running');
}
