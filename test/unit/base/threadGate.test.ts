// How threads end that unpack: never on their way into zlib, where Node.js would abort the process.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { installationFolder } from '../../../src/base/installation.ts';
import { ThreadGate } from '../../../src/base/threadGate.ts';

const programs = path.join(installationFolder, 'test', 'support', 'programs');

describe('the gate of a thread', () => {
  async function survives(program: string): Promise<void> {
    const child = spawn(process.execPath, ['--import', 'tsx', path.join(programs, program)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [errors, [exitCode, signal]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    assert.deepEqual([exitCode, signal], [3, null], errors);
  }

  it('lets decoding threads be ended at any moment, and the process left', function () {
    this.timeout(60_000);
    return survives('endDecodingThreads.ts');
  });

  it('lets threads be ended with those that they have started', function () {
    this.timeout(120_000);
    return survives('endNestedThreads.ts');
  });

  it('lets threads be ended in which a module unpacks', function () {
    this.timeout(120_000);
    return survives('endUnpackingModules.ts');
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

  it('has room for many, and is shut once the last is outside', async () => {
    const gate = new ThreadGate();
    const otherSide = new ThreadGate(gate.word);
    let isShut: Promise<void> | undefined;
    gate.pass(() => {
      otherSide.pass(() => {
        isShut = gate.shut();
      });
      assert.equal(Atomics.load(gate.word, 0) & 7, 1);
    });
    await isShut;
  });

  it('is not waited for without end', async () => {
    const gate = new ThreadGate();
    await gate.pass(() => gate.shut(20));
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
