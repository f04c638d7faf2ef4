// A limit on addresses, and no want of memory, keeps WebAssembly's models from being made: it is named, with what helps.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { addressLimit, adviseOnAddresses, limitIn, warnOfAddresses } from '../../../src/base/addressSpace.ts';
import { memoryNotGranted } from '../../../src/engine/fused/memoryNotGranted.ts';
import { builtProgram } from '../../support/builtCli.ts';
import { runInShell } from '../../support/runInShell.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { tinyExperiment } from '../trainer/trainerFixture.ts';

const gib = 2 ** 30;
const without = '--disable-wasm-trap-handler';

describe('a limit on the addresses of a process', () => {
  it('is read where the system tells it', () => {
    const table = (soft: string) =>
      `Limit                     Soft Limit           Hard Limit           Units     \nMax address space         ${soft.padEnd(20)} unlimited            bytes     \nMax file locks            7                    7                    locks     \n`;
    assert.equal(limitIn(table('6144000000')), 6_144_000_000);
    assert.equal(limitIn(table('unlimited')), undefined);
    assert.equal(limitIn(''), undefined);
    if (existsSync('/proc/self/limits')) assert.ok((addressLimit() ?? 1) > 0);
  });

  it('is what is advised on, unless there is none or Node was told to reserve nothing', () => {
    assert.match(adviseOnAddresses(6 * gib, []) ?? '', /6\.0 GiB of addresses \(ulimit -v;.*NODE_OPTIONS=--disable/);
    assert.equal(adviseOnAddresses(undefined, []), undefined);
    assert.equal(adviseOnAddresses(6 * gib, ['', `--no-warnings ${without}`]), undefined);
    assert.match(memoryNotGranted(1000, new RangeError('no'), 6 * gib).message, /1 KiB.*ulimit -v/);
    assert.doesNotMatch(memoryNotGranted(1000, new RangeError('no'), 6 * gib).message, /smaller layers/);
  });

  it('is warned of where several workers may not have enough', () => {
    assert.equal(warnOfAddresses(2, undefined), undefined);
    assert.equal(warnOfAddresses(2, 64 * gib), undefined);
    assert.match(warnOfAddresses(4, 64 * gib) ?? '', /may not suffice.*ulimit -v/);
  });

  describe('of a training', function () {
    this.timeout(120_000);
    const folder = useTemporaryFolder();
    before(function () {
      // Only there such a limit holds, and is told.
      if (process.platform !== 'linux') this.skip();
    });

    it('is named where it ends it, and does not where what is advised is done', async () => {
      const file = path.join(folder(), 'tiny.reptile.json');
      await writeFile(file, JSON.stringify(tinyExperiment()));
      const cli = await builtProgram('cli.js');
      const train = (options: string) =>
        runInShell(
          `ulimit -v 8000000; exec "$0" "$1" train "$2" --set engine.workers=1`,
          [process.execPath, cli, file],
          {
            cwd: folder(),
            env: { ...process.env, XDG_DATA_HOME: folder(), NODE_OPTIONS: options },
          },
        );
      const limited = await train('');
      assert.equal(limited.exitCode, 1, limited.messages);
      assert.match(limited.messages, /error: .*ulimit -v.*NODE_OPTIONS=--disable-wasm-trap-handler/);
      const helped = await train(without);
      assert.equal(helped.exitCode, 0, helped.messages);
    });
  });
});
