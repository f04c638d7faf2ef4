// The forest plot: how far each run, and each baseline, lies from one of the runs on the same held-out tasks, in figures,
// as a drawing and in words; and why a run is not in it.

import { isHigherBetter } from '../../../src/experiment/quantities.ts';
import type {
  PairedBaseline,
  PairedRow,
  PairedRuns,
  Pairing,
  TasksChoice,
} from '../../../src/panel/compareMessages.ts';
import type { RunKey } from '../../../src/panel/panelMessages.ts';
import type { DrawnColour } from '../../../src/panel/runColours.ts';
import { roundTicks } from '../../../src/panel/ticks.ts';
import type { SettingDifference, WhyUnpaired } from '../../../src/runs/pairs/whyUnpaired.ts';
import { describeApart } from '../../../src/words/describeApart.ts';
import { nameBaseline } from '../../../src/words/describeBaselines.ts';
import {
  explainCorrection,
  formatPValue,
  formatSignedDifference,
  sayDifference,
} from '../../../src/words/differenceWords.ts';
import { formatCount } from '../../../src/words/formatFigures.ts';
import { quantityWords } from '../../quantityWords.ts';
import { countOf, translate } from '../../translate.ts';
import { drawnColours, type Entry } from '../entries.ts';
import type { CompareModel } from '../model.ts';

export interface PairsView {
  readonly choices: readonly { readonly value: string; readonly text: string }[];
  readonly chosen: number;
  readonly reference: RunKey | undefined;
  readonly forest: ForestView | undefined;
  /** Runs that are left out for one reason together. */
  readonly unpaired: readonly { readonly labels: readonly string[]; readonly why: string }[];
  /** What "Measure" would measure; empty where measuring would not help. */
  readonly measurable: readonly RunKey[];
  readonly caption: string;
}

export interface ForestView {
  /** Baselines after the runs. */
  readonly rows: readonly ForestRow[];
  /** On the axis of differences. */
  readonly ticks: readonly { readonly place: number; readonly text: string }[];
  /** Where 0 lies. */
  readonly zero: number;
  /** `better →`, or on which side else better runs lie. */
  readonly direction: string;
}

export interface ForestRow {
  /** The run; undefined for a baseline, which nothing can be compared with. */
  readonly key: RunKey | undefined;
  readonly label: string;
  /** Undefined for a baseline, which has no line in the charts. */
  readonly colour: DrawnColour | undefined;
  readonly isReference: boolean;
  readonly after: string;
  readonly difference: string;
  readonly p: string;
  /** From 0 (left end of the axis) to 1; undefined where there is no number. */
  readonly mark: { readonly mean: number; readonly low: number; readonly high: number } | undefined;
  readonly sentence: string;
}

export function pairsView(model: CompareModel, entries: readonly Entry[]): PairsView | undefined {
  const { pairing, runs = [] } = model;
  if (pairing === undefined) return undefined;
  const labels = new Map(runs.map(({ runKey, label }) => [runKey, label]));
  const labelOf = (key: RunKey) => labels.get(key) ?? '';
  const known = pairing.unpaired.filter(({ runKey }) => labels.has(runKey));
  return {
    choices: pairing.choices.map((choice, place) => ({ value: String(place), text: nameChoice(choice) })),
    chosen: pairing.chosen,
    reference: pairing.paired?.reference,
    forest: pairing.paired === null ? undefined : forestView(pairing.paired, drawnColours(entries), labelOf),
    unpaired: togetherByReason(known.map(({ runKey, why }) => ({ label: labelOf(runKey), why: sayWhy(why) }))),
    measurable: measurableOf(pairing, labels),
    caption: captionOf(pairing),
  };
}

function togetherByReason(all: readonly { readonly label: string; readonly why: string }[]): PairsView['unpaired'] {
  const reasons = new Map<string, string[]>();
  for (const { label, why } of all) reasons.set(why, [...(reasons.get(why) ?? []), label]);
  return [...reasons].map(([why, labels]) => ({ labels, why }));
}

function nameChoice({ shots, transductive, seed, firstTask, tasks, runs }: TasksChoice): string {
  const how = transductive ? translate('transductive') : translate('not transductive');
  return translate(
    '{0}: {1} from {2} of seed {3} ({4})',
    shots === null ? how : `${countOf('shots', shots)}, ${how}`,
    countOf('tasks', tasks),
    formatCount(firstTask),
    seed,
    countOf('runs', runs),
  );
}

