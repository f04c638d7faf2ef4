// In which of several folders of runs those of an experiment file lie.

import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'mocha';
import { runsFolderFor } from '../../../src/launchers/runsFolderFor.ts';

describe('the folder for the runs of a file', () => {
  const at = (...steps: string[]) => path.resolve('/', ...steps);
  const folders = [at('work', 'a', '.reptile', 'runs'), at('work', 'ab', 'runs'), at('work', 'a', 'within', 'runs')];

  it('is the one that is nearest to it', () => {
    const found = (...steps: string[]) => folders.indexOf(runsFolderFor(at(...steps), folders) ?? '');
    assert.equal(found('work', 'a', 'own.reptile.json'), 0);
    assert.equal(found('work', 'ab', 'deep', 'below', 'own.reptile.json'), 1);
    assert.equal(found('work', 'a', 'within', 'own.reptile.json'), 2);
  });

  it('is the first where the file lies elsewhere, and none where there are none', () => {
    assert.equal(runsFolderFor(at('work', 'abc', 'own.reptile.json'), folders), folders[0]);
    assert.equal(runsFolderFor(at('elsewhere', 'own.reptile.json'), folders), folders[0]);
    assert.equal(runsFolderFor(at('work', 'a', 'own.reptile.json'), []), undefined);
  });
});
