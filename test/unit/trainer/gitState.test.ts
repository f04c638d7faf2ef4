// Asking git for commit and changes runs no program that the repository names, and gives the right answer all the same.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, chmod, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import { findProgram } from '../../../src/base/findProgram.ts';
import { type GitState, readGitState } from '../../../src/trainer/gitState.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const never = new AbortController().signal;

describe('the state of a git repository', function () {
  this.timeout(20_000);
  const folder = useTemporaryFolder();
  /** Kept for after the test: the folder changes with it. */
  let repository: string;
  let commit: string;
  let touches = 0;

  const git = async (...words: readonly string[]): Promise<string> => {
    const asked = promisify(execFile)('git', ['-C', repository, ...words], { timeout: 10_000, killSignal: 'SIGKILL' });
    asked.child.stdin?.end();
    return (await asked).stdout.trim();
  };
  const read = (from = repository): Promise<GitState | undefined> => readGitState(from, never);
  const trace = () => path.join(folder(), 'trace');

  before(function () {
    if (findProgram('git') === undefined || process.platform === 'win32') this.skip();
  });

  beforeEach(async () => {
    repository = path.join(folder(), 'repository');
    await mkdir(path.join(repository, 'experiments'), { recursive: true });
    await git('init', '--quiet');
    await git('config', 'user.email', 'a@b.c');
    await git('config', 'user.name', 'A');
    await writeFile(path.join(repository, 'data.txt'), 'one\n');
    await git('add', '.');
    await git('commit', '--quiet', '-m', 'First');
    commit = await git('rev-parse', 'HEAD');
  });

  /** A program that leaves a trace, and passes on what it is given. */
  async function plant(name = 'evil.sh', into = folder(), passesOn = true): Promise<string> {
    const file = path.join(into, name);
    await writeFile(file, `#!/bin/sh\necho "$0 $*" >> '${trace()}'\n${passesOn ? 'cat' : ''}\n`);
    await chmod(file, 0o755);
    return file;
  }

  /** Makes git compare the contents: the file's time is another than the index remembers. */
  async function touch(): Promise<void> {
    touches++;
    const earlier = new Date(Date.now() - 100_000 * touches);
    await utimes(path.join(repository, 'data.txt'), earlier, earlier);
  }

  /** The bait works: git, asked as a person asks it, runs the program. */
  async function assertBaited(...words: readonly string[]): Promise<void> {
    await git(...(words.length === 0 ? ['status', '--porcelain'] : words)).catch(() => '');
    assert.ok(existsSync(trace()), 'the planted program never runs');
    await rm(trace());
    await touch();
  }

  async function assertAnswers(isDirty: boolean): Promise<void> {
    assert.deepEqual(await read(), { commit, isDirty });
    assert.ok(!existsSync(trace()), 'a program of the repository ran');
  }

  it('is the commit, and whether tracked files differ from it', async () => {
    await assertAnswers(false);
    await writeFile(path.join(repository, 'untracked.txt'), '');
    await touch();
    await assertAnswers(false);
    await appendFile(path.join(repository, 'data.txt'), 'two\n');
    await assertAnswers(true);
    assert.deepEqual(await read(path.join(repository, 'experiments')), { commit, isDirty: true });
    await git('add', 'data.txt');
    await assertAnswers(true);
  });

  it('is unknown outside of a repository, before the first commit, and to whoever gave up', async () => {
    assert.equal(await read(folder()), undefined);
    assert.equal(await readGitState(repository, AbortSignal.abort()), undefined);
    await rm(path.join(repository, '.git'), { recursive: true });
    await git('init', '--quiet');
    assert.equal(await read(), undefined);
  });

  it('is told without the monitor of the file system', async () => {
    await git('config', 'core.fsmonitor', await plant());
    await assertBaited();
    await assertAnswers(false);
    await appendFile(path.join(repository, 'data.txt'), 'two\n');
    await assertAnswers(true);
  });

  it('is told without hooks, those of a folder of their own, too', async () => {
    await plant('post-index-change', path.join(repository, '.git', 'hooks'));
    await touch();
    await assertBaited();
    await assertAnswers(false);
    const hooks = path.join(folder(), 'hooks');
    await mkdir(hooks);
    await plant('post-index-change', hooks);
    await git('config', 'core.hooksPath', hooks);
    await assertBaited();
    await assertAnswers(false);
  });

  for (const driver of ['evil', 'a=b', 'with space.and.dots']) {
    for (const kind of ['clean', 'process']) {
      it(`is told without the ${kind} of the filter ${driver}`, async () => {
        const program = await plant();
        const included = path.join(folder(), 'included');
        await writeFile(included, `[filter "${driver}"]\n\t${kind} = ${program}\n\trequired = true\n`);
        await git('config', 'include.path', included);
        // Attributes cannot name a driver that has a space.
        const named = driver.includes(' ') ? 'evil' : driver;
        await writeFile(path.join(repository, '.git', 'info', 'attributes'), `* filter=${named}\n`);
        await touch();
        if (named === driver) await assertBaited();
        await assertAnswers(false);
        await appendFile(path.join(repository, 'data.txt'), 'two\n');
        await assertAnswers(true);
      });
    }
  }

  it('is told without drivers of differences', async () => {
    const program = await plant();
    await git('config', 'diff.external', program);
    await git('config', 'diff.evil.textconv', program);
    await git('config', 'diff.evil.command', program);
    await writeFile(path.join(repository, '.git', 'info', 'attributes'), '* diff=evil\n');
    await appendFile(path.join(repository, 'data.txt'), 'two\n');
    await assertBaited('diff');
    await assertAnswers(true);
  });

  it('is told without looking into submodules, whose settings are their own', async () => {
    const inner = path.join(repository, 'inner');
    await mkdir(inner);
    await git('-C', inner, 'init', '--quiet');
    await git(
      '-C',
      inner,
      '-c',
      'user.email=a@b.c',
      '-c',
      'user.name=A',
      'commit',
      '--quiet',
      '--allow-empty',
      '-m',
      'Inner',
    );
    await git('-c', 'advice.addEmbeddedRepo=false', 'add', 'inner');
    await git('commit', '--quiet', '-m', 'Second');
    commit = await git('rev-parse', 'HEAD');
    await git('-C', inner, 'config', 'core.fsmonitor', await plant());
    await assertBaited();
    await assertAnswers(false);
  });

  it('is unknown in a folder that passes itself off as a bare repository', async () => {
    const bare = path.join(repository, 'experiments');
    await git('clone', '--quiet', '--bare', repository, bare);
    const program = await plant();
    for (const [key, value] of [
      ['core.bare', 'false'],
      ['core.worktree', repository],
      ['core.fsmonitor', program],
    ] as const) {
      await git('--git-dir', bare, 'config', key, value);
    }
    await git('--git-dir', bare, 'reset', '--quiet').catch(() => '');
    await assertBaited('-C', bare, 'status', '--porcelain');
    assert.equal(await read(bare), undefined);
    assert.ok(!existsSync(trace()), 'a program of the repository ran');
  });

  it('is unknown, and nobody is asked, where objects are left out that a helper should fetch', async () => {
    const tree = await git('rev-parse', 'HEAD^{tree}');
    await rm(path.join(repository, '.git', 'objects', tree.slice(0, 2), tree.slice(2)));
    await git('config', 'core.repositoryFormatVersion', '1');
    await git('config', 'extensions.partialClone', 'origin');
    await git('config', 'remote.origin.promisor', 'true');
    await git('config', 'remote.origin.url', `ext::${await plant('fetch.sh', folder(), false)}`);
    await git('config', 'protocol.ext.allow', 'always');
    await git('config', 'protocol.allow', 'always');
    await assertBaited();
    assert.equal(await read(), undefined);
    assert.ok(!existsSync(trace()), 'a program of the repository ran');
  });

  it('is not asked of a program that lies where the asker stands, or of an old one', async () => {
    const before = { PATH: process.env.PATH, folder: process.cwd() };
    await plant('git', repository);
    try {
      process.chdir(repository);
      process.env.PATH = `.${path.delimiter}${path.delimiter}${before.PATH}`;
      await assertAnswers(false);
      const old = path.join(folder(), 'old');
      await mkdir(old);
      await writeFile(
        path.join(old, 'git'),
        `#!/bin/sh\ncase "$*" in *--version) echo git version 2.37.9;; *) echo "$*" >> '${trace()}';; esac\n`,
      );
      await chmod(path.join(old, 'git'), 0o755);
      process.env.PATH = old;
      assert.equal(await read(), undefined);
      assert.ok(!existsSync(trace()), 'an old git was asked for more than its version');
    } finally {
      process.chdir(before.folder);
      process.env.PATH = before.PATH;
    }
  });

  it('is not misled by variables that name another repository', async () => {
    process.env.GIT_DIR = path.join(folder(), 'elsewhere');
    try {
      await assertAnswers(false);
    } finally {
      delete process.env.GIT_DIR;
    }
  });

  it('is unknown when git takes too long, which is not waited for', async () => {
    const slow = path.join(folder(), 'slow');
    await mkdir(slow);
    await writeFile(path.join(slow, 'git'), '#!/bin/sh\nexec sleep 60\n');
    await chmod(path.join(slow, 'git'), 0o755);
    const before = process.env.PATH;
    process.env.PATH = `${slow}${path.delimiter}${before}`;
    const started = performance.now();
    try {
      assert.equal(await read(), undefined);
      assert.ok(performance.now() - started < 5000);
    } finally {
      process.env.PATH = before;
    }
  });
});
