// Where a fork is made: in folders that are open, wherever a stranger's run.json says that the experiment lies.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { folderOfFork } from '../../../../src/extension/commands/folderOfFork.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('the folder of a fork', () => {
  const temporary = useTemporaryFolder();
  const at = (...names: readonly string[]) => path.join(realpathSync(temporary()), ...names);
  const lookUp = (file: string) => (existsSync(file) ? 'there' : 'missing');
  const fileAt = (...names: readonly string[]) => {
    const file = at(...names);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '{}');
    return file;
  };
  const runAt = (...names: readonly string[]) => {
    const directory = at(...names, '20261201T000000Z-sine-0000');
    mkdirSync(directory, { recursive: true });
    return directory;
  };
  const folderFor = (directory: string, experimentFile: string, ...openFolders: readonly string[]) =>
    folderOfFork({ directory, experimentFile, openFolders, lookUp });

  it('is that of the experiment file within the workspace, in whichever of its folders', () => {
    const directory = runAt('a', '.reptile', 'runs');
    const [inside, inOther] = [fileAt('a', 'x', 'sine.reptile.json'), fileAt('b', 'sine.reptile.json')];
    assert.equal(folderFor(directory, inside, at('a'), at('b')), at('a', 'x'));
    assert.equal(folderFor(directory, inOther, at('a'), at('b')), at('b'));
  });

  it('is never one outside of the workspace, nor one whose name only begins alike', () => {
    const directory = runAt('b', '.reptile', 'runs');
    mkdirSync(at('a'));
    for (const place of ['victim', 'bb', '..b'])
      assert.equal(folderFor(directory, fileAt(place, 'settings'), at('a'), at('b')), at('b'), place);
  });

  it('is none that a link in the workspace leads out to, and one that a link leads to within it', function () {
    if (process.platform === 'win32') this.skip();
    const directory = runAt('w', '.reptile', 'runs');
    fileAt('victim', 'settings');
    fileAt('w', 'real', 'sine.reptile.json');
    symlinkSync(at('victim'), at('w', 'out'));
    symlinkSync(at('w', 'real'), at('w', 'in'));
    symlinkSync(at('w'), at('link'));
    assert.equal(folderFor(directory, at('w', 'out', 'settings'), at('w')), at('w'));
    assert.equal(folderFor(directory, at('w', 'in', 'sine.reptile.json'), at('w')), at('w', 'in'));
    assert.equal(folderFor(directory, at('w', 'real', 'sine.reptile.json'), at('link')), at('w', 'real'));
  });

  it('is in the folder whose runs these are where no folder is open, or where they lie in none that is', () => {
    const directory = runAt('p', '.reptile', 'runs');
    const beside = fileAt('p', 'x', 'sine.reptile.json');
    mkdirSync(at('a'));
    assert.equal(folderFor(directory, beside), at('p', 'x'));
    assert.equal(folderFor(directory, beside, at('a')), at('p', 'x'));
    assert.equal(folderFor(directory, fileAt('victim', 'settings')), at('p'));
    assert.equal(folderFor(directory, at('p', 'gone.reptile.json')), at('p'));
  });

  it('is the first that is open for runs that are kept elsewhere, or else where these are kept', () => {
    const directory = runAt('drive');
    mkdirSync(at('a'));
    const elsewhere = fileAt('victim', 'settings');
    assert.equal(folderFor(directory, elsewhere, at('a')), at('a'));
    assert.equal(folderFor(directory, elsewhere), at('drive'));
  });
});
