// The page's model and its one reducer: what the host said and what the person chose. Pure, without DOM.

import type { Quantity } from '../src/experiment/quantities.ts';
import type { AdaptationSample } from '../src/meta/executor.ts';
import type {
  AdaptationCurve,
  EvaluationList,
  HostMessage,
  PanelState,
  RunKey,
  RunRequest,
  RunSummary,
  SeriesPoints,
} from '../src/panel/panelMessages.ts';
import type { RunNotice } from '../src/runs/runNotice.ts';
import type { RunState } from '../src/runs/runState.ts';
import { addCurves } from './adaptation/curves.ts';
import { changeLooks, firstLooks, type Looks, type LooksChange } from './looks.ts';
import { appendPoints, capSeries } from './series.ts';

/** A request that was sent and whose effect is not seen yet, with what the run looked like then. */
interface PendingRequest {
  readonly request: RunRequest;
  readonly state: RunState;
  readonly checkpointIteration: number | null;
}

export interface LiveRun {
  readonly kind: 'live';
  readonly run: RunSummary;
  readonly series: ReadonlyMap<string, SeriesPoints>;
  readonly curves: readonly AdaptationCurve[];
  readonly sample: AdaptationSample | null;
  readonly sampleIteration: number | null;
  readonly evaluations: EvaluationList;
  /** What of the run's files cannot be read. */
  readonly notices: readonly RunNotice[];
  readonly pending: PendingRequest | null;
}

/** What the page knows of a run. */
export type RunContent =
  | { readonly kind: 'waiting' }
  | LiveRun
  | { readonly kind: 'unavailable'; readonly notice: RunNotice };

/** What a person chose; kept over a reload of the window. */
export type Choices = Omit<PanelState, 'runDirectory'>;

export interface PageRun {
  readonly content: RunContent;
  readonly looks: Looks;
}

export interface PanelModel {
  /** The runs that the page is for; no message adds one. */
  readonly runs: ReadonlyMap<RunKey, PageRun>;
  readonly choices: Choices;
  /** The last thing that people who cannot see the page were told. */
  readonly spoken: string;
}

export type PanelAction =
  | HostMessage
  | { readonly kind: 'choose'; readonly choices: Partial<Choices> }
  | { readonly kind: 'look'; readonly runKey: RunKey; readonly change: LooksChange }
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'requested'; readonly runKey: RunKey; readonly request: RunRequest }
  /** Nothing was seen of a request for a while: its button can be pressed again. */
  | { readonly kind: 'requestExpired'; readonly runKey: RunKey; readonly pending: PendingRequest };

export const defaultChoices: Choices = {
  logarithmicLoss: false,
  smoothing: 0.9,
  heldOutQuantity: 'accuracy',
  adaptationQuantity: 'accuracy',
  figures: [],
};

/** Nothing is known of it yet. */
export const waitingRun: PageRun = { content: { kind: 'waiting' }, looks: firstLooks };

/** Waits for the first word about each of `runs`. */
export function initialModel(runs: readonly RunKey[], choices: Choices = defaultChoices): PanelModel {
  return { runs: new Map(runs.map((key) => [key, waitingRun])), choices, spoken: '' };
}

/**
 * A snapshot replaces everything that is known of its run. What is about a run that the page is not for is ignored.
 * Returns the same model when nothing changes.
 */
export function reduce(model: PanelModel, action: PanelAction): PanelModel {
  switch (action.kind) {
    case 'snapshot':
      return updateContent(model, action.runKey, () => liveFromSnapshot(action));
    case 'delta':
      return updateLive(model, action.runKey, (live) => addDelta(live, action));
    case 'unavailable':
      return updateContent(model, action.runKey, () => ({ kind: 'unavailable', notice: action.notice }));
    case 'choose':
      return { ...model, choices: { ...model.choices, ...action.choices } };
    case 'look':
      return updateRun(model, action.runKey, (run) => {
        const looks = changeLooks(run.looks, action.change);
        return looks === run.looks ? run : { ...run, looks };
      });
    case 'say':
      return { ...model, spoken: sayAgain(model.spoken, action.text) };
    case 'requested':
      return updateLive(model, action.runKey, (live) => ({
        ...live,
        pending: { request: action.request, state: live.run.state, checkpointIteration: live.run.checkpointIteration },
      }));
    case 'requestExpired':
      return updateLive(model, action.runKey, (live) =>
        live.pending === action.pending ? { ...live, pending: null } : live,
      );
  }
}

/** What the charts show: what was chosen where it is measured, else what the run is judged by. */
export function shownQuantity({ quantities }: RunSummary, chosen: Quantity): Quantity {
  return quantities.includes(chosen) ? chosen : (quantities[0] ?? chosen);
}

function liveFromSnapshot(snapshot: Extract<HostMessage, { kind: 'snapshot' }>): LiveRun {
  return {
    kind: 'live',
    run: snapshot.run,
    series: new Map(snapshot.series.map((points) => [points.tag, capSeries(points)])),
    curves: addCurves([], snapshot.curves),
    sample: snapshot.sample,
    sampleIteration: snapshot.sampleIteration,
    evaluations: snapshot.evaluations,
    notices: snapshot.notices,
    pending: null,
  };
}

function addDelta(live: LiveRun, delta: Extract<HostMessage, { kind: 'delta' }>): LiveRun {
  const run = delta.run ?? live.run;
  return {
    kind: 'live',
    run,
    series: addSeries(live.series, delta.series),
    curves: addCurves(live.curves, delta.curves),
    sample: delta.sample ?? live.sample,
    sampleIteration: delta.sample === null ? live.sampleIteration : delta.sampleIteration,
    evaluations: delta.evaluations ?? live.evaluations,
    notices: delta.notices ?? live.notices,
    pending: live.pending !== null && isAnswered(live.pending, run) ? null : live.pending,
  };
}

function addSeries(
  series: ReadonlyMap<string, SeriesPoints>,
  added: readonly SeriesPoints[],
): ReadonlyMap<string, SeriesPoints> {
  if (added.every((points) => points.iterations.length === 0)) return series;
  const next = new Map(series);
  for (const points of added) next.set(points.tag, appendPoints(next.get(points.tag), points));
  return next;
}

function isAnswered(pending: PendingRequest, run: RunSummary): boolean {
  return (
    run.state !== pending.state ||
    (pending.request === 'checkpoint' && run.checkpointIteration !== pending.checkpointIteration)
  );
}

function updateLive(model: PanelModel, key: RunKey, update: (live: LiveRun) => LiveRun): PanelModel {
  return updateContent(model, key, (content) => (content.kind === 'live' ? update(content) : content));
}

function updateContent(model: PanelModel, key: RunKey, update: (content: RunContent) => RunContent): PanelModel {
  return updateRun(model, key, (run) => {
    const content = update(run.content);
    return content === run.content ? run : { ...run, content };
  });
}

function updateRun(model: PanelModel, key: RunKey, update: (run: PageRun) => PageRun): PanelModel {
  const before = model.runs.get(key);
  if (before === undefined) return model;
  const after = update(before);
  return after === before ? model : { ...model, runs: new Map(model.runs).set(key, after) };
}

/** The same text twice would not be spoken again without a change. */
function sayAgain(before: string, text: string): string {
  return before === text ? `${text}\u00a0` : text;
}
