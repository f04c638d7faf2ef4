// The page's end of the message channel: typed messages to and from the host.

import type { TableHostMessage, TablePageMessage } from '../../src/table/page/tableMessages.ts';

interface Host {
  post(message: TablePageMessage): void;
  listen(listener: (message: TableHostMessage) => void): void;
}

/** Connects to VS Code. The state that it keeps says only that there is a table: the host keeps what was chosen. */
export function connectHost(): Host {
  const api = acquireVsCodeApi<Record<string, never>>();
  api.setState({});
  return {
    post: (message) => api.postMessage(message),
    listen: (listener) => {
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (isHostMessage(event.data)) listener(event.data);
      });
    },
  };
}

const kinds: ReadonlySet<unknown> = new Set<TableHostMessage['kind']>([
  'rows',
  'changed',
  'choices',
  'views',
  'courses',
]);

/** Only the host can post to the page, and both ends are built together: the kind tells its messages from others. */
function isHostMessage(data: unknown): data is TableHostMessage {
  return typeof data === 'object' && data !== null && 'kind' in data && kinds.has(data.kind);
}
