// How a run's split stands to those that were trained on before, however many and large they are.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { standBesideBeginning } from '../../../src/runs/besideBeginning.ts';
import { earlierFolders, runFiles } from '../../../src/runs/runDirectory.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('a run beside those that it begins with', () => {
  const folder = useTemporaryFolder();
  const contentOf = (name: string) => ({ name, samples: 1, digest: Buffer.from(name.padEnd(16)).toString('hex') });

  /** @param bytes how long the file is at least */
  async function writeSplit(place: string, training: readonly object[], heldOut: readonly string[], bytes = 0) {
    const split = {
      kind: 'classes',
      heldOutDescription: { code: 'classes', noun: 'characters', count: 2 },
      training,
      heldOut: heldOut.map(contentOf),
      episodes: null,
      passedOver: [],
    };
    await mkdir(place, { recursive: true });
    const text = JSON.stringify({ formatVersion: 1, fromIteration: 0, split });
    await writeFile(runFiles(place).split, text.padEnd(bytes));
  }

  const earlier = (generation: number) => earlierFolders(folder())[generation] ?? path.join(folder(), 'none');

  it('has classes held out that any of them was trained on, or one of their name', async () => {
    await writeSplit(folder(), [contentOf('own')], ['a', 'b', 'c']);
    await writeSplit(earlier(0), [contentOf('a'), contentOf('other')], []);
    await writeSplit(earlier(1), [{ ...contentOf('b'), digest: '0'.repeat(32) }], []);
    const { seen, warnings } = await standBesideBeginning(folder());
    assert.equal(seen, 2);
    assert.match(
      warnings.join(),
      /^2 of the 3 held-out classes are, or are called like, .* or of one before it \(a, b\)/,
    );
  });

  it('reads of theirs no more than one may have, and says so', async () => {
    await writeSplit(folder(), [contentOf('own')], ['a', 'b']);
    for (let generation = 0; generation < 6; generation++)
      await writeSplit(earlier(generation), [contentOf(generation < 4 ? 'a' : 'b')], [], 30e6);
    const { seen, warnings } = await standBesideBeginning(folder());
    assert.equal(seen, 1);
    assert.match(warnings.join('\n'), /takes more than 134\.2 MB: of their splits 4 could be read/);
  });
});
