// Imported first by every program: whoever may send a signal could otherwise open a debugger in it, a port through
// which any program runs.

import inspector from 'node:inspector';

process.on('SIGUSR1', () => {});

// A signal that came while Node was still starting has opened it already, or is about to.
if (!isDebuggerWanted()) {
  closeDebugger();
  setImmediate(closeDebugger).unref();
  setTimeout(closeDebugger, 100).unref();
}

function closeDebugger(): void {
  if (inspector.url() !== undefined) inspector.close();
}

/**
 * Whether whoever started the program asked for a debugger; an editor that debugs what runs in its terminal does so in
 * a variable of its own.
 */
function isDebuggerWanted(): boolean {
  const { NODE_OPTIONS = '', VSCODE_INSPECTOR_OPTIONS } = process.env;
  return (
    VSCODE_INSPECTOR_OPTIONS !== undefined || [...process.execArgv, ...NODE_OPTIONS.split(/\s+/)].some(isInspectOption)
  );
}

function isInspectOption(word: string): boolean {
  return /^--inspect(-|=|$)/.test(word);
}
