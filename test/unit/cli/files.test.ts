import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installationFolder } from '../../../src/base/installation.ts';
import { presets } from '../../../src/experiment/presets.ts';
import { builtProgram, runCli } from '../../support/builtCli.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { tinyExperiment, writeTiny } from './cliFixture.ts';

describe('reptile-lab on files', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();
  before(() => builtProgram('cli.js'));

  describe('validate', () => {
    it('prints every problem of every file with line and column from 1, and exits with 2', async () => {
      const good = await writeTiny(folder());
      const bad = tinyExperiment.replace('"metaBatch"', '"metaBach"').replace('"seed": 3', '"seed": -1');
      await writeFile(path.join(folder(), 'bad.reptile.json'), bad);
      const { exitCode, output } = await runCli(['validate', good, 'bad.reptile.json', 'missing.json'], {
        folder: folder(),
      });
      assert.equal(exitCode, 2);
      const lines = bad.split('\n');
      const placeOf = (word: string) => {
        const line = lines.findIndex((text) => text.includes(word));
        return `${line + 1}:${(lines[line] ?? '').indexOf(word) + 1}`;
      };
      assert.match(output, new RegExp(`^bad\\.reptile\\.json:${placeOf('-1')}: error [\\w-]+: `, 'm'));
      assert.match(
        output,
        new RegExp(`^bad\\.reptile\\.json:${placeOf('"metaBach"')}: error [\\w-]+: .*metaBatch`, 'm'),
      );
      assert.match(output, /^missing\.json:1:1: error file-unreadable: missing\.json does not exist/m);
      assert.doesNotMatch(output, /^tiny/m);
    });

    it('prints the same as JSON', async () => {
      const name = 'warned.reptile.json';
      await writeFile(
        path.join(folder(), name),
        tinyExperiment.replace('"metaStepSize"', '"metaStepSizeFinal": 0.5, "metaStepSize"'),
      );
      const json = await runCli(['validate', name, '--json'], { folder: folder() });
      const text = await runCli(['validate', name], { folder: folder() });
      assert.equal(json.exitCode, 0, 'a warning is no error');
      const problems: Record<string, unknown>[] = JSON.parse(json.output);
      assert.ok(problems.length > 0);
      for (const problem of problems) {
        assert.deepEqual(Object.keys(problem).sort(), ['column', 'file', 'line', 'message', 'rule', 'severity']);
      }
      const lines = problems.map(
        ({ file, line, column, severity, rule, message }) =>
          `${file}:${line}:${column}: ${severity} ${rule}: ${message}\n`,
      );
      assert.equal(text.output, lines.join(''));
    });

    it('finds no problem in a good file', async () => {
      const { exitCode, output } = await runCli(['validate', await writeTiny(folder()), '--json'], {
        folder: folder(),
      });
      assert.equal(exitCode, 0);
      assert.deepEqual(JSON.parse(output), []);
    });
  });

  describe('new', () => {
    it('lists the presets', async () => {
      const { exitCode, output } = await runCli(['new'], { folder: folder() });
      assert.equal(exitCode, 0);
      for (const { id } of presets) assert.match(output, new RegExp(`^${id} `, 'm'));
    });

    it('writes a preset, and never over a file unless forced', async () => {
      const [preset] = presets;
      assert.ok(preset !== undefined);
      const words = ['new', preset.id, path.join('made', 'mine.reptile.json')];
      const file = path.join(folder(), 'made', 'mine.reptile.json');
      assert.equal((await runCli(words, { folder: folder() })).exitCode, 0);
      assert.equal(await readFile(file, 'utf8'), preset.text);
      await writeFile(file, 'precious');
      const again = await runCli(words, { folder: folder() });
      assert.equal(again.exitCode, 2);
      assert.match(again.messages, /already there.*--force/);
      assert.equal(await readFile(file, 'utf8'), 'precious');
      assert.equal((await runCli([...words, '--force'], { folder: folder() })).exitCode, 0);
      assert.equal(await readFile(file, 'utf8'), preset.text);
    });

    it('names the presets when it does not know one', async () => {
      const { exitCode, messages } = await runCli(['new', 'mnist'], { folder: folder() });
      assert.equal(exitCode, 2);
      assert.match(messages, /no preset "mnist".*mnist-digits/);
      assert.deepEqual(await readdir(folder()), []);
    });
  });

  describe('help', () => {
    it('explains the program and every command, with exit code 0', async () => {
      const { exitCode, output } = await runCli(['--help'], { folder: folder() });
      assert.equal(exitCode, 0);
      const commands = [...output.matchAll(/^ {2}([a-z]+) (?:\[|<)/gm)].map(([, name]) => String(name));
      assert.ok(
        ['train', 'resume', 'eval', 'validate', 'list', 'show', 'stop', 'new'].every((name) => commands.includes(name)),
        output,
      );
      const helps = await Promise.all(commands.map((name) => runCli([name, '--help'], { folder: folder() })));
      for (const help of helps) {
        assert.equal(help.exitCode, 0);
        assert.match(help.output, /^Usage: reptile-lab /);
      }
    });

    it('prints the version of the package', async () => {
      const { version } = JSON.parse(await readFile(path.join(installationFolder, 'package.json'), 'utf8'));
      assert.deepEqual(await runCli(['--version'], { folder: folder() }), {
        exitCode: 0,
        output: `${version}\n`,
        messages: '',
      });
    });

    it('exits with 2 for what it does not know, and suggests what was meant', async () => {
      const { exitCode, output, messages } = await runCli(['trian', 'x'], { folder: folder() });
      assert.equal(exitCode, 2);
      assert.equal(output, '');
      assert.match(messages, /unknown command 'trian'[\s\S]*train/);
    });

    it('prints its help to standard error, with exit code 2, when no command is given', async () => {
      const { exitCode, output, messages } = await runCli([], { folder: folder() });
      assert.equal(exitCode, 2);
      assert.equal(output, '');
      assert.match(messages, /^Usage: reptile-lab /);
    });
  });
});
