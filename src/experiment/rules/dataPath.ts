// Rule on the folder that the data lies in.

import path from 'node:path';
import { quote } from '../quote.ts';
import { placeOf, type Rule } from './rule.ts';

export const missingDataPath: Rule = {
  id: 'data-path-missing',
  severity: 'error',
  title: 'The data folder does not exist.',
  *check(context) {
    const { experiment, folder, pathExists } = context;
    if (experiment.task.kind !== 'images' || pathExists === undefined) return;
    const { dataset } = experiment.task;
    const { path: written } = dataset;
    if (written === undefined || (folder === undefined && !path.isAbsolute(written))) return;
    const absolute = folder === undefined ? written : path.resolve(folder, written);
    if (pathExists(absolute)) return;
    const looked = path.isAbsolute(written) ? '' : ` Looked at ${quote(absolute)}.`;
    const message = `There is no folder ${quote(written)}.${looked} ${adviceFor(written, dataset.source)}`;
    yield { message, range: placeOf(context, ['task', 'dataset', 'path']) };
  },
};

function adviceFor(written: string, source: 'mnist' | 'omniglot'): string {
  if (written.startsWith('~')) return 'A leading ~ is not expanded: write the path in full, or relative to this file.';
  switch (source) {
    case 'mnist':
      return 'Correct the path, or remove "path" to use the bundled digits.';
    case 'omniglot':
      return 'Put the Omniglot data there, or correct the path. It may be absolute or relative to this file.';
  }
}
