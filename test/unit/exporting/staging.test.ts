// An export takes its place as a whole or not at all, and through no link.

import assert from 'node:assert/strict';
import fs, { type PathLike } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { RefusedFileError } from '../../../src/base/refusedFile.ts';
import { pathOf } from '../../../src/base/systemErrors.ts';
import { ExportRefused } from '../../../src/exporting/runFigures.ts';
import { PartlyPublishedError, Staging } from '../../../src/exporting/staging.ts';
import { asNobody } from '../../support/asNobody.ts';
import { refuseRenames } from '../../support/refuseRenames.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('what an export puts in place', () => {
  const folder = useTemporaryFolder();
  const at = (...names: string[]) => path.join(folder(), ...names);

  async function stage(): Promise<Staging> {
    await mkdir(at('to', 'a'), { recursive: true });
    await writeFile(at('to', 'a', 'old'), 'precious');
    const staging = await Staging.begin(at('to'), 'folder', true);
    for (const unit of ['a', path.join('new', 'deep', 'b'), 'c']) staging.claim(unit);
    for (const file of [path.join('a', 'new'), path.join('new', 'deep', 'b', 'file'), 'c']) staging.write(file, 'x');
    return staging;
  }

  it('is all of it, or what was there before', async () => {
    const staging = await stage();
    // The fifth puts `c` in place, after `a` was replaced and `b` was put into folders that were made for it.
    const restore = failRenames((call) => call === 5);
    try {
      assert.throws(() => staging.publish(), /the disk/);
    } finally {
      restore();
      staging.discard();
    }
    assert.deepEqual((await readdir(at('to'), { recursive: true })).sort(), ['a', path.join('a', 'old')]);
    assert.equal(await readFile(at('to', 'a', 'old'), 'utf8'), 'precious');
    assert.deepEqual(await readdir(at()), ['to']);
    const again = await stage();
    again.publish();
    const files = ['a', path.join('a', 'new'), 'c', 'new', path.join('new', 'deep'), path.join('new', 'deep', 'b')];
    const there = await readdir(at('to'), { recursive: true });
    assert.deepEqual(there.sort(), [...files, path.join('new', 'deep', 'b', 'file')].sort());
    assert.deepEqual(await readdir(at()), ['to']);
  });

  it('holds what was written before a disk was full, and says that it is full', async () => {
    const staging = await Staging.begin(at('to'), 'folder', true);
    staging.claim('figures');
    const file = staging.create('figures');
    // The disk takes half of the first stretch.
    const restore = failAppendsHalfway();
    try {
      file.write('one,');
      const { length } = file;
      file.write('two,');
      assert.throws(() => file.end(), /no space/);
      file.truncate(length);
      assert.throws(() => file.end(), /no space/, 'what does not fit is why, and not what stands there');
    } finally {
      restore();
    }
    file.write('three');
    file.end();
    const { length } = file;
    file.write(' and four');
    file.end();
    file.truncate(length);
    file.end();
    staging.publish();
    assert.equal(await readFile(at('to', 'figures'), 'utf8'), 'one,three');
  });

  it('is told where it can be neither put in place nor back, and nothing of it is deleted', async () => {
    const staging = await stage();
    const restore = failRenames((call) => call >= 5);
    try {
      assert.throws(
        () => staging.publish(),
        (error: unknown) => {
          assert.ok(error instanceof PartlyPublishedError);
          assert.match(error.message, /the disk.*lies in .*\.kept\. Put it back/);
          assert.ok(error.message.includes(at('to', 'a')));
          return true;
        },
      );
    } finally {
      restore();
      staging.discard();
    }
    const kept = (await readdir(at('to'))).find((name) => name.endsWith('.kept')) ?? '';
    const files = await readdir(at('to', kept), { recursive: true });
    const old = files.find((name) => path.basename(name) === 'old') ?? '';
    assert.equal(await readFile(at('to', kept, old), 'utf8'), 'precious');
  });

  it('goes into a folder that is a disk of its own', async () => {
    const staging = await stage();
    const isWithin = (place: unknown) => String(place).startsWith(at('to') + path.sep);
    const restore = failRenames((_, from, to) => isWithin(from) !== isWithin(to));
    try {
      staging.publish();
    } finally {
      restore();
    }
    assert.equal(await readFile(at('to', 'c'), 'utf8'), 'x');
  });

  it('goes into a folder whose parent takes nothing, and is told of the folder that was named', async () => {
    for (const name of ['to', 'closed']) await mkdir(at(name));
    for (const place of [at('closed'), at()]) await chmod(place, 0o555);
    try {
      await asNobody(at(), async () => {
        (await stage()).publish();
        if (process.platform === 'win32') return;
        for (const name of ['closed', 'new'])
          await assert.rejects(Staging.begin(at(name), 'folder', false), (error) => pathOf(error) === at(name));
      }, [at(), at('closed')]);
    } finally {
      await chmod(at(), 0o700);
    }
    assert.deepEqual((await readdir(at('to'))).sort(), ['a', 'c', 'new']);
  });

  it('is nothing, and told, where the folder is deleted on the way', async () => {
    const isTold = (staging: Staging) => (error: unknown) => {
      const told = staging.ofTarget(error);
      assert.ok(told instanceof ExportRefused);
      assert.match(told.message, /to was changed while .* Export again\./);
      return true;
    };
    const staging = await stage();
    const file = staging.create('c');
    await rm(at('to'), { recursive: true });
    assert.throws(() => staging.write(path.join('a', 'more'), 'x'), isTold(staging));
    file.write('y');
    assert.throws(() => file.end(), isTold(staging));
    await mkdir(at('to'));
    assert.throws(() => staging.publish(), isTold(staging));
    assert.deepEqual(await readdir(at('to')), []);
  });

  it('does not lead through a link in a folder that others made', async () => {
    for (const name of ['to', 'elsewhere']) await mkdir(at(name));
    await symlink(at('elsewhere'), at('to', 'linked'), 'junction');
    for (const mayReplace of [false, true]) {
      const staging = await Staging.begin(at('to'), 'folder', mayReplace);
      assert.throws(() => staging.claim(path.join('linked', 'run')), RefusedFileError);
      staging.claim(path.join('later', 'run'));
      staging.write(path.join('later', 'run', 'file'), 'x');
      await symlink(at('elsewhere'), at('to', 'later'), 'junction');
      assert.throws(() => staging.publish(), RefusedFileError);
      staging.discard();
      await unlink(at('to', 'later'));
    }
    assert.deepEqual(await readdir(at('elsewhere')), []);
    assert.deepEqual(await readdir(at('to')), ['linked']);
  });
});

function failRenames(isFailing: (call: number, from: PathLike, to: PathLike) => boolean): () => void {
  return refuseRenames((...words) => (isFailing(...words) ? new Error('the disk is away') : undefined));
}

/** Appends write half of what they are to and fail, until the returned function is called. */
function failAppendsHalfway(): () => void {
  const original = fs.appendFileSync;
  const replaceBy = (append: typeof original) => {
    fs.appendFileSync = append;
    syncBuiltinESMExports();
  };
  replaceBy((file, content, ...words) => {
    original(file, content.slice(0, content.length / 2), ...words);
    if (content.length > 0) throw Object.assign(new Error('no space is left'), { code: 'ENOSPC' });
  });
  return () => replaceBy(original);
}
