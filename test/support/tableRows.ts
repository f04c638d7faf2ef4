// Rows of the runs table for tests, without runs on the disk.

import type { Fact } from '../../src/runs/experimentFacts.ts';
import type { CellValue } from '../../src/table/cells.ts';
import type { RunRow } from '../../src/table/runRow.ts';

export interface TestRow {
  readonly cells?: Readonly<Record<string, CellValue>>;
  readonly parameters?: Readonly<Record<string, Fact>>;
  readonly groupId?: string;
}

let made = 0;

/** A row with these cells and parameters, and a directory that no other has. */
export function testRow({ cells = {}, parameters = {}, groupId }: TestRow): RunRow {
  return {
    directory: `/runs/${String(++made).padStart(6, '0')}`,
    groupId,
    kinds: ['sine', 'reptile'],
    cells: new Map(Object.entries(cells)),
    parameters: new Map(Object.entries(parameters)),
    isExperimentKnown: true,
    measured: [],
  };
}

/** Keys as experiments have them. */
export const places = {
  learningRate: 'algorithm.innerOptimizer.learningRate',
  metaStepSize: 'algorithm.metaStepSize',
  optimizer: 'algorithm.innerOptimizer.kind',
  ways: 'task.ways',
};
