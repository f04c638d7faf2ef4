// The door to the output channel: no text in a line passes for another line.

import { window } from 'vscode';
import { indentedText } from '../../base/terminalText.ts';

export interface Log {
  info(text: string): void;
  warn(text: string): void;
  /** An error with its stack, or a text. */
  error(error: unknown): void;
  show(): void;
  dispose(): void;
}

const longestEntry = 20_000;

/** The extension's output channel. */
export function openLog(): Log {
  const channel = window.createOutputChannel('Reptile Lab', { log: true });
  return {
    info: (text) => channel.info(indentedText(text, longestEntry)),
    warn: (text) => channel.warn(indentedText(text, longestEntry)),
    error: (error) => channel.error(indentedText(describe(error), longestEntry)),
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
