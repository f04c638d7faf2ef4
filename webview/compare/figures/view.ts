// The latest and the best figures of all runs as a table, with the mean of runs that differ in the seed alone.

import { isBetterValue, type Quantity } from '../../../src/experiment/quantities.ts';
import { meanOverSeeds } from '../../../src/meta/seedInterval.ts';
import type { HeldOutMeasurement } from '../../../src/panel/panelMessages.ts';
import type { DrawnColour } from '../../../src/panel/runColours.ts';
import { describeNotice } from '../../../src/runs/runNotice.ts';
import { formatCount, formatDuration, formatProgress, missing } from '../../../src/words/formatFigures.ts';
import { type ShownState, shownStateOf } from '../../../src/words/states.ts';
import type { RunContent } from '../../model.ts';
import { quantityWords } from '../../quantityWords.ts';
import { translate } from '../../translate.ts';
import type { Entry } from '../entries.ts';
import { type CompareModel, contentOf, liveOf } from '../model.ts';
import { markedRuns } from '../relations/view.ts';

export interface FiguresView {
  readonly rows: readonly FigureRow[];
  readonly caption: string;
}

export interface FigureRow {
  readonly key: string;
  /** A run, or several that are folded, whose runs stand under it. */
  readonly kind: 'run' | 'seeds' | 'seed';
  readonly label: string;
  readonly title: string;
  readonly colour: DrawnColour;
  readonly state: ShownState | undefined;
  /** Where there is no state: that the run is read, or why it cannot be. */
  readonly word: string;
  readonly progress: string;
  readonly time: string;
  readonly latest: string;
  readonly best: string;
  readonly isBestOfAll: boolean;
  /** Its own, or those that are folded to it. */
  readonly runKeys: readonly string[];
}

export function figuresView(model: CompareModel, entries: readonly Entry[]): FiguresView {
  const best = bestOfAll(model);
  const marked = markedRuns(model);
  const rows = entries.flatMap((entry): FigureRow[] => {
    const single = entry.runs.length === 1;
    const runs = entry.runs.map((run) => ({
      key: run.runKey,
      kind: single ? ('run' as const) : ('seed' as const),
      label: run.label,
      title: run.title,
      colour: entry.colour,
      ...runCells(contentOf(model, run.runKey)),
      isBestOfAll: run.runKey === best,
      runKeys: [run.runKey],
    }));
    const shown = marked === undefined ? runs : runs.filter(({ key }) => marked.has(key));
    return single || shown.length === 0 ? shown : [seedsRow(model, entry), ...shown];
  });
  return {
    rows,
    caption: [
      translate('±: half the 95\u00a0% interval over held-out tasks.'),
      rows.some(({ kind }) => kind === 'seeds')
        ? translate('In rows of several seeds: half the 95\u00a0% interval of the mean over seeds (Student’s t).')
        : '',
      marked === undefined
        ? ''
        : translate('Only runs that lie within what is marked above; means are over all seeds.'),
      translate('Best: chosen among a run’s own evaluations, which makes it look better than it is.'),
    ]
      .filter((text) => text !== '')
      .join(' '),
  };
}

function runCells(content: RunContent): Pick<FigureRow, 'state' | 'word' | 'progress' | 'time' | 'latest' | 'best'> {
  switch (content.kind) {
    case 'waiting':
      return { state: undefined, word: translate('reading…'), progress: '', time: '', latest: '', best: '' };
    case 'unavailable':
      return {
        state: undefined,
        word: describeNotice(content.notice, translate),
        progress: '',
        time: '',
        latest: '',
        best: '',
      };
    case 'live': {
      const { run } = content;
      const [quantity] = run.quantities;
      return {
        state: shownStateOf(run),
        word: '',
        progress: `${formatCount(run.iteration)} (${formatProgress(run.iteration, run.metaIterations)})`,
        time: formatDuration(run.activeSeconds),
        latest: figure(quantity, run.latest, false),
        best: figure(quantity, run.best, true),
      };
    }
  }
}

function figure(quantity: Quantity | undefined, measured: HeldOutMeasurement | null, saysWhere: boolean): string {
  if (quantity === undefined || measured === null) return missing;
  const text = quantityWords[quantity].interval(measured.value ?? Number.NaN, measured.ci95 ?? Number.NaN);
  return saysWhere ? translate('{0} at {1}', text, formatCount(measured.iteration)) : text;
}

/** Of the runs that count, one of each seed. */
function seedsRow(model: CompareModel, entry: Entry): FigureRow {
  const lives = entry.drawn.flatMap(({ runKey }) => liveOf(model, runKey)?.run ?? []);
  const [quantity] = lives[0]?.quantities ?? [];
  const mean = (of: (run: (typeof lives)[number]) => HeldOutMeasurement | null): string => {
    const figures = lives.flatMap((run) => of(run) ?? []);
    if (quantity === undefined || figures.length === 0) return missing;
    const { mean: value, ci95, seeds } = meanOverSeeds(figures.map((measured) => measured.value ?? Number.NaN));
    return `${quantityWords[quantity].interval(value, ci95)} (n = ${seeds})`;
  };
  const iterations = new Set(lives.flatMap(({ latest }) => latest?.iteration ?? []));
  return {
    key: `${entry.id}/seeds`,
    kind: 'seeds',
    label: entry.label,
    title: entry.label,
    colour: entry.colour,
    state: undefined,
    word: '',
    progress: '',
    time: '',
    latest: `${mean(({ latest }) => latest)}${iterations.size > 1 ? ' *' : ''}`,
    best: mean(({ best }) => best),
    isBestOfAll: false,
    runKeys: entry.runs.map(({ runKey }) => runKey),
  };
}

/** By the best figure, among runs that are judged by the same. */
function bestOfAll(model: CompareModel): string | undefined {
  const all = (model.runs ?? []).flatMap(({ runKey }) => {
    const run = liveOf(model, runKey)?.run;
    const [quantity, value] = [run?.quantities[0], run?.best?.value];
    return quantity === undefined || value === undefined || value === null ? [] : [{ runKey, quantity, value }];
  });
  const [first] = all;
  if (first === undefined || all.length < 2 || all.some(({ quantity }) => quantity !== first.quantity))
    return undefined;
  return all.reduce((best, run) => (isBetterValue(run.quantity, run.value, best.value) ? run : best)).runKey;
}
