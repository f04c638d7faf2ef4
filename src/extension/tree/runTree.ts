// The run browser: runs that match its filter, in groups where the person wants them, whose rows change one by one as
// their runs go on.

import path from 'node:path';
import {
  commands,
  EventEmitter,
  l10n,
  type Memento,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  window,
} from 'vscode';
import { editorText } from '../../base/editorText.ts';
import { plainText } from '../../base/shownText.ts';
import { queuePositions } from '../../runs/queueOrder.ts';
import { isEnded, isLogState, wouldFailAgain } from '../../runs/runState.ts';
import { shownStateOf, wordOf } from '../../words/states.ts';
import { createBareRow, createRow } from '../doors/treeRow.ts';
import { onDidChangeSettings, wrongSettings } from '../editor/configuration.ts';
import { commandIds, contextKeys, viewIds } from '../editor/contributions.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import type { RunIndex } from '../runs/runIndex.ts';
import { contextOf, type RunChanges, type RunRecord, type UnreadableRun } from '../runs/runRecord.ts';
import type { RunRows } from '../runs/runRows.ts';
import type { WaitingApprovals } from '../runs/waitingApprovals.ts';
import { keepArrangement, readArrangement } from './arrangementMemory.ts';
import { nameWithin } from './describeGroup.ts';
import { describeRow, figureInRow } from './describeRun.ts';
import { createGroupRow, createMoreRow } from './groupRow.ts';
import { colourResource } from './runColourDecorations.ts';
import { runTooltip, unreadableTooltip } from './runTooltip.ts';
import { type Arrangement, type ShownChange, ShownRuns } from './shownRuns.ts';
import { stateIcon, unreadableIcon } from './stateAppearance.ts';
import { type RowTitle, titleOfRow } from './titleOfRow.ts';
import { isGroupElement } from './treeLayout.ts';
import { isMoreElement, parentOfMore, TreePages } from './treePages.ts';
import { describeWrongSetting, viewMessage } from './viewMessage.ts';

export interface TreeSources {
  readonly index: RunIndex;
  readonly rows: RunRows;
  readonly approvals: WaitingApprovals;
  readonly whenLoaded: Promise<void>;
  /** Keeps how runs are grouped and ordered. */
  readonly memory: Memento;
  readonly onError: (error: unknown) => void;
}

/**
 * Elements are the runs' directories, so that a row keeps its identity, and with it selection and focus, whatever
 * happens to the run; groups, and what stands for rows that are not shown, have names that no directory has.
 */
