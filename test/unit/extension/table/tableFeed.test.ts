// What the table's page is told of rows that come, change and go.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RowChanges } from '../../../../src/extension/runs/runRows.ts';
import { mostInMessage, TableFeed } from '../../../../src/extension/table/tableFeed.ts';
import { unpackRows } from '../../../../src/table/page/packedRows.ts';
import { mostRows, type TableHostMessage } from '../../../../src/table/page/tableMessages.ts';
import type { RunRow } from '../../../../src/table/runRow.ts';
import { testRow } from '../../../support/tableRows.ts';
import { waitFor } from '../../../support/waitFor.ts';

/** Rows that a test changes, the newest first. */
class TestRows {
  rows: readonly RunRow[];
  #byDirectory: ReadonlyMap<string, RunRow>;
  #listener: ((changes: RowChanges) => void) | undefined;

  constructor(rows: readonly RunRow[]) {
    this.rows = rows;
    this.#byDirectory = byDirectoryOf(rows);
  }

  directories(): readonly string[] {
    return this.rows.map(({ directory }) => directory);
  }

  has(directory: string): boolean {
    return this.#byDirectory.has(directory);
  }

  get(directory: string): RunRow | undefined {
    return this.#byDirectory.get(directory);
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
    this.#byDirectory = byDirectoryOf(rows);
    this.#listener?.(changes);
  }
}

function byDirectoryOf(rows: readonly RunRow[]): ReadonlyMap<string, RunRow> {
  return new Map(rows.map((each) => [each.directory, each]));
}

type Changed = Extract<TableHostMessage, { readonly kind: 'changed' }>;

function feed(rows: TestRows): { readonly feed: TableFeed; readonly sent: Changed[] } {
  const sent: Changed[] = [];
  return { feed: new TableFeed(rows, async (message) => sent.push(message)), sent };
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
    rows.change([c, a, b], { changed: [c.directory], removed: [] });
    rows.change([c, other, b], { changed: [other.directory], removed: [] });
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
    rows.change([a], { changed: [a.directory], removed: [] });
    own.begin();
    own.pause(true);
    rows.change([a], { changed: [a.directory], removed: [] });
    own.pause(false);
    const message = await waitFor('a message', () => sent[0]);
    assert.deepEqual([directories(message), sent.length], [[a.directory], 1]);
    own.dispose();
  });

  /** A feed whose messages arrive when the test says so. */
  function slowFeed(rows: TestRows) {
    const sent: Changed[] = [];
    const arrivals: (() => void)[] = [];
    const own = new TableFeed(rows, (message) => {
      sent.push(message);
      return new Promise<void>((resolve) => arrivals.push(resolve));
    });
    return { own, sent, arrivals };
  }

  it('tells very many rows in stretches, each when the one before has arrived, and which is the last', async () => {
    const many = Array.from({ length: 2 * mostInMessage + 1 }, () => row('completed'));
    const { own, sent, arrivals } = slowFeed(new TestRows(many));
    const first = own.begin();
    // The page waits for them, and is not left half told where it is hidden meanwhile.
    own.pause(true);
    assert.deepEqual([first.rows.directories.length, first.leftOut, first.isMoreToCome], [mostInMessage, 0, true]);
    await waitFor('the second stretch', () => sent[0]);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(sent.length, 1);
    arrivals[0]?.();
    await waitFor('the third stretch', () => sent[1]);
    assert.deepEqual(
      sent.map(({ isMoreToCome }) => isMoreToCome),
      [true, false],
    );
    assert.deepEqual(
      [...first.rows.directories, ...sent.flatMap(directories)],
      many.map(({ directory }) => directory),
    );
    own.dispose();
  });

  it('lets a page that waits go on where the rows that were to come are gone', async () => {
    const many = Array.from({ length: mostInMessage + 1 }, () => row('completed'));
    const rows = new TestRows(many);
    const { feed: own, sent } = feed(rows);
    assert.ok(own.begin().isMoreToCome);
    rows.change(many.slice(0, -1), { changed: [], removed: [many.at(-1)?.directory ?? ''] });
    const message = await waitFor('a message', () => sent[0]);
    assert.deepEqual([directories(message), message.removed, message.isMoreToCome], [[], [], false]);
    own.dispose();
  });

  it('leaves out rows that have gone by their stretch, and tells of that next', async () => {
    const many = Array.from({ length: 2 * mostInMessage + 1 }, () => row('completed'));
    const last = many.at(-1)?.directory ?? '';
    const rows = new TestRows(many);
    const { own, sent, arrivals } = slowFeed(rows);
    own.begin();
    await waitFor('the second stretch', () => sent[0]);
    rows.change(many.slice(0, -1), { changed: [], removed: [last] });
    arrivals[0]?.();
    const third = await waitFor('the third stretch', () => sent[1]);
    assert.deepEqual([directories(third), third.removed], [[], []]);
    arrivals[1]?.();
    assert.deepEqual((await waitFor('what changed', () => sent[2])).removed, [last]);
    own.dispose();
  });

  it('begins anew for a page that asks again while it is told', async () => {
    const many = Array.from({ length: 3 * mostInMessage }, () => row('completed'));
    const { own, sent, arrivals } = slowFeed(new TestRows(many));
    own.begin();
    await waitFor('the second stretch', () => sent[0]);
    const again = own.begin();
    arrivals[0]?.();
    await waitFor('the second stretch of the second time', () => sent[1]);
    arrivals[1]?.();
    await waitFor('the third', () => sent[2]);
    assert.deepEqual(
      [...again.rows.directories, ...sent.slice(1).flatMap(directories)],
      many.map(({ directory }) => directory),
    );
    assert.equal(sent[2]?.isMoreToCome, false);
    own.dispose();
  });

  it('goes on for the next page where one is gone while it is told', async () => {
    const rows = new TestRows([row('running')]);
    const sent: Changed[] = [];
    const own = new TableFeed(rows, async (message) => {
      sent.push(message);
      if (sent.length === 1) throw new Error('The page is gone.');
    });
    own.begin();
    const changes = { changed: rows.directories(), removed: [] };
    rows.change(rows.rows, changes);
    await waitFor('a message', () => sent[0]);
    rows.change(rows.rows, changes);
    await waitFor('another', () => sent[1]);
    own.dispose();
  });

  it('sends so many rows at most: as a new one comes the oldest goes', async () => {
    const many = Array.from({ length: mostRows + 1 }, () => row('completed'));
    const rows = new TestRows(many);
    const { feed: own, sent } = feed(rows);
    const first = own.begin();
    await waitFor('the last stretch', () => sent.find(({ isMoreToCome }) => !isMoreToCome));
    const told = [...first.rows.directories, ...sent.flatMap(directories)];
    assert.deepEqual([told.length, new Set(told).size, first.leftOut], [mostRows, mostRows, 1]);
    const before = sent.length;
    own.pause(true);
    const newest = row('running');
    rows.change([newest, ...many], { changed: [newest.directory], removed: [] });
    own.pause(false);
    const message = await waitFor('a message', () => sent[before]);
    assert.deepEqual(
      [directories(message), message.removed, message.leftOut],
      [[newest.directory], [many[mostRows - 1]?.directory], 2],
    );
    own.dispose();
  });
});
