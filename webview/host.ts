// The page's end of the message channel: typed messages to and from the host, and the state that survives a reload.

import { isQuantity, type Quantity } from '../src/experiment/quantities.ts';
import type { HostMessage, PanelMessage, PanelState, RunKey } from '../src/panel/panelMessages.ts';
import { type Choices, defaultChoices } from './model.ts';

interface Host {
  /** The run that the page is for. */
  readonly runKey: RunKey;
  /** What the person chose before the window was reloaded, or the defaults. */
  readonly savedChoices: Choices;
  post(message: PanelMessage): void;
  listen(listener: (message: HostMessage) => void): void;
  saveChoices(choices: Choices): void;
}

/** Connects to VS Code. The run's key stands in the body's data attribute, where the host wrote it. */
export function connectHost(): Host {
  const api = acquireVsCodeApi<PanelState>();
  const { runKey = '' } = document.body.dataset;
  const savedChoices = readChoices(api.getState());
  const saveChoices = (choices: Choices): void => {
    api.setState({ runDirectory: runKey, ...choices });
  };
  saveChoices(savedChoices);
  return {
    runKey,
    savedChoices,
    post: (message) => api.postMessage(message),
    listen: (listener) => {
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (isHostMessage(event.data)) listener(event.data);
      });
    },
    saveChoices,
  };
}

/** Choices of an older version, or of none, are completed with the defaults. */
function readChoices(saved: Partial<PanelState> | undefined): Choices {
  if (saved === undefined) return defaultChoices;
  const { logarithmicLoss, smoothing, heldOutQuantity, adaptationQuantity, figures } = saved;
  return {
    logarithmicLoss: typeof logarithmicLoss === 'boolean' ? logarithmicLoss : defaultChoices.logarithmicLoss,
    smoothing: typeof smoothing === 'number' && smoothing >= 0 && smoothing < 1 ? smoothing : defaultChoices.smoothing,
    heldOutQuantity: readQuantity(heldOutQuantity),
    adaptationQuantity: readQuantity(adaptationQuantity),
    figures: Array.isArray(figures) ? figures.map((tag: unknown) => (typeof tag === 'string' ? tag : null)) : [],
  };
}

function readQuantity(saved: unknown): Quantity {
  return isQuantity(saved) ? saved : 'accuracy';
}

/**
 * Only the host can post to the page, and both ends are built together: the kind tells a message from the editor's own
 * events.
 */
function isHostMessage(data: unknown): data is HostMessage {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return false;
  return data.kind === 'snapshot' || data.kind === 'delta' || data.kind === 'unavailable';
}
