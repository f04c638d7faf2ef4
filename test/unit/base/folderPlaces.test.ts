// Folders by where they lie: links and what they lead to are one, before they exist, too.

import assert from 'node:assert/strict';
import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { firstOfEachPlace, realPlaceOf } from '../../../src/base/folderPlaces.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('folders by their places', () => {
  const folder = useTemporaryFolder();
  const at = (...names: readonly string[]) => path.join(folder(), ...names);

  beforeEach(async () => {
    for (const name of ['one', 'two']) await mkdir(at(name));
    await symlink(at('one'), at('link'), 'junction');
  });

  it('are each named once, by the first name', () => {
    const folders = [at('link'), at('two'), at('one'), at('two', '.')];
    assert.deepEqual(firstOfEachPlace(folders), [at('link'), at('two')]);
    assert.deepEqual(firstOfEachPlace(folders.toReversed()), [at('two', '.'), at('one')]);
  });

  it('are one before they exist, and two where a link leads nowhere any more', async () => {
    const [real, linked] = [at('one', '.reptile', 'runs'), at('link', '.reptile', 'runs')];
    assert.deepEqual(firstOfEachPlace([real, linked]), [real]);
    assert.equal(realPlaceOf(linked), realPlaceOf(real));
    await rm(at('one'), { recursive: true });
    assert.deepEqual(firstOfEachPlace([real, linked]), [real, linked]);
  });
});
