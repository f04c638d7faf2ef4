// What a run executes and reads, in the words of every question about it: a line each, for doors that leave none out.

import { l10n } from 'vscode';
import { commandShownWhole } from '../../launchers/shownWhole.ts';
import type { Execution } from '../../runs/executionOf.ts';

/** @throws {LaunchError} where a program's command is too long to be shown */
export function programLines({ programs, taskModule, engineFolder }: Execution): readonly string[] {
  const hasOwnProgram = programs.length > 0 || taskModule !== undefined || engineFolder !== undefined;
  return [
    ...programs.map((program) => l10n.t('Executes {0}', commandShownWhole(program))),
    ...(taskModule === undefined ? [] : [l10n.t('Executes the module {0}', taskModule)]),
    ...(engineFolder === undefined ? [] : [l10n.t('May execute the TensorFlow.js in {0}', engineFolder)]),
    hasOwnProgram ? l10n.t('A program can do everything that you can.') : l10n.t('Executes no program of its own.'),
  ];
}

export function dataLines({ data, elsewhere }: Execution): readonly string[] {
  return data.map((place) =>
    elsewhere.includes(place)
      ? l10n.t('Reads data on another computer, which learns who you are: {0}', place)
      : l10n.t('Reads data in {0}', place),
  );
}
