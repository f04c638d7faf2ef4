// How decoding threads end: never inside zlib, where Node.js would abort the process.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { installationFolder } from '../../../../src/base/installation.ts';
import { ThreadGate } from '../../../../src/tasks/pictures/threadGate.ts';

const programs = path.join(installationFolder, 'test', 'support', 'programs');

describe('the gate of a decoding thread', () => {
  it('lets threads be ended at any moment, and the process left', async function () {
    this.timeout(60_000);
    const program = spawn(process.execPath, ['--import', 'tsx', path.join(programs, 'endDecodingThreads.ts')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [errors, [exitCode, signal]] = await Promise.all([text(program.stderr), once(program, 'exit')]);
    assert.deepEqual([exitCode, signal], [3, null], errors);
  });

  it('is shut only while nobody is inside, and then for good', async () => {
    const gate = new ThreadGate();
    const otherSide = new ThreadGate(gate.word);
    const order: string[] = [];
    let isShut: Promise<void> | undefined;
    assert.equal(
      gate.pass(() => {
        isShut = otherSide.shut().then(() => void order.push('shut'));
        order.push('inside');
        return 7;
      }),
      7,
    );
    order.push('outside');
    await isShut;
    assert.deepEqual(order, ['inside', 'outside', 'shut']);
    await otherSide.shut();
  });

  it('is open again where the work fails', async () => {
    const gate = new ThreadGate();
    assert.throws(
      () =>
        gate.pass(() => {
          throw new RangeError('rows are missing');
        }),
      /rows are missing/,
    );
    assert.equal(
      gate.pass(() => 7),
      7,
    );
  });
});
