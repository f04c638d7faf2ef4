// What the table asks of runs, carried out by the commands that the run browser has for it.

import { commands } from 'vscode';
import type { TableAction } from '../../table/page/tableMessages.ts';
import { type CommandId, commandIds } from '../editor/contributions.ts';

export async function carryOut(action: TableAction, directories: readonly string[]): Promise<void> {
  const [first] = directories;
  if (first === undefined) return;
  switch (action) {
    case 'open':
      for (const directory of directories) await commands.executeCommand(commandIds.openPanel, directory);
      return;
    case 'compare':
      return ask(commandIds.openComparePage, directories);
    case 'evaluate':
      await commands.executeCommand(commandIds.evaluateRun, first);
      return;
    case 'star':
      return ask(commandIds.toggleStar, directories);
    case 'tags':
      return ask(commandIds.editTags, directories);
    case 'stop':
      return ask(commandIds.stop, directories);
    case 'resume':
      return ask(commandIds.resume, directories);
    case 'fork':
      await commands.executeCommand(commandIds.forkExperiment, first);
      return;
    case 'extend':
      await commands.executeCommand(commandIds.extendRun, first);
      return;
    case 'export':
      return ask(commandIds.exportRuns, directories);
    case 'delete':
      return ask(commandIds.deleteRun, directories);
    case 'reveal':
      await commands.executeCommand(commandIds.revealRunFolder, first);
      return;
  }
}

/** As the run browser calls it on several rows. */
async function ask(command: CommandId, directories: readonly string[]): Promise<void> {
  await commands.executeCommand(command, directories[0], directories);
}
