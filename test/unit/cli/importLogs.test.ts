// `reptile-lab import`: logs of other programs stand beside the runs, are shown as they grow, and nothing else can be done
// with them.

import assert from 'node:assert/strict';
import { appendFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCli } from '../../support/builtCli.ts';
import { carryOutWords } from '../../support/carryOutWords.ts';
import { simpleRecord } from '../../support/foreignEvents.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('reptile-lab import', () => {
  const folder = useTemporaryFolder();
  const runs = () => path.join(folder(), 'runs');
  const logs = () => path.join(folder(), 'logs');
  const logFile = () => path.join(logs(), 'lr', '0.1', 'events.out.tfevents.1700000000.host');
  const carryOut = (verb: string, ...words: string[]) => carryOutWords(verb, '--runs', runs(), ...words);

  beforeEach(async () => {
    await mkdir(path.dirname(logFile()), { recursive: true });
    const seconds = Date.now() / 1000;
    await writeFile(
      logFile(),
      Buffer.concat([simpleRecord('val/acc', 1, 0.25, seconds), simpleRecord('val/acc', 2, 0.75, seconds)]),
    );
  });

  it('shows them in list, table and show from then on, as far as they have come', async () => {
    const own = path.basename(await newTestRun(runs()));
    const imported = await carryOut('import', logs());
    assert.equal(imported.exitCode, 0, imported.messages);
    assert.match(imported.output, /\nlr\/0\.1 +live +2 +1 +val\/acc 0\.7500 /);
    assert.match(imported.messages, /^1 run of .*logs stand/);
    await appendFile(logFile(), simpleRecord('val/acc', 7, 0.5));
    const listed = JSON.parse((await carryOut('list', '--json')).output);
    assert.deepEqual(listed.map(({ id }: { id: string }) => id).sort(), [own, 'lr/0.1'].sort());
    const log = listed.find(({ id }: { id: string }) => id === 'lr/0.1');
    assert.deepEqual(
      [log.state, log.iteration, log.seed, log.tags, log.metrics.named.best],
      ['live', 7, null, ['tensorboard'], { iteration: 2, value: 0.75 }],
    );
    assert.match((await carryOut('list')).output, /\nlr\/0\.1 +live +7 +val\/acc 0\.5000 /);
    const table = JSON.parse((await carryOut('runs', '--json', '--where', 'val/acc < 0.6')).output);
    assert.deepEqual(
      table.rows.map(({ cells }: { cells: { run: string } }) => cells.run),
      ['lr/0.1'],
    );
    const shown = JSON.parse((await carryOut('show', 'lr/0.1', '--json')).output);
    assert.deepEqual([shown.format, shown.figures['val/acc'].count], ['tensorboard', 3]);
    assert.match((await carryOut('show', 'lr/0.1')).output, /\nval\/acc +3 +0\.2500 +0\.5000 +0\.2500 +0\.7500\n/);
    assert.match((await carryOut('show', own)).output, /state/);
  });

  it('hold up nothing else where the folder of the user cannot be looked into, which is said', async () => {
    const own = path.basename(await newTestRun(runs()));
    const before = process.env.XDG_DATA_HOME;
    const user = path.join(folder(), 'user');
    await mkdir(path.join(user, 'reptile-lab'), { recursive: true });
    await writeFile(path.join(user, 'reptile-lab', 'log-folders'), '');
    process.env.XDG_DATA_HOME = user;
    const isSaid = /^[^\n]*user.reptile-lab.log-folders [^\n]*\. Imported logs are left out\.$/m;
    try {
      for (const words of [['list'], ['runs'], ['export', '--format', 'json', '--to', path.join(folder(), 'all')]]) {
        const { exitCode, output, messages } = await carryOutWords(...words, '--runs', runs());
        assert.equal(exitCode, 0, messages);
        assert.match(messages, isSaid);
        assert.match(words[0] === 'export' ? await readFile(output.trim(), 'utf8') : output, new RegExp(own));
      }
      const log = path.dirname(logFile());
      const named = await carryOut('export', log, '--format', 'json', '--to', path.join(folder(), 'one'));
      assert.equal(named.exitCode, 0, named.messages);
      const wrong = await carryOut('show', 'nothing-of-this-name');
      assert.equal(wrong.exitCode, 2);
      assert.match(wrong.messages, /nothing-of-this-name.* Imported logs are left out\./s);
    } finally {
      process.env.XDG_DATA_HOME = before;
    }
  });

  it('leaves every file as it is, and refuses to do anything else with them', async () => {
    const before = await readFile(logFile());
    await carryOut('import', logs());
    for (const words of [['eval'], ['resume'], ['pause'], ['fork'], ['evaluations']]) {
      const [verb = '', ...others] = words;
      const { exitCode, messages } = await carryOut(verb, 'lr/0.1', ...others);
      assert.notEqual(exitCode, 0, verb);
      assert.match(messages, /log of another program, which is only read/, verb);
    }
    assert.deepEqual(await readFile(logFile()), before);
    assert.deepEqual(await readdir(logs(), { recursive: true }), ['lr', 'lr/0.1', path.relative(logs(), logFile())]);
  });

  it('keeps what a person says of them in the user’s own folder, and shows it in list, table and show', async () => {
    await carryOut('import', logs());
    const said = ['--star', '--add-tag', 'paper', '--note', 'Look.', '--name', 'The good one', '--colour', 'blue'];
    assert.equal((await carryOut('mark', 'lr/0.1', ...said)).exitCode, 0);
    const marks = JSON.parse((await carryOut('mark', 'The good one', '--json')).output);
    assert.deepEqual(marks, {
      id: 'lr/0.1',
      directory: path.dirname(logFile()),
      name: 'The good one',
      star: true,
      tags: ['tensorboard', 'paper'],
      note: 'Look.',
      archived: false,
      colour: 'blue',
    });
    assert.match((await carryOut('list')).output, /\nlr\/0\.1 .* \* The good one \[tensorboard, paper\]\n/);
    assert.match(
      (await carryOut('show', 'lr/0.1')).output,
      /^The good one\n[\s\S]*renamed from +lr\/0\.1\n[\s\S]*note +Look\./,
    );
    const table = JSON.parse((await carryOut('runs', '--json', '--where', 'starred and tag = paper')).output);
    assert.equal(table.rows.length, 1);
    await carryOut('mark', 'lr/0.1', '--archive', '--name', '');
    assert.match((await carryOut('list')).messages, /1 archived run is not shown/);
    assert.equal((await carryOut('mark', 'lr/0.1', '--name', 'x'.repeat(201))).exitCode, 2);
    assert.deepEqual(await readdir(logs(), { recursive: true }), ['lr', 'lr/0.1', path.relative(logs(), logFile())]);
  });

  it('finds them by id, path, name, and the beginning of an id, and says which where several are meant', async () => {
    const own = path.basename(await newTestRun(runs()));
    for (const name of ['lr/0.2', 'batch']) {
      await mkdir(path.join(logs(), name), { recursive: true });
      await writeFile(path.join(logs(), name, path.basename(logFile())), simpleRecord('val/acc', 1, 0.5));
    }
    await carryOut('import', logs());
    const idOf = async (word: string) => JSON.parse((await carryOut('show', word, '--json')).output).id;
    assert.deepEqual(
      [await idOf('lr/0.2'), await idOf('b'), await idOf(path.join(logs(), 'batch')), await idOf('latest')],
      ['lr/0.2', 'batch', 'batch', own],
    );
    for (const name of ['lr/0.1', 'batch']) await carryOut('mark', name, '--name', 'twice');
    for (const [word, why] of [
      ['lr', /^.*"lr" is the beginning of 2 logs: lr\/0\.1, lr\/0\.2\. Type more of the id\./],
      ['twice', /^.*"twice" is the name of 2 logs: batch, lr\/0\.1\. Give the id of the one that you mean\./],
      ['missing', /no run "missing"/],
    ] as const)
      for (const verb of ['show', 'mark']) {
        const { exitCode, messages } = await carryOut(verb, word);
        assert.deepEqual([word, verb, exitCode], [word, verb, 2]);
        assert.match(messages, why);
      }
    const other = path.join(folder(), 'others');
    await mkdir(path.join(other, 'batch'), { recursive: true });
    await writeFile(path.join(other, 'batch', path.basename(logFile())), simpleRecord('val/acc', 1, 0.5));
    await carryOut('import', other);
    assert.match(
      (await carryOut('show', 'batch')).messages,
      /"batch" is the id of 2 logs: .*batch, .*batch\. Give the path/,
    );
    assert.equal(await idOf(path.join(other, 'batch')), 'batch');
  });

  it('says which folders stand there, and forgets one', async () => {
    await carryOut('import', logs());
    assert.equal((await carryOut('import')).output, `${logs()}\n`);
    assert.equal((await carryOut('import', logs(), '--forget')).exitCode, 0);
    assert.match((await carryOut('import')).messages, /^No logs are imported/);
    assert.deepEqual(JSON.parse((await carryOut('list', '--json')).output), []);
    assert.match((await carryOut('import', logs(), '--forget')).messages, /is not imported/);
  });

  it('has, as it is built, what reads quoted columns and YAML', async function () {
    this.timeout(120_000);
    await writeFile(path.join(logs(), 'metrics.csv'), 'step,"val,acc"\n0,0.5\n');
    await writeFile(path.join(logs(), 'hparams.yaml'), 'lr: 0.1\n');
    const { output, messages } = await runCli(['import', logs(), '--runs', runs(), '--json'], { folder: folder() });
    assert.doesNotMatch(messages, /warning/);
    const log = JSON.parse(output).find(({ format }: { format: string }) => format === 'csv');
    assert.deepEqual([log.parameters, Object.keys(log.figures), log.problems], [{ lr: 0.1 }, ['val,acc'], []]);
  });

  it('refuses what holds no logs, what is not there, and links', async () => {
    const empty = path.join(folder(), 'empty');
    await mkdir(empty);
    await symlink(logs(), path.join(folder(), 'link'));
    for (const [name, why] of [
      ['empty', /no logs in .*empty/],
      ['missing', /missing does not exist/],
      ['link', /link is a link/],
    ] as const) {
      const { exitCode, messages } = await carryOut('import', path.join(folder(), name));
      assert.deepEqual([name, exitCode], [name, 2]);
      assert.match(messages, why);
    }
    assert.match((await carryOut('import')).messages, /^No logs are imported/);
  });
});
