// Under which name a run's experiment is shown, whatever its run.json says of the file's path.

import assert from 'node:assert/strict';
import { experimentDocumentName } from '../../../../src/extension/runs/experimentDocumentName.ts';

describe("the name of a run's experiment as a document", () => {
  it('is that of the file it was read from', () => {
    assert.equal(experimentDocumentName('/home/me/tiny.reptile.json'), 'tiny.reptile.json');
  });

  it('is a plain one where the path ends in something that would lead to another place', () => {
    for (const written of [
      '',
      '/',
      '/x/..',
      '..',
      '.',
      '/x/.',
      ' ',
      'C:\\x\\tiny.reptile.json',
      '/x/..\\..',
      '/x/D:tiny',
      '/x/.. ',
    ]) {
      assert.equal(experimentDocumentName(written), 'source.reptile.json', written);
    }
  });
});
