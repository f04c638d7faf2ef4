// The run browser: a flat tree of runs, newest first, whose rows change one by one as their runs go on.

import path from 'node:path';
import { commands, EventEmitter, l10n, type TreeDataProvider, type TreeItem, type TreeView, window } from 'vscode';
import { editorText } from '../../base/editorText.ts';
import { plainText } from '../../base/shownText.ts';
import { areSameMarks, nameWith } from '../../runs/marks/marks.ts';
import { isEnded, wouldFailAgain } from '../../runs/runState.ts';
import { shownStateOf, wordOf } from '../../words/states.ts';
import { createBareRow, createRow } from '../doors/treeRow.ts';
import { commandIds, contextKeys, viewIds } from '../editor/contributions.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import { asksForArchived, matchesFilter } from '../runs/runFilter.ts';
import type { RunIndex } from '../runs/runIndex.ts';
import type { RunChanges, RunRecord, UnreadableRun } from '../runs/runRecord.ts';
import type { WaitingApprovals } from '../runs/waitingApprovals.ts';
import { describeRow } from './describeRun.ts';
import { colourResource } from './runColourDecorations.ts';
import { runTooltip, unreadableTooltip } from './runTooltip.ts';
import { stateIcon, unreadableIcon } from './stateAppearance.ts';

/**
 * Elements are the runs' directories: a row keeps its identity, and with it selection and focus, whatever happens to
 * the run.
 */
export class RunTree implements TreeDataProvider<string>, Disposable {
  readonly #index: RunIndex;
  readonly #approvals: WaitingApprovals;
  readonly #whenLoaded: Promise<void>;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new EventEmitter<string[] | undefined>());
  readonly #view: TreeView<string>;
  #filter = '';
  #showsArchived = false;
  #unreadable: ReadonlyMap<string, UnreadableRun>;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(index: RunIndex, approvals: WaitingApprovals, whenLoaded: Promise<void>) {
    this.#index = index;
    this.#approvals = approvals;
    this.#whenLoaded = whenLoaded;
    this.#unreadable = byDirectory(index.unreadable);
    this.#view = this.#store.add(window.createTreeView(viewIds.runs, { treeDataProvider: this, canSelectMany: true }));
    this.#store.add(index.onDidChange((changes) => this.#show(changes)));
    this.#store.add(
      index.onDidChangeUnreadable((unreadable) => {
        this.#unreadable = byDirectory(unreadable);
        this.#changed.fire(undefined);
      }),
    );
    this.#store.add(approvals.onDidChange((directories) => this.#changed.fire([...directories])));
    this.#showBadge();
  }

  get filter(): string {
    return this.#filter;
  }

  /** Shows only runs that match; an empty filter shows all. */
  setFilter(filter: string): void {
    this.#filter = filter.trim();
    this.#showFilter();
    void commands.executeCommand('setContext', contextKeys.filtered, this.#filter !== '');
    this.#changed.fire(undefined);
  }

  /** Shows runs that were put away as well, or not. */
  setShowsArchived(showsArchived: boolean): void {
    this.#showsArchived = showsArchived;
    void commands.executeCommand('setContext', contextKeys.showsArchived, showsArchived);
    this.#showFilter();
    this.#changed.fire(undefined);
  }

  /** Runs whose rows are selected. */
  get selection(): readonly string[] {
    return this.#view.selection;
  }

  async getChildren(directory?: string): Promise<string[]> {
    if (directory !== undefined) return [];
    await this.#whenLoaded;
    const runs = this.#matching();
    // A filter asks for what is known of a run, and of these nothing is.
    const unreadable = this.#filter === '' ? [...this.#unreadable.keys()] : [];
    return [...runs.map((run) => run.directory), ...unreadable];
  }

  #matching(): readonly RunRecord[] {
    const runs = this.#index.all().filter((run) => matchesFilter(run, this.#filter));
    return this.#showsArchived || asksForArchived(this.#filter) ? runs : runs.filter(({ marks }) => !marks.isArchived);
  }

  /**
   * The editor shows the welcome text of an empty list, which says that nothing matches, only where there is no
   * message.
   */
  #showFilter(): void {
    this.#view.message = editorText(this.#describeFilter());
  }

  #describeFilter(): string {
    const { length } = this.#matching();
    if (this.#filter !== '') return length > 0 ? l10n.t('Showing runs that match “{0}”', this.#filter) : '';
    const all = this.#index.all().length;
    return length === 0 && all > 0 ? l10n.t('All runs here are archived ({0}).', all) : '';
  }

  getParent(): undefined {
    return undefined;
  }

  getTreeItem(directory: string): TreeItem {
    const run = this.#index.get(directory);
    if (run !== undefined) return toTreeItem(run, this.#approvals.has(directory));
    const unreadable = this.#unreadable.get(directory);
    return unreadable === undefined ? createBareRow(l10n.t('This run is gone')) : toUnreadableItem(unreadable);
  }

  resolveTreeItem(item: TreeItem, directory: string): TreeItem {
    const run = this.#index.get(directory);
    const unreadable = this.#unreadable.get(directory);
    if (run !== undefined) item.tooltip = runTooltip(run);
    else if (unreadable !== undefined) item.tooltip = unreadableTooltip(unreadable);
    return item;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #show({ added, changed, removed }: RunChanges): void {
    this.#showBadge();
    const filterMayMatchOthers = changed.some(
      ({ previous, current }) =>
        previous.marks.isArchived !== current.marks.isArchived ||
        (this.#filter !== '' &&
          (previous.state !== current.state ||
            previous.label !== current.label ||
            !areSameMarks(previous.marks, current.marks))),
    );
    if (added.length + removed.length > 0 || filterMayMatchOthers) {
      this.#showFilter();
      this.#changed.fire(undefined);
      return;
    }
    const rows = changed.filter(isVisibleChange).map(({ current }) => current.directory);
    if (rows.length > 0) this.#changed.fire(rows);
  }

  #showBadge(): void {
    const live = this.#index.all().filter((run) => !isEnded(run.state)).length;
    const tooltip = live === 1 ? l10n.t('1 run at work or waiting') : l10n.t('{0} runs at work or waiting', live);
    this.#view.badge = live === 0 ? undefined : { value: live, tooltip };
  }
}

function byDirectory(unreadable: readonly UnreadableRun[]): ReadonlyMap<string, UnreadableRun> {
  return new Map(unreadable.map((run) => [run.directory, run]));
}

function toTreeItem(run: RunRecord, needsApproval: boolean): TreeItem {
  const { directory, manifest, state, marks } = run;
  const name = nameWith(manifest.name, marks);
  const shown = shownStateOf({ state, needsApproval, failsAgain: wouldFailAgain(state, manifest) });
  const description = needsApproval ? wordOf(shown, l10n.t) : describeRow(run);
  return createRow({
    id: directory,
    label: marks.isStarred ? `★ ${name}` : name,
    description,
    spoken: [marks.isStarred ? l10n.t('starred') : '', plainText(name), wordOf(shown, l10n.t), description]
      .filter((part) => part !== '')
      .join(', '),
    resource: marks.colour === undefined ? undefined : colourResource(marks.colour),
    icon: stateIcon(shown),
    contextValue: `run.${shown}`,
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

function isVisibleChange({ previous, current }: { previous: RunRecord; current: RunRecord }): boolean {
  return (
    previous.state !== current.state ||
    previous.manifest.name !== current.manifest.name ||
    previous.label !== current.label ||
    !areSameMarks(previous.marks, current.marks) ||
    describeRow(previous) !== describeRow(current)
  );
}
