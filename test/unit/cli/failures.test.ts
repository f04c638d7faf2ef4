// Which errors of the operating system are the caller's to put right, and which are told as a failure.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type SystemFault, systemFaults } from '../../../src/base/explainSystemError.ts';
import { asCommandError, explained } from '../../../src/cli/failures.ts';
import { builtProgram } from '../../support/builtCli.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { runInShell } from '../../support/runInShell.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const systemError = (code: string, path?: string) =>
  Object.assign(new Error(`${code}: refused, write`), { code, syscall: 'write', ...(path !== undefined && { path }) });

const ofMachine: readonly SystemFault[] = [
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EMFILE',
  'ENFILE',
  'EBUSY',
  'EIO',
  'ESTALE',
];

describe('an error of the operating system', () => {
  it('is bad input where the place is wrong, and a failure where nothing of what was asked for is', () => {
    for (const fault of systemFaults) {
      const exitCode = ofMachine.includes(fault) ? 1 : 2;
      const one = explained(systemError(fault), '/somewhere');
      assert.ok(one instanceof Error && 'exitCode' in one, fault);
      assert.equal(one.exitCode, exitCode, fault);
      assert.match(one.message, /^\/somewhere /);
      const other = asCommandError(systemError(fault, '/elsewhere'));
      assert.equal(other?.exitCode, exitCode, fault);
      assert.match(other?.message ?? '', /^\/elsewhere /);
    }
  });

  it('that names no file, as a write on a full disk, is told in words, too; others are faults of ours', () => {
    for (const fault of systemFaults) {
      const told = asCommandError(systemError(fault))?.message;
      if (ofMachine.includes(fault)) assert.match(told ?? '', /^A file /, fault);
      else assert.equal(told, undefined, fault);
      assert.match(asCommandError(systemError(fault), '/somewhere')?.message ?? '', /^\/somewhere /, fault);
    }
    assert.equal(asCommandError(systemError('EBADF')), undefined);
    assert.equal(asCommandError(new Error('a fault'), '/somewhere'), undefined);
  });
});

describe('a current folder that is gone', () => {
  const folder = useTemporaryFolder();

  async function inLostFolder(...words: string[]) {
    const gone = path.join(folder(), 'gone');
    await mkdir(gone);
    const command = 'rmdir "$PWD"; exec "$0" "$@"';
    const program = [process.execPath, await builtProgram('cli.js')];
    const env = { ...process.env, XDG_DATA_HOME: path.join(folder(), 'user') };
    return runInShell(command, [...program, ...words], { cwd: gone, env });
  }

  it('is told, whatever is asked for, and holds up nothing that has absolute paths', async function () {
    this.timeout(60_000);
    // There nobody can take a folder away that somebody is in.
    if (process.platform === 'win32') this.skip();
    const isTold = /^The current folder was deleted or replaced, .* \(cd\), or to another one\.$/m;
    const runs = path.join(folder(), 'runs');
    await newTestRun(runs, { state: 'completed' });
    for (const words of [['list'], ['new', 'mnist-digits'], ['export', '--format', 'csv', '--to', folder()]]) {
      const { exitCode, messages } = await inLostFolder(...words);
      assert.equal(exitCode, 2, messages);
      assert.match(messages.replace('error: ', ''), isTold);
      assert.equal(messages.match(/current folder was/g)?.length, 1);
    }
    const to = path.join(folder(), 'all.json');
    const { exitCode, output, messages } = await inLostFolder('export', '--runs', runs, '--format', 'json', '--to', to);
    assert.equal(exitCode, 0, messages);
    assert.equal(output, `${to}\n`);
  });
});
