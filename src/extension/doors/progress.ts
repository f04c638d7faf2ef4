// The door to progress: titles and messages are shown as text, and a cancelled notification aborts a signal.

import { ProgressLocation, window } from 'vscode';
import { editorText } from '../../base/editorText.ts';

export interface ProgressBar {
  /** @param increment percent of the whole that were done since the last report */
  report(message: string, increment?: number): void;
}

/** Shows a notification while `work` goes on; cancelling it aborts the signal. */
export async function withCancellableProgress<Result>(
  title: string,
  work: (bar: ProgressBar, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const options = { location: ProgressLocation.Notification, title: editorText(title), cancellable: true };
  return window.withProgress(options, async (bar, token) => {
    const cancelled = new AbortController();
    const listener = token.onCancellationRequested(() => cancelled.abort());
    const report = (message: string, increment?: number) =>
      bar.report({ message: editorText(message), ...(increment === undefined ? {} : { increment }) });
    try {
      return await work({ report }, cancelled.signal);
    } finally {
      listener.dispose();
    }
  });
}

/** Shows in a view that `work` goes on. */
export async function withViewProgress<Result>(viewId: string, work: () => Promise<Result>): Promise<Result> {
  return window.withProgress({ location: { viewId } }, work);
}
