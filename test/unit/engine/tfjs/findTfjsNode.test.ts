// tfjs-node is found where it is whole, in the order of the places, and without being loaded.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import { installationFolder } from '../../../../src/base/installation.ts';
import { userFolder } from '../../../../src/base/userFolder.ts';
import { describeMissing, findTfjsNode, type TfjsNodeSearch } from '../../../../src/engine/tfjs/findTfjsNode.ts';
import { installedFolder, type TfjsNodePlace, tfjsNodePlaces } from '../../../../src/engine/tfjs/tfjsNodePlaces.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('findTfjsNode', () => {
  const root = useTemporaryFolder();

  async function install(name: string, parts: 'whole' | 'without native part' | 'cut off'): Promise<string> {
    const folder = path.join(root(), name);
    const target = path.join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
    await mkdir(path.join(target, 'lib', 'napi-v8'), { recursive: true });
    await writeFile(
      path.join(target, 'package.json'),
      parts === 'cut off' ? '{"version": "4' : '{"version": "4.22.0"}',
    );
    // Loading this would throw: a look-up must not.
    await writeFile(path.join(target, 'index.js'), 'throw new Error("loaded")');
    if (parts === 'whole') await writeFile(path.join(target, 'lib', 'napi-v8', 'tfjs_binding.node'), '');
    return folder;
  }

  it('takes the first place that holds the whole package', async () => {
    const places: TfjsNodePlace[] = [
      { origin: 'environment', folder: path.join(root(), 'nothing here') },
      { origin: 'project', folder: await install('cut', 'cut off') },
      { origin: 'experiment', folder: await install('half', 'without native part') },
      { origin: 'editor', folder: await install('first', 'whole') },
      { origin: 'user', folder: await install('second', 'whole') },
    ];
    assert.deepEqual(findTfjsNode(places), {
      kind: 'found',
      installation: { origin: 'editor', folder: path.join(root(), 'first'), version: '4.22.0' },
    });
  });

  it('takes a package for none whose description is a pipe, leads to a device or has no end, and waits for none of them', async function () {
    if (process.platform === 'win32') this.skip();
    const kinds: Readonly<Record<string, (file: string) => Promise<unknown>>> = {
      pipe: (file) => promisify(execFile)('mkfifo', [file]),
      device: (file) => symlink('/dev/zero', file),
      long: (file) => writeFile(file, `{"version": "4.22.0"${' '.repeat(1 << 20)}}`),
    };
    for (const [kind, put] of Object.entries(kinds)) {
      const folder = await install(kind, 'whole');
      const file = path.join(folder, 'node_modules', '@tensorflow', 'tfjs-node', 'package.json');
      await rm(file);
      await put(file);
      assert.equal(findTfjsNode([{ origin: 'experiment', folder }]).kind, 'missing', kind);
    }
  });

  it('follows the links that package managers make', async () => {
    const whole = path.join(await install('store', 'whole'), 'node_modules', '@tensorflow', 'tfjs-node');
    const scope = path.join(root(), 'linked', 'node_modules', '@tensorflow');
    await mkdir(scope, { recursive: true });
    await symlink(whole, path.join(scope, 'tfjs-node'), 'junction');
    assert.equal(findTfjsNode([{ origin: 'experiment', folder: path.join(root(), 'linked') }]).kind, 'found');
  });

  it('says that nothing is installed', () => {
    const search = missing(findTfjsNode([{ origin: 'user', folder: root() }]));
    assert.deepEqual(search, { kind: 'missing', incomplete: [], misnamed: undefined });
    assert.match(
      describeMissing(search, {}),
      /^tfjs-node is not installed\. Install it with .*reptile-lab tensorflow install/,
    );
  });

  it('says where an installation lacks its native library', async () => {
    const folder = await install('half', 'without native part');
    const search = missing(findTfjsNode([{ origin: 'project', folder }]));
    assert.deepEqual(search.incomplete, [{ origin: 'project', folder }]);
    assert.match(describeMissing(search, {}), /half is incomplete: its native library was not downloaded\./);
  });

  it('says that the folder which the environment names holds no package', () => {
    const search = missing(findTfjsNode([{ origin: 'environment', folder: root() }]));
    assert.match(
      describeMissing(search, {}),
      /^REPTILE_LAB_TENSORFLOW names .*whose node_modules does not hold @tensorflow\/tfjs-node\./,
    );
  });
});

describe('tfjsNodePlaces', () => {
  const experiment = path.resolve('/studies/omniglot');
  const originsOf = (places: readonly TfjsNodePlace[]) => [...new Set(places.map(({ origin }) => origin))];

  it('orders the places: environment, project, experiment, editor, user', () => {
    const environment = { REPTILE_LAB_TENSORFLOW: '/shared/tensorflow', REPTILE_LAB_STORAGE: '/storage' };
    const places = tfjsNodePlaces(experiment, environment);
    assert.deepEqual(originsOf(places), ['environment', 'project', 'experiment', 'editor', 'user']);
    assert.deepEqual(places[0], { origin: 'environment', folder: path.resolve('/shared/tensorflow') });
    assert.deepEqual(places[1], { origin: 'project', folder: installationFolder });
    assert.ok(places.some(({ origin, folder }) => origin === 'editor' && folder === installedFolder('/storage')));
    assert.deepEqual(places.at(-1), { origin: 'user', folder: installedFolder(userFolder(environment)) });
  });

  it('looks beside the experiment and in every folder above it, nearest first', () => {
    const folders = tfjsNodePlaces(experiment, {})
      .filter(({ origin }) => origin === 'experiment')
      .map(({ folder }) => folder);
    assert.deepEqual(folders, [experiment, path.dirname(experiment), path.dirname(path.dirname(experiment))]);
  });

  it('passes over what is not known or empty', () => {
    const environment = { REPTILE_LAB_TENSORFLOW: '', REPTILE_LAB_STORAGE: '' };
    assert.deepEqual(originsOf(tfjsNodePlaces(undefined, environment)), ['project', 'user']);
  });

  it('looks nowhere when the environment says off, and says that it did not', () => {
    const environment = { REPTILE_LAB_TENSORFLOW: 'off' };
    const places = tfjsNodePlaces(experiment, environment);
    assert.deepEqual(places, []);
    assert.match(
      describeMissing(missing(findTfjsNode(places)), environment),
      /^tfjs-node is not looked for, because REPTILE_LAB_TENSORFLOW is off\. Unset that variable\.$/,
    );
  });

  it('keeps installations of different machines apart', () => {
    assert.ok(path.basename(installedFolder('/home')).endsWith(`-${process.platform}-${process.arch}`));
  });
});

function missing(search: TfjsNodeSearch): Extract<TfjsNodeSearch, { kind: 'missing' }> {
  assert.ok(search.kind === 'missing');
  return search;
}
