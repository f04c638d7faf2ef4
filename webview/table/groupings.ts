// By what runs can be grouped, as a list to choose from. Pure.

import type { Column } from '../../src/table/columns.ts';
import type { GroupingChoice } from '../../src/table/page/tableChoices.ts';
import { differsAmong } from '../../src/table/tableColumns.ts';
import { translate } from '../translate.ts';
import type { Choice } from './choice.ts';
import type { TableData } from './tableData.ts';

/** Of runs, what many of them may have in common. */
const ofRuns: readonly string[] = ['group', 'name', 'state', 'tags'];

interface Groupings {
  readonly common: readonly Choice[];
  readonly parameters: readonly Choice[];
}

/** Those that make more than one group of these rows, and the one that is chosen. */
export function groupingsOf(data: TableData, chosen: GroupingChoice): Groupings {
  const { columns } = data;
  const differing = differingIn(data);
  const isOffered = (column: Column) =>
    wordOf({ by: 'column', column: column.id }) === wordOf(chosen) || differing.has(column);
  const choiceOf = ({ id, title }: Column): Choice => ({
    value: wordOf({ by: 'column', column: id }),
    text: translate(title),
  });
  const common = columns.filter((column) => ofRuns.includes(column.id) && isOffered(column));
  return {
    common: [
      { value: wordOf({ by: 'nothing' }), text: translate('nothing') },
      { value: wordOf({ by: 'allButSeed' }), text: translate('everything but the seed') },
      { value: wordOf({ by: 'day', column: 'created' }), text: translate('day') },
      ...common.map(choiceOf),
    ],
    parameters: columns.filter((column) => column.section === 'parameter' && isOffered(column)).map(choiceOf),
  };
}

const known = new WeakMap<TableData, ReadonlySet<Column>>();

/** The columns to group by in which rows differ: looked for once, not for each frame. */
function differingIn(data: TableData): ReadonlySet<Column> {
  const before = known.get(data);
  if (before !== undefined) return before;
  const asked = data.columns.filter(({ id, section }) => section === 'parameter' || ofRuns.includes(id));
  const differing = new Set(asked.filter((column) => differsAmong(data.rows, column)));
  known.set(data, differing);
  return differing;
}

/** A grouping as one word, and back. */
export function wordOf(grouping: GroupingChoice): string {
  return grouping.by === 'column' || grouping.by === 'day' ? `${grouping.by} ${grouping.column}` : grouping.by;
}

export function groupingOfWord(word: string): GroupingChoice {
  const [by = '', column = ''] = /^(\w+) (.*)$/s.exec(word)?.slice(1) ?? [word];
  if (by === 'column' || by === 'day') return { by, column };
  return by === 'allButSeed' ? { by: 'allButSeed' } : { by: 'nothing' };
}
