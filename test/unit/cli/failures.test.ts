// Which errors of the operating system are the caller's to put right, and which are told as a failure.

import assert from 'node:assert/strict';
import { type SystemFault, systemFaults } from '../../../src/base/explainSystemError.ts';
import { asCommandError, explained } from '../../../src/cli/failures.ts';

const systemError = (code: string, path?: string) =>
  Object.assign(new Error(`${code}: refused, write`), { code, syscall: 'write', ...(path !== undefined && { path }) });

const ofMachine: readonly SystemFault[] = ['EROFS', 'ENOSPC', 'EDQUOT', 'EFBIG', 'EMFILE', 'ENFILE', 'EIO', 'ESTALE'];

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
