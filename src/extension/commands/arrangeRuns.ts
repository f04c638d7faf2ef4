// What the run browser shows: asked for with a filter, a grouping, an order.

import { l10n } from 'vscode';
import { completeFilter } from '../../table/filter/completeFilter.ts';
import { describeFilterProblem, type FilterProblem } from '../../table/filter/filterProblem.ts';
import { askForTextWithHelp, chooseOne, type TypingHelp } from '../doors/questions.ts';
import type { Services } from '../services.ts';
import type { ShownRuns } from '../tree/shownRuns.ts';
import { type TreeGrouping, type TreeOrder, treeGroupings, treeOrders } from '../tree/treeLayout.ts';

/** So many words are offered. */
const mostWords = 12;

export async function filterRuns({ tree, rows }: Services): Promise<void> {
  const filter = await askForTextWithHelp({
    title: l10n.t('Filter Runs'),
    placeHolder: 'omniglot accuracy > 0.9 and lr <= 0.01 and tag = paper',
    value: tree.filter,
    help: (text) => helpWith(text, tree.shown, rows.all()),
    // Until then a parameter may have a name that is not known yet.
    whenMoreIsKnown: rows.whenRead(),
  });
  if (filter !== undefined) tree.setFilter(filter);
}

function helpWith(text: string, shown: ShownRuns, rows: ReturnType<Services['rows']['all']>): TypingHelp {
  const completion = completeFilter(text, text.length, rows, shown.columns);
  const words = completion.candidates.slice(0, mostWords).map(({ text: word, detail }) => ({ text: word, detail }));
  const problem = shown.problemOf(text);
  const verdict = problem === undefined ? describeMatches(text, shown) : describeProblem(text, problem);
  return { verdict, isWrong: problem !== undefined, words, start: completion.span.start };
}

function describeMatches(text: string, shown: ShownRuns): string {
  if (text.trim() === '') return l10n.t('Show all runs');
  const count = shown.countMatching(text) ?? 0;
  return count === 1 ? l10n.t('Show 1 run that matches') : l10n.t('Show {0} runs that match', count);
}

/** Points at the place where the typed text goes wrong: `lr >> 3 ⟵ here` is what the eye looks for. */
function describeProblem(text: string, problem: FilterProblem): string {
  const { start, end } = problem.span;
  const place = text.slice(start, Math.max(end, start)).trim();
  const sentence = describeFilterProblem(problem, l10n.t);
  return place === '' || sentence.includes(`“${place}”`) ? sentence : `“${place}”: ${sentence}`;
}

export async function groupRuns({ tree }: Services): Promise<void> {
  const { arrangement } = tree.shown;
  const grouping = await chooseOne(
    treeGroupings.map((value) => ({
      value,
      label: nameOfGrouping(value),
      icon: arrangement.grouping === value ? 'check' : 'blank',
      ...(value === 'seeds' ? { description: l10n.t('with the mean over seeds') } : {}),
    })),
    { placeHolder: l10n.t('Group runs by') },
  );
  if (grouping !== undefined) await tree.arrange({ ...arrangement, grouping });
}

export async function sortRuns({ tree }: Services): Promise<void> {
  const { arrangement } = tree.shown;
  const order = await chooseOne(
    treeOrders.map((value) => ({
      value,
      label: nameOfOrder(value),
      icon: arrangement.order === value ? 'check' : 'blank',
    })),
    { placeHolder: l10n.t('Sort runs by') },
  );
  if (order !== undefined) await tree.arrange({ ...arrangement, order });
}

/** @param called the row that stands for what is not shown */
export function showMoreRuns({ tree }: Services, called: unknown): void {
  if (typeof called === 'string') tree.showMore(called);
}

function nameOfGrouping(grouping: TreeGrouping): string {
  switch (grouping) {
    case 'none':
      return l10n.t('Nothing: one list');
    case 'sweep':
      return l10n.t('Sweep');
    case 'experiment':
      return l10n.t('Experiment');
    case 'seeds':
      return l10n.t('Everything but the seed');
    case 'tag':
      return l10n.t('Tags');
    case 'state':
      return l10n.t('State');
    case 'day':
      return l10n.t('Day');
  }
}

function nameOfOrder(order: TreeOrder): string {
  switch (order) {
    case 'newest':
      return l10n.t('Newest first');
    case 'figure':
      return l10n.t('Best figure first');
    case 'name':
      return l10n.t('Name');
    case 'duration':
      return l10n.t('Longest at work first');
  }
}