export class RunTree implements TreeDataProvider<string>, Disposable {
  readonly #sources: TreeSources;
  readonly #shown: ShownRuns;
  readonly #pages = new TreePages();
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new EventEmitter<string[] | undefined>());
  readonly #view: TreeView<string>;
  #unreadable: ReadonlyMap<string, UnreadableRun>;
  /** Sentences. */
  #wrongSettings: readonly string[] = [];
  /** Places of waiting runs, from 1 on. */
  #queue: ReadonlyMap<string, number> = new Map();
  /** What the rows say that the editor was given, since it last asked for all. */
  readonly #said = new Map<string, string>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(sources: TreeSources) {
    const { index, rows, approvals, memory, onError } = sources;
    this.#sources = sources;
    this.#unreadable = byDirectory(index.unreadable);
    this.#shown = this.#store.add(new ShownRuns(index, rows, readArrangement(memory), onError));
    this.#view = this.#store.add(window.createTreeView(viewIds.runs, { treeDataProvider: this, canSelectMany: true }));
    this.#store.add(this.#shown.onDidChange((change) => this.#show(change)));
    this.#store.add(index.onDidChange(() => this.#showBadge()));
    this.#store.add(index.onDidChange((changes) => concernsQueue(changes) && this.#showQueue()));
    this.#store.add(
      index.onDidChangeUnreadable((unreadable) => {
        this.#unreadable = byDirectory(unreadable);
        this.#changed.fire(undefined);
      }),
    );
    this.#store.add(index.folderProblems.onDidChange(() => this.#showMessage()));
    this.#store.add(approvals.onDidChange((directories) => this.#changed.fire([...directories])));
    this.#store.add(onDidChangeSettings(() => this.#showSettings()));
    this.#showBadge();
    this.#showSettings();
  }

  /** What is shown, for whoever asks for a filter. */
  get shown(): ShownRuns {
    return this.#shown;
  }

  get filter(): string {
    return this.#shown.filter;
  }

  /** Shows only runs that match; an empty filter shows all. */
  setFilter(filter: string): void {
    this.#pages.clear();
    this.#shown.setFilter(filter);
    void commands.executeCommand('setContext', contextKeys.filtered, this.filter !== '');
  }

  /** Shows runs that were put away as well, or not. */
  setShowsArchived(showsArchived: boolean): void {
    this.#shown.setShowsArchived(showsArchived);
    void commands.executeCommand('setContext', contextKeys.showsArchived, showsArchived);
  }

  async arrange(arrangement: Arrangement): Promise<void> {
    this.#pages.clear();
    this.#shown.arrange(arrangement);
    await keepArrangement(this.#sources.memory, arrangement);
  }

  /** @param element the row that stands for what is not shown */
  showMore(element: string): void {
    this.#pages.showMore(element);
    this.#changed.fire(undefined);
  }

  /** Runs whose rows are selected. */
  get selection(): readonly string[] {
    return this.#view.selection.filter((element) => !isGroupElement(element) && !isMoreElement(element));
  }

  /** Directories of the runs in a group's row; none for what is no such row. */
  runsOfGroup(element: string): readonly string[] {
    return this.#shown.group(element)?.rows.map(({ directory }) => directory) ?? [];
  }

  async getChildren(element = ''): Promise<string[]> {
    const layout = await this.#whenShown();
    if (element !== '') {
      return [...this.#pages.pageOf(element, this.runsOfGroup(element))];
    }
    const roots = layout.kind === 'runs' ? layout.directories : layout.groups.map((group) => group.element);
    // A filter asks for what is known of a run, and of these nothing is.
    const unreadable = this.filter === '' ? [...this.#unreadable.keys()] : [];
    return [...this.#pages.pageOf('', roots), ...unreadable];
  }

  /** The newest runs are shown while others are still being read. */
  async #whenShown() {
    if (this.#sources.index.all().length === 0) await this.#sources.whenLoaded;
    return this.#shown.layout();
  }

  #showSettings(): void {
    this.#wrongSettings = wrongSettings().map((setting) => describeWrongSetting(setting, l10n.t));
    this.#showMessage();
  }

  #showMessage(): void {
    const { index } = this.#sources;
    const all = index.all().length;
    const problems = [...index.folderProblems.all, ...this.#wrongSettings];
    const { filter, count: shown } = this.#shown;
    const message = editorText(viewMessage({ filter, shown, all, problems }, l10n.t));
    if (this.#view.message !== message) this.#view.message = message;
  }

  getParent(element: string): string | undefined {
    return isMoreElement(element) ? parentOfMore(element) || undefined : this.#shown.groupOf(element);
  }

  getTreeItem(element: string): TreeItem {
    const item = this.#toItem(element);
    this.#said.set(element, saying(item));
    return item;
  }

  #toItem(element: string): TreeItem {
    const { index, approvals } = this.#sources;
    if (isMoreElement(element)) return createMoreRow(element, this.#countHidden(element));
    const group = this.#shown.group(element);
    if (group !== undefined) return createGroupRow(group, this.filter);
    const run = index.get(element);
    if (run !== undefined)
      return toTreeItem(run, approvals.has(element), this.#queue.get(element), this.#titleWithinGroup(run));
    const unreadable = this.#unreadable.get(element);
    return unreadable === undefined ? createBareRow(l10n.t('This run is gone')) : toUnreadableItem(unreadable);
  }

  #titleWithinGroup(run: RunRecord): RowTitle {
    const group = this.#shown.group(this.#shown.groupOf(run.directory) ?? '');
    const place = { within: group && nameWithin(group, run.directory), saysName: group?.by !== 'experiment' };
    return titleOfRow(run, figureInRow(run), place);
  }

  #countHidden(element: string): number {
    const [parent, layout] = [parentOfMore(element), this.#shown.layout()];
    const roots = layout.kind === 'runs' ? layout.directories.length : layout.groups.length;
    return this.#pages.countHidden(element, parent === '' ? roots : (this.#shown.group(parent)?.rows.length ?? 0));
  }

  resolveTreeItem(item: TreeItem, directory: string): TreeItem {
    const { index, approvals } = this.#sources;
    const run = index.get(directory);
    const unreadable = this.#unreadable.get(directory);
    if (run !== undefined)
      item.tooltip = runTooltip(run, index.all(), approvals.isToGoOn(directory) ? 'unapproved' : undefined);
    else if (unreadable !== undefined) item.tooltip = unreadableTooltip(unreadable);
    return item;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #show(change: ShownChange): void {
    this.#showMessage();
    if (change === undefined) {
      this.#said.clear();
      this.#changed.fire(undefined);
      return;
    }
    // Of most steps of a run nothing is seen.
    const rows = [...change].filter((element) => {
      const said = this.#said.get(element);
      return said !== undefined && said !== saying(this.#toItem(element));
    });
    if (rows.length > 0) this.#changed.fire(rows);
  }

  /** Where one run leaves the queue, all behind it move up. */
  #showQueue(): void {
    const before = this.#queue;
    this.#queue = queuePositions(this.#sources.index.all());
    const moved = [...this.#queue].filter(([directory, place]) => before.get(directory) !== place);
    const shown = moved.map(([directory]) => directory).filter((directory) => this.#said.has(directory));
    if (shown.length > 0) this.#changed.fire(shown);
  }

  #showBadge(): void {
    const live = this.#sources.index.all().filter(({ state }) => !isEnded(state) && !isLogState(state)).length;
    const tooltip = live === 1 ? l10n.t('1 run at work or waiting') : l10n.t('{0} runs at work or waiting', live);
    this.#view.badge = live === 0 ? undefined : { value: live, tooltip };
  }
}

function concernsQueue({ added, changed, removed }: RunChanges): boolean {
  const isQueued = ({ state }: RunRecord) => state === 'queued';
  return [...added, ...removed, ...changed.flatMap(({ previous, current }) => [previous, current])].some(isQueued);
}

function byDirectory(unreadable: readonly UnreadableRun[]): ReadonlyMap<string, UnreadableRun> {
  return new Map(unreadable.map((run) => [run.directory, run]));
}

function toTreeItem(
  run: RunRecord,
  needsApproval: boolean,
  queuePosition: number | undefined,
  { title, besides }: RowTitle,
): TreeItem {
  const { directory, manifest, state, marks } = run;
  const shown = shownStateOf({ state, needsApproval, failsAgain: wouldFailAgain(state, manifest) });
  const description = needsApproval ? wordOf(shown, l10n.t) : describeRow(run, queuePosition, besides);
  return createRow({
    id: directory,
    label: marks.isStarred ? `★ ${title}` : title,
    description,
    spoken: [marks.isStarred ? l10n.t('starred') : '', plainText(title), wordOf(shown, l10n.t), description]
      .filter((part) => part !== '')
      .join(', '),
    resource: marks.colour === undefined ? undefined : colourResource(marks.colour),
    icon: stateIcon(shown),
    contextValue: contextOf(run, shown),
    command: { command: commandIds.openPanel, title: l10n.t('Open Run'), arguments: [directory] },
  });
}

function toUnreadableItem({ directory, problem, isRepairable }: UnreadableRun): TreeItem {
  const name = path.basename(directory);
  const label = l10n.t('Cannot be read');
  return createRow({
    id: directory,
    label,
    description: name,
    spoken: `${label}: ${plainText(name)}, ${problem}`,
    icon: unreadableIcon(),
    resource: undefined,
    contextValue: isRepairable ? 'unreadableRun.damaged' : 'unreadableRun',
    // Says why.
    command: { command: commandIds.openPanel, title: l10n.t('Say Why'), arguments: [directory] },
  });
}

function saying({ accessibilityInformation, contextValue, resourceUri }: TreeItem): string {
  return `${contextValue} ${accessibilityInformation?.label} ${resourceUri}`;
}
