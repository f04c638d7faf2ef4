// Where what belongs to the user is kept: never in the folder that a person happens to be in.

import assert from 'node:assert/strict';
import os from 'node:os';
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

  it('is there for a user whom the system does not know, and asks for no home where the environment names the folder', () => {
    const unknown = (): never => {
      throw new Error('A system error occurred: uv_os_homedir returned ENOENT (no such file or directory)');
    };
    const { homedir, userInfo } = os;
    Object.assign(os, { homedir: unknown, userInfo: unknown });
    try {
      const named = path.resolve('/somewhere/data');
      assert.equal(userFolder({ XDG_DATA_HOME: named }, 'linux'), path.join(named, 'reptile-lab'));
      assert.equal(userFolder({ LOCALAPPDATA: named }, 'win32'), path.join(named, 'reptile-lab'));
      for (const platform of ['linux', 'win32', 'darwin'] as const)
        assert.ok(path.isAbsolute(userFolder({}, platform)));
    } finally {
      Object.assign(os, { homedir, userInfo });
    }
  });
});
