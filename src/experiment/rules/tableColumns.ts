// Rule on the columns of a table: each of them is one thing.

import { quote } from '../../base/quote.ts';
import type { KeyPath } from '../keyPath.ts';
import { placeOf, type Rule } from './rule.ts';

export const columnNamedTwice: Rule = {
  id: 'column-named-twice',
  severity: 'error',
  title: 'A column of a table is named twice: as feature, target or task column.',
  *check(context) {
    const { task } = context.experiment;
    if (task.kind !== 'table') return;
    const { taskColumn, target, features } = task.dataset;
    const dataset = ['task', 'dataset'];
    const named: readonly { readonly column: typeof target; readonly role: string; readonly path: KeyPath }[] = [
      { column: taskColumn, role: 'the task column', path: [...dataset, 'taskColumn'] },
      { column: target, role: 'the target', path: [...dataset, 'target'] },
      ...features.map((column, place) => ({ column, role: 'a feature', path: [...dataset, 'features', place] })),
    ];
    const roles = new Map<string, string>();
    for (const { column, role, path } of named) {
      const name = (typeof column === 'string' ? column : column.column).trim();
      const earlier = roles.get(name);
      roles.set(name, earlier ?? role);
      if (earlier === undefined) continue;
      const why =
        earlier === 'the target' ? 'the model would be given what it is to predict' : 'a column is one thing alone';
      yield {
        message: `The column ${quote(name)} is ${earlier} already: ${why}. Remove it here.`,
        range: placeOf(context, path),
      };
    }
  },
};
