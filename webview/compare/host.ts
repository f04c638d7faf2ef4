// The compare page's end of the message channel: typed messages, and the state that survives a reload.

import { isQuantity } from '../../src/experiment/quantities.ts';
import {
  type CompareHostMessage,
  type ComparePageMessage,
  type CompareState,
  mostCompared,
  progressAxes,
} from '../../src/panel/compareMessages.ts';
import { type CompareChoices, type CompareModel, defaultCompareChoices } from './model.ts';

interface CompareHost {
  /** What the person chose before the window was reloaded, or the defaults. */
  readonly savedChoices: CompareChoices;
  readonly savedHidden: readonly string[];
  post(message: ComparePageMessage): void;
  listen(listener: (message: CompareHostMessage) => void): void;
  /** Once it is known which runs are compared. */
  save(model: CompareModel): void;
}

export function connectCompareHost(): CompareHost {
  const api = acquireVsCodeApi<CompareState>();
  const saved: Partial<Record<keyof CompareState, unknown>> = api.getState() ?? {};
  return {
    savedChoices: readChoices(saved),
    savedHidden: readTexts(saved.hidden),
    post: (message) => api.postMessage(message),
    listen: (listener) => {
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (isHostMessage(event.data)) listener(event.data);
      });
    },
    save: ({ runs, choices, hidden }) => {
      if (runs === undefined) return;
      api.setState({ directories: runs.map(({ runKey }) => runKey), hidden: [...hidden], ...choices });
    },
  };
}

/** Choices of an older version, or of none, are completed with the defaults. */
function readChoices(saved: Partial<Record<keyof CompareState, unknown>>): CompareChoices {
  const choice = (value: unknown, otherwise: boolean) => (typeof value === 'boolean' ? value : otherwise);
  const otherwise = defaultCompareChoices;
  const id = (value: unknown) => (typeof value === 'string' ? value : null);
  const { smoothing, heldOutQuantity, adaptationQuantity, xAxis } = saved;
  return {
    logarithmicLoss: choice(saved.logarithmicLoss, otherwise.logarithmicLoss),
    foldsSeeds: choice(saved.foldsSeeds, otherwise.foldsSeeds),
    showsAllParameters: choice(saved.showsAllParameters, otherwise.showsAllParameters),
    smoothing: typeof smoothing === 'number' && smoothing >= 0 && smoothing < 1 ? smoothing : otherwise.smoothing,
    heldOutQuantity: isQuantity(heldOutQuantity) ? heldOutQuantity : otherwise.heldOutQuantity,
    adaptationQuantity: isQuantity(adaptationQuantity) ? adaptationQuantity : otherwise.adaptationQuantity,
    figures: otherwise.figures,
    across: id(saved.across),
    up: id(saved.up),
    tag: id(saved.tag),
    heldOutTask: id(saved.heldOutTask),
    xAxis: progressAxes.find((axis) => axis === xAxis) ?? otherwise.xAxis,
  };
}

function readTexts(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((entry: unknown) => typeof entry === 'string').slice(0, mostCompared);
}

const kinds: ReadonlySet<unknown> = new Set(
  Object.keys({
    snapshot: true,
    delta: true,
    unavailable: true,
    runsBeside: true,
    pairing: true,
    sample: true,
  } satisfies Record<CompareHostMessage['kind'], true>),
);

/**
 * Only the host can post to the page, and both ends are built together: the kind tells a message from the editor's own
 * events.
 */
function isHostMessage(data: unknown): data is CompareHostMessage {
  return typeof data === 'object' && data !== null && 'kind' in data && kinds.has(data.kind);
}
