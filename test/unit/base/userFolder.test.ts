// Where what belongs to the user is kept: never in the folder that a person happens to be in.

import assert from 'node:assert/strict';
import path from 'node:path';
import { userFolder } from '../../../src/base/userFolder.ts';

describe('the user’s folder', () => {
  it('is the one that the environment names, where that is absolute', () => {
    const named = path.resolve('/somewhere/data');
    assert.equal(userFolder({ XDG_DATA_HOME: named }, 'linux'), path.join(named, 'reptile-lab'));
    assert.equal(userFolder({ LOCALAPPDATA: named }, 'win32'), path.join(named, 'reptile-lab'));
  });

  it('is the system’s own where the environment names none, or one that depends on where a person is', () => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const usual = userFolder({}, platform);
      assert.ok(path.isAbsolute(usual));
      for (const relative of ['', '.', 'data', path.join('..', 'data')]) {
        assert.equal(userFolder({ XDG_DATA_HOME: relative, LOCALAPPDATA: relative }, platform), usual, relative);
      }
    }
  });
});
