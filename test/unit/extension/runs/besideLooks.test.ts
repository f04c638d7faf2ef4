// Looks at single runs beside looks at all of them: none waits for the other, and whichever ends last, the index shows
// what the look saw that began last.

import assert from 'node:assert/strict';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { lookAtEntry } from '../../../../src/base/boundedFile.ts';
import { RunIndex } from '../../../../src/extension/runs/runIndex.ts';
import type { RunChanges } from '../../../../src/extension/runs/runRecord.ts';
import { changeManifest, newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';
import '../../../support/seededProperties.ts';

/** It looks only when it is told to. */
const never = { live: 1e8, all: 1e8 };

/** Looks at manifests see them at once, and tell what they saw when they are let go. */
class HeldLooks {
  readonly #held: { readonly file: string; readonly letGo: () => void }[] = [];
  isHeld: (file: string) => boolean = () => false;

  readonly lookAtEntry = async (file: string) => {
    const found = await lookAtEntry(file);
    if (path.basename(file) === 'run.json' && this.isHeld(file))
      await new Promise<void>((letGo) => this.#held.push({ file, letGo }));
    return found;
  };

  get count(): number {
    return this.#held.length;
  }

  letGo(place: number): void {
    const [look] = this.#held.splice(place % Math.max(1, this.#held.length), 1);
    look?.letGo();
  }

  letAllGo(): void {
    this.isHeld = () => false;
    for (const { letGo } of this.#held.splice(0)) letGo();
  }
}

interface History {
  readonly directory: string;
  readonly versions: (number | undefined)[];
  /** The first that may be shown. */
  oldest: number;
}

describe('looks of the index beside each other', () => {
  const folder = useTemporaryFolder();
  const indexes: RunIndex[] = [];

  function openIndex(looks: HeldLooks, ...told: ((directory: string) => void)[]) {
    const problems: unknown[] = [];
    const index = new RunIndex((problem) => problems.push(problem), never, {
      lookAtEntry: looks.lookAtEntry,
      watchRuns: (_, onChange) => {
        told.push(onChange);
        return { dispose: () => {} };
      },
    });
    indexes.push(index);
    return { index, problems, tell: (directory: string) => told.forEach((hear) => void hear(directory)) };
  }

  afterEach(() => {
    for (const index of indexes.splice(0)) index.dispose();
  });

  it('shows what changed while all runs are looked at, and still does when that look has ended', async () => {
    const [slow, changed] = [
      await newTestRun(folder(), { state: 'completed' }),
      await newTestRun(folder(), { state: 'completed' }),
    ];
    const looks = new HeldLooks();
    const { index, tell } = openIndex(looks);
    await index.setFolders([folder()]);
    looks.isHeld = () => true;
    const all = index.refresh();
    await waitFor('the look at all', () => looks.count === 2);
    looks.isHeld = () => false;
    await changeManifest(changed, { iteration: 7 });
    tell(changed);
    await waitFor('the change', () => index.get(changed)?.manifest.iteration === 7);
    const come = await newTestRun(folder(), { state: 'completed' });
    await waitFor('the run that came', () => index.get(come) !== undefined);
    await rename(slow, path.join(folder(), '.away'));
    tell(slow);
    await waitFor('the other to be gone', () => index.get(slow) === undefined);
    looks.letAllGo();
    await all;
    const shown = index.all().map(({ directory, manifest }) => [directory, manifest.iteration]);
    assert.deepEqual(
      new Map(shown.map(([directory, iteration]) => [directory, iteration])),
      new Map([
        [changed, 7],
        [come, 0],
      ]),
    );
  });

  it('looks at runs at work while all runs are looked at', async () => {
    const [slow, live] = [await newTestRun(folder(), { state: 'completed' }), await newTestRun(folder())];
    const looks = new HeldLooks();
    const index = new RunIndex(() => {}, { live: 5, all: 1e8 }, { lookAtEntry: looks.lookAtEntry });
    indexes.push(index);
    await index.setFolders([folder()]);
    looks.isHeld = (file) => path.dirname(file) === slow;
    const all = index.refresh();
    await waitFor('the look at all', () => looks.count === 1);
    await changeManifest(live, { iteration: 3 });
    await waitFor('the progress', () => index.get(live)?.manifest.iteration === 3);
    looks.letAllGo();
    await all;
  });

  it('shares one look at all among those who ask for it meanwhile, and begins none before', async () => {
    const run = await newTestRun(folder(), { state: 'completed' });
    const looks = new HeldLooks();
    const { index } = openIndex(looks);
    await index.setFolders([folder()]);
    looks.isHeld = () => true;
    const first = index.refresh();
    await waitFor('the first look', () => looks.count === 1);
    const others = [index.refresh(), index.refresh()];
    await changeManifest(run, { iteration: 5 });
    looks.letGo(0);
    await first;
    await waitFor('the look that the others share', () => looks.count === 1);
    assert.equal(index.get(run)?.manifest.iteration, 0);
    looks.letGo(0);
    await Promise.all(others);
    assert.deepEqual([index.get(run)?.manifest.iteration, looks.count], [5, 0]);
  });

  it('loses no change and brings none back, in whatever order looks end', async function () {
    this.timeout(120_000);
    const runs = [await newTestRun(folder(), { state: 'completed' }), await newTestRun(folder(), { state: 'failed' })];
    const away = path.join(folder(), '.away');
    await mkdir(away);
    const awayOf = (directory: string) => path.join(away, path.basename(directory));
    // What lay there, one after another: the iteration of a run, which none had before, or nothing.
    const histories = runs.map((directory): History => ({ directory, versions: [0], oldest: 0 }));
    let last = 0;
    const actions = fc.record({
      run: fc.nat(1),
      what: fc.constantFrom('write', 'move', 'write', 'all', 'letGo', 'letGo'),
      place: fc.nat(9),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(actions, { minLength: 3, maxLength: 16 }), async (steps) => {
        const looks = new HeldLooks();
        const { index, problems } = openIndex(looks);
        await index.setFolders([folder()]);
        // What was not there any more when a look began that has ended is not shown.
        const assertCurrent = ({ directory, versions, oldest }: History, shown: number | undefined) =>
          assert.ok(versions.includes(shown, oldest), `${shown}, but ${versions.slice(oldest)} in ${directory}`);
        index.onDidChange((changes) => {
          for (const history of histories)
            for (const shown of shownIn(changes, history.directory)) assertCurrent(history, shown);
        });
        const ask = async (looked: readonly History[], look: () => Promise<unknown>) => {
          const began = looked.map(({ versions }) => versions.length - 1);
          await look();
          for (const [place, history] of looked.entries()) {
            history.oldest = Math.max(history.oldest, began[place] ?? 0);
            assertCurrent(history, index.get(history.directory)?.manifest.iteration);
          }
        };
        looks.isHeld = () => true;
        const asked: Promise<unknown>[] = [];
        for (const { run, what, place } of steps) {
          const history = histories[run];
          assert.ok(history);
          const { directory, versions } = history;
          const isThere = versions.at(-1) !== undefined;
          if (what === 'letGo') looks.letGo(place);
          else if (what === 'all') asked.push(ask(histories, () => index.refresh()));
          else {
            const lies = (what === 'move') !== isThere;
            if (lies) await changeManifest(isThere ? directory : awayOf(directory), { iteration: ++last });
            if (what === 'move' && isThere) await rename(directory, awayOf(directory));
            else if (what === 'move') await rename(awayOf(directory), directory);
            if (isThere || lies) versions.push(lies ? last : undefined);
            asked.push(ask([history], () => index.lookAt(directory)));
          }
          for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
        }
        looks.letAllGo();
        await Promise.all(asked);
        assert.deepEqual(problems, []);
        for (const { directory, versions } of histories)
          assert.equal(index.get(directory)?.manifest.iteration, versions.at(-1));
        index.dispose();
      }),
      { numRuns: 150 },
    );
  });
});

/** What a listener is told of one run: its iteration, or undefined when it went. */
function shownIn({ added, changed, removed }: RunChanges, directory: string): (number | undefined)[] {
  const now = [...added, ...changed.map(({ current }) => current)].filter((run) => run.directory === directory);
  const gone = removed.filter((run) => run.directory === directory);
  return [...now.map(({ manifest }) => manifest.iteration), ...gone.map(() => undefined)];
}
