// The protocol between the bench and its peers, with a peer that does not compute.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPeerContestant } from '../../bench/peers/peerContestant.ts';
import { PeerError, PeerProcess } from '../../bench/peers/peerProcess.ts';
import { createWorkload } from '../../bench/workloads.ts';

const script = path.join(path.dirname(fileURLToPath(import.meta.url)), 'fakePeer.mjs');

describe('peers', () => {
  let peer: PeerProcess;
  const start = (...args: readonly string[]) => {
    peer = new PeerProcess(process.execPath, [script, ...args]);
    return peer;
  };

  afterEach(() => peer.dispose());

  it('get the workload in files, and answer for it', async () => {
    const workload = createWorkload('sine');
    const contestant = await createPeerContestant('pytorch', ', one', start(), workload);
    assert.equal(contestant.name, 'fake meanSquaredError, one');
    const first = workload.start[0] ?? Number.NaN;
    assert.deepEqual(await contestant.measureLosses(3, 1), [first + 3, first + 4]);
    assert.equal(await contestant.timeLoops(2, true), 2 * 32 * 2);
    assert.equal(await contestant.timeLoops(1, false), 32);
    assert.equal(await contestant.readMemory(), undefined);
  });

  it('may refuse, and go on', async () => {
    const contestant = await createPeerContestant('pytorch', '', start(), createWorkload('sine'));
    await assert.rejects(contestant.timeMetaIterations(1, true), (error) => {
      return error instanceof PeerError && error.message === 'ValueError: no timeMetaIterations here';
    });
    assert.equal(await contestant.timeLoops(1, false), 32);
  });

  it('explain their end', async () => {
    await assert.rejects(createPeerContestant('pytorch', '', start('dies'), createWorkload('sine')), (error) => {
      return error instanceof PeerError && /has ended\. out of memory/.test(error.message);
    });
  });

  it('are missed where they cannot start', async () => {
    peer = new PeerProcess('reptile-lab-has-no-such-program', []);
    await assert.rejects(createPeerContestant('pytorch', '', peer, createWorkload('sine')), PeerError);
  });

  it('have their scripts', () => {
    for (const name of ['peer.py', 'pytorch.py', 'tensorflow2.py']) {
      assert.ok(existsSync(path.join(path.dirname(script), '..', '..', 'bench', 'peers', name)), name);
    }
  });
});
