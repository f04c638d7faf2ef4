// What people say of logs: kept in the user's own folder, merged, and told with the logs.

import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { LogFolder } from '../../../src/foreign/logFolder.ts';
import { listingOf } from '../../../src/foreign/logListing.ts';
import { changeLogMarks, folderOfLogMarks } from '../../../src/foreign/logMarks.ts';
import { MarkRefused } from '../../../src/runs/marks/marks.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { drawSeries, writeRun } from '../../support/otherPrograms.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('marks of logs', () => {
  const folder = useTemporaryFolder();
  const user = () => path.join(folder(), 'user');
  const logs = () => path.join(folder(), 'logs');
  const log = (name: string) => path.join(logs(), name);
  const lookAtAll = async (looked: LogFolder) => (await looked.look()).logs.map(listingOf).map(({ marks }) => marks);

  beforeEach(async () => {
    for (const name of ['a', 'b']) await writeRun(log(name), 'mlflow', drawSeries(xoroshiro128plus(1), 3));
  });

  it('lose nothing that several say at once, and are told with the log, which stays as it is', async () => {
    const before = await readdir(logs(), { recursive: true });
    const tags = Array.from({ length: 12 }, (_, place) => `tag ${place}`);
    await Promise.all([
      ...tags.map((tag) => changeLogMarks(log('a'), [{ kind: 'tags', add: [tag], remove: [] }], user())),
      changeLogMarks(log('a'), [{ kind: 'star', isStarred: true }], user()),
    ]);
    const [ofA, ofB] = await lookAtAll(new LogFolder(logs(), undefined, user()));
    assert.deepEqual([ofA?.isStarred, [...(ofA?.addedTags ?? [])].sort()], [true, [...tags].sort()]);
    assert.deepEqual([ofB?.isStarred, ofB?.addedTags], [false, []]);
    assert.deepEqual(await readdir(logs(), { recursive: true }), before);
  });

  it('are seen where they change between looks, by the same object where they do not', async () => {
    const looked = new LogFolder(logs(), undefined, user());
    const [before] = await lookAtAll(looked);
    await changeLogMarks(log('a'), [{ kind: 'note', note: 'Look here.' }], user());
    assert.equal((await looked.lookAt(log('a')))?.marks.note, 'Look here.');
    const [once] = await lookAtAll(looked);
    const [twice] = await lookAtAll(looked);
    assert.deepEqual([before?.note, once?.note], ['', 'Look here.']);
    assert.equal(once, twice);
  });

  it('hide nothing where they are damaged, and make nothing where they are refused', async () => {
    await assert.rejects(changeLogMarks(log('b'), [{ kind: 'name', name: 'x'.repeat(201) }], user()), MarkRefused);
    await assert.rejects(readdir(user()), { code: 'ENOENT' });
    await changeLogMarks(log('a'), [{ kind: 'star', isStarred: true }], user());
    await writeFile(runFiles(folderOfLogMarks(log('a'), user())).marks, '{');
    const marks = await lookAtAll(new LogFolder(logs(), undefined, user()));
    assert.deepEqual(
      marks.map(({ isStarred }) => isStarred),
      [false, false],
    );
  });
});
