// One of many processes that change the marks of one run at the same time: told of changes, it makes one after another.

import { changeMarks } from '../../../../../src/runs/marks/changeMarks.ts';
import type { MarksChange } from '../../../../../src/runs/marks/marks.ts';

export interface Marking {
  readonly directory: string;
  readonly changes: readonly MarksChange[];
}

process.on('message', ({ directory, changes }: Marking) => {
  void makeAll(directory, changes).then(
    () => process.send?.('done'),
    (error: unknown) => process.send?.(String(error)),
  );
});
process.send?.('ready');

async function makeAll(directory: string, changes: readonly MarksChange[]): Promise<void> {
  for (const change of changes) await changeMarks(directory, [change]);
}
