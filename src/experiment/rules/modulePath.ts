// Rule on the module that makes the tasks.

import path from 'node:path';
import { quote } from '../quote.ts';
import { placeOf, type Rule } from './rule.ts';

export const missingModule: Rule = {
  id: 'module-missing',
  severity: 'error',
  title: 'The module that makes the tasks does not exist.',
  *check(context) {
    const { experiment, folder, pathExists } = context;
    if (experiment.task.kind !== 'module' || pathExists === undefined) return;
    const { path: written } = experiment.task;
    if (folder === undefined && !path.isAbsolute(written)) return;
    const absolute = folder === undefined ? written : path.resolve(folder, written);
    if (pathExists(absolute)) return;
    const looked = path.isAbsolute(written) ? '' : ` Looked at ${quote(absolute)}.`;
    const message = `There is no module ${quote(written)}.${looked} Create it or correct the path. It may be absolute or relative to this file.`;
    yield { message, range: placeOf(context, ['task', 'path']) };
  },
};
