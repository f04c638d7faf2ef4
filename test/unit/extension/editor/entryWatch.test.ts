// Files of open documents, looked at again and again.

import assert from 'node:assert/strict';
import { rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, it } from 'mocha';
import { EntryWatch } from '../../../../src/extension/editor/entryWatch.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';

describe('the watch of an entry', () => {
  const folder = useTemporaryFolder();
  let watch: EntryWatch | undefined;
  let [looks, changes] = [0, 0];
  let mayLook = true;
  afterEach(() => watch?.dispose());

  async function begin(file: string): Promise<void> {
    [looks, changes, mayLook] = [0, 0, true];
    const ask = async () => {
      looks++;
      if (!mayLook) throw new Error('Not now.');
    };
    watch = new EntryWatch(file, 5, ask, () => changes++);
    await looked(2);
  }

  const looked = (times: number) => {
    const before = looks;
    return waitFor(`${times} looks`, () => looks >= before + times);
  };

  it('tells each change, and that a link came, of whose target it tells nothing', async () => {
    const [file, target] = [path.join(folder(), 'log.txt'), path.join(folder(), 'target')];
    await writeFile(file, 'a');
    await writeFile(target, 'of somebody else');
    await begin(file);
    await writeFile(file, 'ab');
    await waitFor('a change', () => changes > 0);
    await symlink(target, path.join(folder(), 'link'));
    await looked(2);
    const before = changes;
    await rename(path.join(folder(), 'link'), file);
    await waitFor('the link', () => changes > before);
    await looked(2);
    const atLink = changes;
    await writeFile(target, 'of somebody else, and more');
    await looked(3);
    assert.equal(changes, atLink);
    await rm(file);
    await waitFor('the end', () => changes > atLink);
  });

  it('looks at nothing while it may not, and at nothing after its end', async () => {
    const file = path.join(folder(), 'log.txt');
    await writeFile(file, 'a');
    await begin(file);
    mayLook = false;
    await looked(1);
    await writeFile(file, 'ab');
    await looked(2);
    assert.equal(changes, 0);
    mayLook = true;
    await waitFor('the change', () => changes === 1);
    watch?.dispose();
    const before = looks;
    let others = 0;
    const other = new EntryWatch(
      file,
      5,
      async () => others++,
      () => undefined,
    );
    await waitFor('another one', () => others > 3);
    other.dispose();
    assert.ok(looks <= before + 1);
  });
});
