// Every command of the extension, registered at the start and carried out by `commandHandlers.ts`.

import { commands } from 'vscode';
import { reportError, requireTrust } from '../doors/messages.ts';
import { commandIds, commandsThatNeedTrust } from '../editor/contributions.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import type { Services } from '../services.ts';

/**
 * Registers every command. Those that execute something ask for trust first; an error of one is logged and shown once.
 */
export function registerCommands(services: Services): Disposable {
  const store = new DisposableStore();
  const needTrust: ReadonlySet<string> = new Set(commandsThatNeedTrust);
  for (const id of Object.values(commandIds)) {
    const guarded = async (called?: unknown, selected?: unknown): Promise<unknown> => {
      if (needTrust.has(id) && !requireTrust()) return undefined;
      try {
        const { commandHandlers } = await import('./commandHandlers.ts');
        return await commandHandlers(services)[id](called, selected);
      } catch (error) {
        reportError(services.log, error);
        return undefined;
      }
    };
    store.add(commands.registerCommand(id, guarded));
  }
  return store;
}