function forestView(
  { quantity, tasks, reference, rows, baselines }: PairedRuns,
  colours: ReadonlyMap<RunKey, DrawnColour>,
  labelOf: (key: RunKey) => string,
): ForestView {
  const { low, high } = drawnExtentOf([...rows, ...baselines]);
  const place = (value: number) => (value - low) / (high - low);
  const percent = quantity === 'accuracy' ? 100 : 1;
  const figuresOf = (
    { after, difference }: PairedRow | PairedBaseline,
    name: string,
  ): Omit<ForestRow, 'key' | 'label' | 'colour' | 'isReference'> => {
    const [mean, ci95] = [difference?.mean ?? Number.NaN, difference?.ci95 ?? Number.NaN];
    const spread = Number.isFinite(ci95) ? ci95 : 0;
    return {
      after: quantityWords[quantity].interval(after.mean ?? Number.NaN, after.ci95 ?? Number.NaN),
      difference: difference === null ? '' : formatSignedDifference(quantity, mean, ci95, translate),
      p: difference === null ? '' : formatPValue(difference.pHolm ?? Number.NaN),
      mark: Number.isFinite(mean)
        ? { mean: place(mean), low: place(mean - spread), high: place(mean + spread) }
        : undefined,
      sentence:
        difference === null
          ? ''
          : sayDifference(
              [name, quoted(labelOf(reference))],
              quantity,
              { mean, ci95, tasks, pHolm: difference.pHolm ?? Number.NaN },
              translate,
            ),
    };
  };
  const ofRuns = rows.flatMap((row): ForestRow[] => {
    const colour = colours.get(row.runKey);
    if (colour === undefined) return [];
    const [key, label] = [row.runKey, labelOf(row.runKey)];
    return [{ key, label, colour, isReference: key === reference, ...figuresOf(row, quoted(label)) }];
  });
  const ofBaselines = baselines.map((baseline): ForestRow => {
    const label = nameBaseline(baseline.name, translate);
    return {
      key: undefined,
      label,
      colour: undefined,
      isReference: false,
      ...figuresOf(baseline, translate('The {0}', label)),
    };
  });
  return {
    rows: [...ofRuns, ...ofBaselines],
    ticks: roundTicks(percent * low, percent * high, 5, false).map((value) => ({
      place: place(value / percent),
      text: value === 0 ? '0' : `${value < 0 ? '−' : '+'}${Math.abs(value)}`,
    })),
    zero: place(0),
    direction: isHigherBetter(quantity) ? translate('better →') : translate('← better'),
  };
}

function quoted(label: string): string {
  return `“${label}”`;
}

/** All intervals and 0, with some room. */
function drawnExtentOf(rows: readonly Pick<PairedRow, 'difference'>[]): {
  readonly low: number;
  readonly high: number;
} {
  const ends = rows.flatMap(({ difference }) => {
    const [mean, spread] = [difference?.mean ?? Number.NaN, difference?.ci95 ?? 0];
    return Number.isFinite(mean) ? [mean - spread, mean + spread] : [];
  });
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const room = high > low ? (high - low) * 0.05 : 1;
  return { low: low - room, high: high + room };
}

export function sayWhy(why: WhyUnpaired): string {
  switch (why.code) {
    case 'notMeasured':
      return translate('there is no evaluation yet, so nothing is stored.');
    case 'unreadable':
      return translate('its stored evaluations cannot all be read; the run’s panel says why.');
    case 'apart':
      return translate('{0}; such figures stand for themselves.', describeApart(why.reason, translate));
    case 'otherTasks':
      return translate(
        'its held-out tasks are others, so it cannot be compared: {0}.',
        sayDifferences(why.differences),
      );
    case 'otherData':
      return translate('its held-out data are not the same, so it cannot be compared.');
    case 'measuredOtherwise':
      return translate('it was measured otherwise: {0}.', sayDifferences(why.differences));
    case 'alone':
      return translate('it was measured, but no other run was measured on the same tasks.');
    case 'damaged':
      return translate(
        'its stored figures of single tasks cannot be read, or are not those that it reports. Delete them and measure again.',
      );
  }
}

const mostDifferences = 4;

function sayDifferences(differences: readonly SettingDifference[]): string {
  const said = differences
    .slice(0, mostDifferences)
    .map(({ key, own, others }) =>
      translate(
        '{0} is {1} and not {2}',
        key,
        own === '' ? translate('not set') : own,
        others === '' ? translate('unset') : others,
      ),
    );
  const more = differences.length - mostDifferences;
  return [...said, ...(more > 0 ? [translate('and {0} more', more)] : [])].join('; ');
}

/** All that could be measured on the same tasks, where that would tell more than there is. */
function measurableOf({ paired, unpaired }: Pairing, labels: ReadonlyMap<RunKey, string>): readonly RunKey[] {
  const helps = ({ code }: WhyUnpaired) =>
    code === 'notMeasured' ||
    code === 'unreadable' ||
    code === 'measuredOtherwise' ||
    code === 'alone' ||
    code === 'damaged';
  const missing = unpaired.filter(({ why }) => helps(why)).map(({ runKey }) => runKey);
  const all = [...(paired?.rows.map(({ runKey }) => runKey) ?? []), ...missing].filter((key) => labels.has(key));
  return missing.length > 0 && all.length > 1 ? all : [];
}

function captionOf({ paired }: Pairing): string {
  if (paired === null)
    return translate(
      'No two of the runs were measured on the same held-out tasks. Measured on the same tasks, runs differ by less chance than their own figures tell.',
    );
  return [
    translate(
      'Mean of the difference on each task with its 95\u00a0% interval: paired, so tasks that are hard for all cancel out.',
    ),
    explainCorrection(paired.comparisons, translate),
    ...(paired.comparisons > paired.rows.length - 1 + paired.baselines.length
      ? [
          translate(
            'These are all pairs, since the run that the others are set beside was chosen with the figures in sight.',
          ),
        ]
      : []),
  ].join(' ');
}
