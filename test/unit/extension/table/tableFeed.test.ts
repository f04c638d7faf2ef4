// What the table's page is told of rows that come, change and go.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RowChanges } from '../../../../src/extension/runs/runRows.ts';
import { TableFeed } from '../../../../src/extension/table/tableFeed.ts';
import { unpackRows } from '../../../../src/table/page/packedRows.ts';
import { mostRows, type TableHostMessage } from '../../../../src/table/page/tableMessages.ts';
import type { RunRow } from '../../../../src/table/runRow.ts';
import { testRow } from '../../../support/tableRows.ts';
import { waitFor } from '../../../support/waitFor.ts';

/** Rows that a test changes, the newest first. */
class TestRows {
  rows: readonly RunRow[];
  #listener: ((changes: RowChanges) => void) | undefined;

  constructor(rows: readonly RunRow[]) {
    this.rows = rows;
  }

  all(): readonly RunRow[] {
    return this.rows;
  }

  get(directory: string): RunRow | undefined {
    return this.rows.find((row) => row.directory === directory);
  }

  onDidChange = (listener: (changes: RowChanges) => void) => {
    this.#listener = listener;
    return { dispose: () => (this.#listener = undefined) };
  };

  get isHeard(): boolean {
    return this.#listener !== undefined;
  }

  change(rows: readonly RunRow[], changes: RowChanges): void {
    this.rows = rows;
    this.#listener?.(changes);
  }
}

type Changed = Extract<TableHostMessage, { readonly kind: 'changed' }>;

function feed(rows: TestRows): { readonly feed: TableFeed; readonly sent: Changed[] } {
  const sent: Changed[] = [];
  return { feed: new TableFeed(rows, (message) => sent.push(message)), sent };
}

const row = (state: string) => testRow({ cells: { state } });
const directories = ({ rows }: Changed) => unpackRows(rows).map(({ directory }) => directory);

describe('the feed of the runs table', () => {
  it('tells everything first, then what changed since, several changes at once', async () => {
    const [a, b, c] = [row('running'), row('completed'), row('queued')];
    const rows = new TestRows([a, b]);
    const { feed: own, sent } = feed(rows);
    assert.deepEqual([own.begin().rows.directories, own.begin().leftOut], [[a.directory, b.directory], 0]);
    const other = { ...a, cells: new Map([['state', 'failed']]) };
    rows.change([c, a, b], { changed: [c], removed: [] });
    rows.change([c, other, b], { changed: [other], removed: [] });
    rows.change([c, other], { changed: [], removed: [b.directory] });
    const message = await waitFor('a message', () => sent[0]);
    assert.deepEqual(
      [directories(message).sort(), message.removed],
      [[a.directory, c.directory].sort(), [b.directory]],
    );
    const told = unpackRows(message.rows).find(({ directory }) => directory === a.directory);
    assert.equal(told?.cells.get('state'), 'failed');
    assert.equal(sent.length, 1);
    own.dispose();
    assert.ok(!rows.isHeard);
  });

  it('tells nothing before the page has asked, or while it cannot be seen, and then what it has missed', async () => {
    const a = row('running');
    const rows = new TestRows([a]);
    const { feed: own, sent } = feed(rows);
    rows.change([a], { changed: [a], removed: [] });
    own.begin();
    own.pause(true);
    rows.change([a], { changed: [a], removed: [] });
    own.pause(false);
    const message = await waitFor('a message', () => sent[0]);
    assert.deepEqual([directories(message), sent.length], [[a.directory], 1]);
    own.dispose();
  });

  it('sends so many rows at most: as a new one comes the oldest goes', async () => {
    const many = Array.from({ length: mostRows + 1 }, () => row('completed'));
    const rows = new TestRows(many);
    const { feed: own, sent } = feed(rows);
    const first = own.begin();
    assert.deepEqual([first.rows.directories.length, first.leftOut], [mostRows, 1]);
    own.pause(true);
    const newest = row('running');
    rows.change([newest, ...many], { changed: [newest], removed: [] });
    own.pause(false);
    const message = await waitFor('a message', () => sent[0]);
    assert.deepEqual(
      [directories(message), message.removed, message.leftOut],
      [[newest.directory], [many[mostRows - 1]?.directory], 2],
    );
    own.dispose();
  });
});
