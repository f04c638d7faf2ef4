// Looking for what a stranger's file names goes neither to other hosts nor, where it must not, outside of a folder or
// through links.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { mock } from 'node:test';
import { describe, it } from 'mocha';
import { lookUpInside, lookUpOnSameHost } from '../../../src/base/cautiousLookup.ts';
import { hostOf, isOnAnotherHost } from '../../../src/base/otherHosts.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('hosts in paths', () => {
  it('are named by every way of writing a share on Windows, and by what Windows may take for one', () => {
    const hosts: Record<string, string | undefined> = {
      '\\\\Evil\\share\\data': 'evil',
      '//evil/share/data': 'evil',
      '\\/evil\\share': 'evil',
      '/\\evil/share': 'evil',
      '\\\\evil@SSL\\davwww\\x': 'evil@ssl',
      '\\\\?\\UNC\\evil\\share': 'evil',
      '//?/unc/evil/share': 'evil',
      '\\\\.\\UNC\\evil\\share': 'evil',
      '\\\\.\\pipe\\name': '.',
      '\\\\?\\GLOBALROOT\\Device\\Mup\\evil\\share': '?',
      '\\??\\UNC\\evil\\share': '??',
      'C:\\data': undefined,
      'c:/data': undefined,
      '\\data': undefined,
      '/data': undefined,
      '\\\\?\\C:\\data': undefined,
      '\\\\.\\c:\\data': undefined,
      '\\\\?\\Volume{0b2f}\\data': undefined,
      'data\\\\share': undefined,
    };
    for (const [file, host] of Object.entries(hosts)) {
      assert.equal(hostOf(file, 'win32'), host, file);
      assert.equal(isOnAnotherHost(file, 'C:\\project', 'win32'), host !== undefined, file);
      assert.equal(hostOf(file, 'linux'), undefined, file);
    }
  });

  it('are others only where they differ from where one is already', () => {
    assert.equal(isOnAnotherHost('\\\\lab\\data', '\\\\?\\UNC\\LAB\\runs\\x', 'win32'), false);
    assert.equal(isOnAnotherHost('\\\\evil\\data', '\\\\lab\\runs\\x', 'win32'), true);
    assert.equal(isOnAnotherHost('C:\\data', '\\\\lab\\runs\\x', 'win32'), false);
  });
});

describe('looking things up for a stranger', () => {
  const folder = useTemporaryFolder();
  const at = (...names: readonly string[]) => path.join(folder(), ...names);

  beforeEach(async () => {
    await mkdir(at('workspace', 'data'), { recursive: true });
    await mkdir(at('outside'));
    for (const file of ['workspace/data/there.csv', 'outside/there.csv']) await writeFile(at(file), '');
    await symlink(at('outside'), at('workspace', 'link'));
    await symlink('data', at('workspace', 'inside'));
    await symlink('link/../turn', at('workspace', 'turn'));
  });

  it('inside of a folder finds what is there, and says nothing of what is outside or behind a link', () => {
    const lookUp = (...names: readonly string[]) => lookUpInside(at('workspace'), at('workspace', ...names));
    assert.equal(lookUp(), 'there');
    assert.equal(lookUp('data', 'there.csv'), 'there');
    assert.equal(lookUp('data', 'gone.csv'), 'missing');
    assert.equal(lookUp('gone', 'gone.csv'), 'missing');
    assert.equal(lookUp('data', 'there.csv', 'below a file'), 'missing');
    assert.equal(lookUp('..', 'outside', 'there.csv'), 'notLookedUp');
    assert.equal(lookUp('..', 'outside', 'gone.csv'), 'notLookedUp');
    assert.equal(lookUp('link'), 'notLookedUp');
    assert.equal(lookUp('link', 'there.csv'), 'notLookedUp');
    assert.equal(lookUp('link', 'gone.csv'), 'notLookedUp');
    assert.equal(lookUp('inside', 'there.csv'), 'notLookedUp');
    assert.equal(lookUpInside(at('workspace'), path.parse(folder()).root), 'notLookedUp');
  });

  it('on the same host follows links, those in a circle for a while only', () => {
    const lookUp = (...names: readonly string[]) => lookUpOnSameHost(at(...names), folder());
    assert.equal(lookUp('outside', 'there.csv'), 'there');
    assert.equal(lookUp('workspace', 'link', 'there.csv'), 'there');
    assert.equal(lookUp('workspace', 'inside', 'there.csv'), 'there');
    assert.equal(lookUp('workspace', 'link', 'gone.csv'), 'missing');
    assert.equal(lookUp('gone'), 'missing');
    assert.equal(lookUp('workspace', 'turn'), 'missing');
  });

  it('on the same host says nothing of what lies on another, or behind a link to another', async function () {
    if (process.platform === 'win32') this.skip();
    for (const target of ['\\\\evil\\share', '//evil/share', '\\\\?\\UNC\\evil\\share']) {
      await symlink(target, at('workspace', 'shared'));
      for (const file of [at('workspace', 'shared'), at('workspace', 'shared', 'data', 'there.csv')]) {
        assert.equal(lookUpOnSameHost(file, folder(), 'win32'), 'notLookedUp', target);
      }
      await rm(at('workspace', 'shared'));
    }
    await symlink('\\\\evil\\share', at('workspace', 'shared'));
    await symlink('shared/data', at('workspace', 'twice'));
    assert.equal(lookUpOnSameHost(at('workspace', 'twice'), folder(), 'win32'), 'notLookedUp');
    assert.equal(lookUpOnSameHost('//evil/share/data', folder(), 'win32'), 'notLookedUp');
    assert.equal(lookUpOnSameHost(at('outside', 'there.csv'), folder(), 'win32'), 'there');
  });

  it('leaves a path of ten thousand steps at the first that is missing', () => {
    const long = at('workspace', ...Array.from({ length: 10_000 }, () => 'a'));
    const looks = mock.method(fs, 'lstatSync');
    syncBuiltinESMExports();
    try {
      assert.equal(lookUpOnSameHost(long, folder()), 'missing');
      assert.equal(lookUpInside(at('workspace'), long), 'missing');
      const steps = new Set(looks.mock.calls.map(({ arguments: [file] }) => String(file)));
      assert.equal(steps.has(at('workspace', 'a')), true);
      assert.equal(steps.has(at('workspace', 'a', 'a')), false);
      assert.ok(looks.mock.callCount() <= 2 * at('workspace', 'a').split(path.sep).length, `${looks.mock.callCount()}`);
    } finally {
      looks.mock.restore();
      syncBuiltinESMExports();
    }
  });
});
