// The form's end of the message channel: typed messages, and what was set, which survives while the tab is hidden.

import {
  noChoices,
  type StartChoices,
  type StartHostMessage,
  type StartPageMessage,
} from '../../src/panel/startMessages.ts';

interface StartHost {
  readonly saved: StartChoices;
  post(message: StartPageMessage): void;
  listen(listener: (message: StartHostMessage) => void): void;
  save(choices: StartChoices): void;
}

export function connectStartHost(): StartHost {
  const api = acquireVsCodeApi<StartChoices>();
  return {
    saved: api.getState() ?? noChoices,
    post: (message) => api.postMessage(message),
    listen: (listener) => {
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (isHostMessage(event.data)) listener(event.data);
      });
    },
    save: (choices) => api.setState(choices),
  };
}

const kinds: ReadonlySet<unknown> = new Set<StartHostMessage['kind']>(['form', 'ended']);

/** Only the host can post to the page, and both ends are built together: the kind tells its messages from others. */
function isHostMessage(data: unknown): data is StartHostMessage {
  return typeof data === 'object' && data !== null && 'kind' in data && kinds.has(data.kind);
}
