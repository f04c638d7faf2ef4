// Installing tfjs-node with npm leaves a whole, working installation or nothing, and says what went wrong.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { findTfjsNode } from '../../../../src/engine/tfjs/findTfjsNode.ts';
import {
  type InstallOutcome,
  type InstallProgress,
  installTfjsNode,
} from '../../../../src/engine/tfjs/installation/installTfjsNode.ts';
import { installedFolder, tfjsNodeVersion } from '../../../../src/engine/tfjs/tfjsNodePlaces.ts';
import { type FakeNpmBehaviour, fakeNpmEnvironment } from '../../../support/fakeNpm.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';

describe('installTfjsNode', () => {
  const root = useTemporaryFolder();
  const keptIn = () => path.join(root(), 'kept here');

  interface Attempt {
    readonly environment?: NodeJS.ProcessEnv;
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: InstallProgress) => void;
  }

  async function attempt(behaviour: FakeNpmBehaviour, { environment = {}, signal, onProgress }: Attempt = {}) {
    return installTfjsNode({
      keptIn: keptIn(),
      signal: signal ?? new AbortController().signal,
      onProgress: onProgress ?? (() => undefined),
      environment: { ...(await fakeNpmEnvironment(root(), behaviour)), ...environment },
    });
  }

  function messageOf(outcome: InstallOutcome): string {
    assert.ok(outcome.kind === 'failed', JSON.stringify(outcome));
    return outcome.message;
  }

  const left = async () => (existsSync(keptIn()) ? readdir(keptIn()) : []);

  it('installs, verifies and gives the folder its name at last', async () => {
    const progress: InstallProgress[] = [];
    const outcome = await attempt('succeed', {
      environment: { npm_config_omit: 'optional' },
      onProgress: (step) => {
        progress.push(step);
        assert.ok(!existsSync(installedFolder(keptIn())), 'it had its name before it was verified');
      },
    });
    const folder = installedFolder(keptIn());
    assert.deepEqual(outcome, { kind: 'installed', folder, tensorflow: '2.9.1', wasThere: false });
    assert.deepEqual(await left(), [path.basename(folder)]);
    const steps = progress.flatMap((entry) => (entry.kind === 'step' ? [entry.step] : []));
    assert.deepEqual(steps, ['downloading', 'verifying']);
    const lines = progress.flatMap((entry) => (entry.kind === 'output' ? [entry.line] : []));
    assert.ok(lines.some((line) => line.startsWith('asked: install ')));
    assert.ok(lines.includes('omit: undefined'), 'npm was told about another project');
    assert.deepEqual(findTfjsNode([{ origin: 'user', folder }]), {
      kind: 'found',
      installation: { origin: 'user', folder, version: tfjsNodeVersion },
    });
  });

  it('leaves an installation that works as it is', async () => {
    await attempt('succeed');
    const outcome = await attempt('fail');
    assert.ok(outcome.kind === 'installed' && outcome.wasThere);
  });

  it('replaces one that does not work', async () => {
    await mkdir(installedFolder(keptIn()), { recursive: true });
    const outcome = await attempt('succeed');
    assert.ok(outcome.kind === 'installed' && !outcome.wasThere);
  });

  it('names the network, a proxy and the way without that download', async () => {
    const message = messageOf(await attempt('fail without network'));
    assert.match(message, /getaddrinfo ENOTFOUND library\.example/);
    assert.match(message, /HTTPS_PROXY/);
    assert.match(message, /npm run tensorflow:link/);
    assert.match(message, /fused backend computes without it/);
    assert.deepEqual(await left(), []);
  });

  it('names any other reason that npm gives', async () => {
    const message = messageOf(await attempt('fail'));
    assert.match(message, /npm ended with exit code 228: nospc There appears to be insufficient space/);
    assert.deepEqual(await left(), []);
  });

  it('says that npm is missing', async () => {
    const message = messageOf(await attempt('succeed', { environment: { PATH: root() } }));
    assert.match(message, /npm was not found on the PATH.*Install Node\.js/);
    assert.deepEqual(await left(), []);
  });

  it('removes what computes wrongly', async () => {
    assert.match(
      messageOf(await attempt('install something broken')),
      /does not work on this machine.*It computes 0, 0, 0, 0/,
    );
    assert.deepEqual(await left(), []);
  });

  it('removes what does not load, and says why it does not', async () => {
    const message = messageOf(await attempt('install something that does not load'));
    assert.match(message, /libtensorflow\.so\.2: cannot open shared object file\. The fused backend/);
    assert.deepEqual(await left(), []);
  });

  it('ends npm and all that it started when it is cancelled, and removes what is there', async () => {
    const controller = new AbortController();
    let processes: number[] = [];
    const outcome = await attempt('hang', {
      signal: controller.signal,
      onProgress: (progress) => {
        if (progress.kind !== 'output' || !progress.line.startsWith('processes: ')) return;
        processes = progress.line.split(' ').slice(1).map(Number);
        controller.abort();
      },
    });
    assert.deepEqual(outcome, { kind: 'cancelled' });
    assert.equal(processes.length, 2);
    await waitFor('both processes to end', () => processes.every((pid) => !isAlive(pid)) || undefined);
    assert.deepEqual(await left(), []);
  });

  it('starts nothing when it is cancelled already', async () => {
    assert.deepEqual(await attempt('succeed', { signal: AbortSignal.abort() }), { kind: 'cancelled' });
    assert.deepEqual(await left(), []);
  });

  it('removes what an attempt left behind that was killed long ago', async () => {
    const abandoned = `${installedFolder(keptIn())}.partial-abcdef`;
    const recent = `${installedFolder(keptIn())}.partial-ghijkl`;
    await mkdir(abandoned, { recursive: true });
    await mkdir(recent);
    await utimes(abandoned, new Date(0), new Date(0));
    await attempt('succeed');
    assert.ok(!existsSync(abandoned));
    assert.ok(existsSync(recent));
  });
});

/** A process that has ended and waits for its parent to notice does not count. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
