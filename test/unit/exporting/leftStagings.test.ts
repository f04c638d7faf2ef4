// What exports leave that are killed is cleared away by the next one to the same place, and nothing else is.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Staging } from '../../../src/exporting/staging.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const program = fileURLToPath(new URL('programs/killedExport.ts', import.meta.url));

describe('what a killed export leaves', () => {
  const folder = useTemporaryFolder();
  const at = (...names: string[]) => path.join(folder(), ...names);
  let child: ChildProcess | undefined;

  const listed = async () => (await readdir(folder(), { recursive: true })).sort();
  const stagedIn = async (...names: string[]) => (await readdir(at(...names))).filter((name) => name.endsWith('.tmp'));

  async function startExports(): Promise<void> {
    await mkdir(at('there'), { recursive: true });
    child = spawn(process.execPath, ['--import', 'tsx', program, folder()], { stdio: ['ignore', 'pipe', 'inherit'] });
    assert.ok(child.stdout);
    await once(child.stdout, 'data');
  }

  async function kill(): Promise<void> {
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    child = undefined;
  }

  async function exportAll(): Promise<void> {
    for (const name of ['new', 'there']) {
      const staging = await Staging.begin(at(name), 'folder', true);
      staging.claim('figures');
      staging.write('figures', 'whole');
      staging.publish();
    }
    const staging = await Staging.begin(at('file'), 'file', true);
    staging.write('', 'whole');
    staging.publish();
  }

  const whole = ['file', 'new', path.join('new', 'figures'), 'there', path.join('there', 'figures')];

  afterEach(kill);

  it('is cleared away by the next one to the same place, and not before it has ended', async () => {
    await startExports();
    await exportAll();
    const [ofFile = '', ofNew = '', ...more] = await stagedIn();
    assert.deepEqual([more, (await stagedIn('there')).length], [[], 1], 'it is at work');
    assert.equal(await readFile(at(ofNew, 'run', 'figures'), 'utf8'), 'half of it');
    // What is beside a folder that was not there yet.
    assert.ok(ofFile.startsWith('file.') && ofNew.startsWith('new.'));
    await kill();
    await exportAll();
    assert.deepEqual(await listed(), whole);
  });

  it('is told from what is somebody else’s, whatever that is called', async () => {
    await startExports();
    await kill();
    const [ofFile = '', ofNew = ''] = await stagedIn();
    const [ofThere = ''] = await stagedIn('there');
    const otherHost = ofFile.replace(/[0-9a-f]{12}(?=-\d+-)/, '0123456789ab');
    assert.notEqual(otherHost, ofFile);
    await writeFile(at(otherHost), 'of another machine');
    await writeFile(at(`file.copy-of-${ofFile}`), 'mine');
    await writeFile(at(ofFile.replace(/^file/, 'other')), 'of another target');
    await mkdir(at('elsewhere'));
    await writeFile(at('elsewhere', 'precious'), '');
    // A link, and a file in the place of a folder.
    await rename(at('there', ofThere), at('moved'));
    await symlink(at('elsewhere'), at('there', ofThere), 'junction');
    await rename(at(ofNew), at('moved-too'));
    await writeFile(at(ofNew), 'mine');
    const kept = (await listed()).filter((name) => name !== ofFile);
    await exportAll();
    const results = new Set(whole);
    assert.deepEqual(
      (await listed()).filter((name) => !results.has(name)),
      kept.filter((name) => !results.has(name)),
    );
  });

  it('stays where what was there before lies in it', async () => {
    await mkdir(at('there'));
    await writeFile(at('there', 'figures'), 'precious');
    const words = ['--import', 'tsx', program, at('there'), 'figures'];
    await once(spawn(process.execPath, words, { stdio: 'ignore' }), 'exit');
    const before = await listed();
    assert.ok(!before.includes(path.join('there', 'figures')));
    await exportAll();
    const kept = before.filter((name) => name !== 'there');
    assert.deepEqual(await listed(), [...whole, ...kept].sort());
    const contents = kept.slice(1).map((name) => readFile(at(name), 'utf8'));
    assert.deepEqual((await Promise.all(contents)).sort(), ['precious', 'to come']);
  });
});
