// The compare page's model and its one reducer: of each run what the panel's page knows of it, and what only several
// runs together have. Pure, without DOM.

import {
  type CompareHostMessage,
  type CompareState,
  mostSamples,
  type Pairing,
  type ParameterRow,
  type ProgressAxis,
  type RunBeside,
} from '../../src/panel/compareMessages.ts';
import type { RunKey } from '../../src/panel/panelMessages.ts';
import { changeLooks, firstLooks, type Looks, type LooksChange } from '../looks.ts';
import {
  type Choices,
  defaultChoices,
  initialModel,
  type LiveRun,
  type PanelModel,
  type RunContent,
  reduce,
  waitingRun,
} from '../model.ts';
import type { Brush, Brushes } from './relations/brush.ts';

/** What a person chose; kept over a reload of the window. */
export interface CompareChoices extends Choices, Omit<CompareState, keyof Choices | 'directories' | 'hidden'> {
  readonly xAxis: ProgressAxis;
}

export interface CompareModel {
  /** As the panel's page has them, by key; its choices are not used. */
  readonly contents: PanelModel;
  /** In their order; undefined before the host's first word. */
  readonly runs: readonly RunBeside[] | undefined;
  readonly parameters: readonly ParameterRow[];
  readonly leftOut: number;
  readonly pairing: Pairing | undefined;
  /** The newest samples of the runs that stand side by side. */
  readonly samples: ReadonlyMap<RunKey, SampleMessage>;
  readonly choices: CompareChoices;
  /** Runs that are not drawn. */
  readonly hidden: ReadonlySet<RunKey>;
  /** Parts of charts that are shown, and what was copied. */
  readonly looks: Looks;
  /** What is marked on the axes of parameters and figures. */
  readonly brushes: Brushes;
  /** Runs that are pointed at, and stand out. */
  readonly lit: ReadonlySet<RunKey>;
  /** The two runs whose experiments would be laid side by side. */
  readonly sides: readonly [left: RunKey | undefined, right: RunKey | undefined];
  readonly spoken: string;
}

export type SampleMessage = Extract<CompareHostMessage, { kind: 'sample' }>;

export type CompareAction =
  | CompareHostMessage
  | { readonly kind: 'choose'; readonly choices: Partial<CompareChoices> }
  | { readonly kind: 'look'; readonly change: LooksChange }
  /** Shows or hides runs. */
  | { readonly kind: 'hide'; readonly runKeys: readonly RunKey[]; readonly isHidden: boolean }
  /** Shows these alone, or all where they are shown alone already. */
  | { readonly kind: 'isolate'; readonly runKeys: readonly RunKey[] }
  | { readonly kind: 'brush'; readonly id: string; readonly brush: Brush | undefined }
  | { readonly kind: 'unmark' }
  | { readonly kind: 'light'; readonly runKeys: readonly RunKey[] }
  | { readonly kind: 'side'; readonly place: 'left' | 'right'; readonly runKey: RunKey }
  | { readonly kind: 'say'; readonly text: string };

export const defaultCompareChoices: CompareChoices = {
  ...defaultChoices,
  xAxis: 'metaIteration',
  foldsSeeds: true,
  showsAllParameters: false,
  across: null,
  up: null,
  tag: null,
  heldOutTask: null,
};

export function initialCompareModel(
  choices: CompareChoices = defaultCompareChoices,
  hidden: readonly RunKey[] = [],
): CompareModel {
  return {
    contents: initialModel([]),
    runs: undefined,
    parameters: [],
    leftOut: 0,
    pairing: undefined,
    samples: new Map(),
    choices,
    hidden: new Set(hidden),
    looks: firstLooks,
    brushes: new Map(),
    lit: new Set(),
    sides: [undefined, undefined],
    spoken: '',
  };
}

/** Returns the same model when nothing changes. */
export function reduceCompare(model: CompareModel, action: CompareAction): CompareModel {
  switch (action.kind) {
    case 'snapshot':
    case 'delta':
    case 'unavailable': {
      const contents = reduce(model.contents, action);
      return contents === model.contents ? model : { ...model, contents };
    }
    case 'runsBeside':
      return takeRuns(model, action);
    case 'pairing':
      return { ...model, pairing: action.pairing };
    case 'sample':
      return takeSample(model, action);
    case 'choose':
      return { ...model, choices: { ...model.choices, ...action.choices } };
    case 'look': {
      const looks = changeLooks(model.looks, action.change);
      return looks === model.looks ? model : { ...model, looks };
    }
    case 'hide': {
      const hidden = new Set(model.hidden);
      for (const key of action.runKeys) {
        if (action.isHidden) hidden.add(key);
        else hidden.delete(key);
      }
      return { ...model, hidden };
    }
    case 'isolate':
      return { ...model, hidden: isolate(model, action.runKeys) };
    case 'brush': {
      const brushes = new Map(model.brushes);
      if (action.brush === undefined) brushes.delete(action.id);
      else brushes.set(action.id, action.brush);
      return { ...model, brushes };
    }
    case 'unmark':
      return { ...model, brushes: new Map() };
    case 'light':
      return isSame(model.lit, action.runKeys) ? model : { ...model, lit: new Set(action.runKeys) };
    case 'side': {
      const [left, right] = model.sides;
      return { ...model, sides: action.place === 'left' ? [action.runKey, right] : [left, action.runKey] };
    }
    case 'say':
      return { ...model, spoken: model.spoken === action.text ? `${action.text}\u00a0` : action.text };
  }
}

/** What is known of a run's figures and state. */
export function contentOf({ contents }: CompareModel, key: RunKey): RunContent {
  return (contents.runs.get(key) ?? waitingRun).content;
}

export function liveOf(model: CompareModel, key: RunKey): LiveRun | undefined {
  const content = contentOf(model, key);
  return content.kind === 'live' ? content : undefined;
}

/** What is known of runs that stay is kept. */
function takeRuns(model: CompareModel, message: Extract<CompareHostMessage, { kind: 'runsBeside' }>): CompareModel {
  const { runs, parameters, leftOut } = message;
  const known = model.contents.runs;
  const keys = new Set(runs.map(({ runKey }) => runKey));
  return {
    ...model,
    contents: { ...model.contents, runs: new Map([...keys].map((key) => [key, known.get(key) ?? waitingRun])) },
    runs,
    parameters,
    leftOut,
    samples: new Map([...model.samples].filter(([key]) => keys.has(key))),
    hidden: new Set([...model.hidden].filter((key) => keys.has(key))),
  };
}

/** Samples are large. The host tells all that are shown anew when others are: those that were not told since are let go. */
function takeSample(model: CompareModel, message: SampleMessage): CompareModel {
  if (!model.contents.runs.has(message.runKey)) return model;
  const others = [...model.samples].filter(([key]) => key !== message.runKey);
  return { ...model, samples: new Map([...others, [message.runKey, message] as const].slice(-mostSamples)) };
}

function isSame(lit: ReadonlySet<RunKey>, keys: readonly RunKey[]): boolean {
  return lit.size === keys.length && keys.every((key) => lit.has(key));
}

function isolate({ runs = [], hidden }: CompareModel, keys: readonly RunKey[]): ReadonlySet<RunKey> {
  const others = runs.map(({ runKey }) => runKey).filter((key) => !keys.includes(key));
  const isAlone = others.every((key) => hidden.has(key)) && keys.every((key) => !hidden.has(key));
  return new Set(isAlone ? [] : others);
}
