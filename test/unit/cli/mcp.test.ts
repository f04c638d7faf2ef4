// The server of the Model Context Protocol, as the SDK's own client meets it: tools, their answers, and that nothing is
// started or stopped unasked.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import fileSystem, { readdir, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { mock } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { userFolder } from '../../../src/base/userFolder.ts';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import { serveMcp } from '../../../src/cli/mcp/serveMcp.ts';
import { silentSurface } from '../../../src/cli/mcp/silentSurface.ts';
import { prepareStart, readAskedFile } from '../../../src/launchers/askedStart.ts';
import { listRuns } from '../../../src/runs/listRuns.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { builtProgram } from '../../support/builtCli.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { queueRun } from '../../support/queueRun.ts';
import { taskModule } from '../../support/taskModules.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';
import { newRunOf, newTinyRun, tinyExperiment } from '../trainer/trainerFixture.ts';

interface Answer {
  readonly isError: boolean;
  readonly text: string;
  readonly data: Record<string, unknown>;
}

describe('the server for agents', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  const open: Client[] = [];

  afterEach(async () => {
    for (const client of open.splice(0)) await client.close();
  });

  /** `answer` is the person's; undefined: a client that cannot ask. */
  async function connect(
    answer: boolean | string | undefined = undefined,
    onQuestion: () => Promise<void> = async () => {},
    agreed: readonly string[] = [],
  ) {
    const [near, far] = InMemoryTransport.createLinkedPair();
    const runsFolder = path.join(folder(), 'runs');
    const served = { runsFolders: [runsFolder] as const, places: 1, run: runCommandLine, messages: silentSurface };
    void serveMcp({ ...served, agreed, pollMilliseconds: 20 }, far);
    const capabilities = answer === undefined ? {} : { elicitation: {} };
    const client = new Client({ name: 'test', version: '1' }, { capabilities });
    const questions: string[] = [];
    if (answer !== undefined)
      client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
        questions.push(params.message);
        await onQuestion();
        return { action: 'accept', content: { agree: answer } };
      });
    await client.connect(near);
    open.push(client);
    const call = async (name: string, given: Record<string, unknown> = {}): Promise<Answer> => {
      const result = await client.callTool({ name, arguments: given });
      const [first] = Array.isArray(result.content) ? result.content : [];
      return {
        isError: result.isError === true,
        text: String(first?.text ?? ''),
        data: typeof result.structuredContent === 'object' ? { ...result.structuredContent } : {},
      };
    };
    return { client, call, questions, runsFolder };
  }

  it('says of every tool what it takes and whether it changes anything', async () => {
    const { client } = await connect();
    const { tools } = await client.listTools();
    const marked = Object.fromEntries(
      tools.map(({ name, annotations }) => [name, [annotations?.readOnlyHint, annotations?.destructiveHint]]),
    );
    assert.deepEqual(marked, {
      list_runs: [true, false],
      show_run: [true, false],
      table_of_runs: [true, false],
      validate_experiment: [true, false],
      start_run: [false, true],
      stop_run: [false, true],
      wait_for_run: [true, false],
      compare_runs: [false, false],
    });
    for (const { inputSchema, description } of tools) {
      assert.equal(inputSchema.type, 'object');
      assert.ok((description ?? '').length > 20);
    }
    assert.match(client.getInstructions() ?? '', /never instructions/);
  });

  it('lists, shows, tabulates and compares runs as the command line does', async () => {
    const directories = [await newTrainedRun(folder(), 3), await newTrainedRun(folder(), 4)];
    const { call } = await connect();
    const { runs, leftOut } = (await call('list_runs', { limit: 1 })).data;
    assert.ok(Array.isArray(runs) && runs.length === 1 && leftOut === 1);
    const shown = await call('show_run', { run: directories[0] });
    assert.match(shown.text, /"checkpoints":\[15,0\]/);
    const { table } = (await call('table_of_runs', { where: 'seed = 4', columns: 'seed,state' })).data;
    assert.match(JSON.stringify(table), /"rows":\[\{"directory":"[^"]+","cells":\{"seed":4,"state":"completed"\}\}\]/);
    const wrong = await call('table_of_runs', { where: 'seed = = 4' });
    assert.ok(wrong.isError);
    assert.match(wrong.text, /\^/);
    const { comparisons } = (await call('compare_runs', { runs: directories, tasks: 5 })).data;
    assert.match(JSON.stringify(comparisons), /"tasks":5.*"difference":\{"mean":/);
  });

  it('validates a file, and takes no word for an option', async () => {
    const { call } = await connect();
    const file = path.join(folder(), 'wrong.reptile.json');
    await writeFile(file, '{ "name": 1 }');
    const { problems } = (await call('validate_experiment', { file })).data;
    assert.match(JSON.stringify(problems), /"severity":"error"/);
    const option = await call('show_run', { run: '--help' });
    assert.ok(option.isError && !/Usage/.test(option.text), option.text);
    assert.ok((await call('show_run', { run: '' })).isError);
  });

  it('starts nothing that the person does not agree to, and names what it would execute', async () => {
    const file = path.join(folder(), 'own.reptile.json');
    const executed = path.join(folder(), 'executed');
    const first = `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(executed)}, '');`;
    await writeFile(path.join(folder(), 'own.mjs'), taskModule({ first }));
    await writeFile(file, JSON.stringify({ ...tinyExperiment(), task: { kind: 'module', path: 'own.mjs' } }));
    const { call, questions, runsFolder } = await connect(false);
    const refused = await call('start_run', { file, set: ['seed=9'] });
    assert.ok(refused.isError);
    assert.match(refused.text, /did not agree, so nothing was done/);
    assert.match(
      questions.join(),
      /Start “tiny” from .*own\.reptile\.json: 60 meta-iterations\? It executes .*own\.mjs\. With seed=9$/,
    );
    assert.ok(!existsSync(executed) && !existsSync(runsFolder));
    const faulty = await call('start_run', { file, set: ['seed=-1'] });
    assert.match(faulty.text, /has errors, so nothing was started/);
    assert.equal(questions.length, 1, 'nobody is asked about what cannot be');
  });

  it('takes no answer for a yes that is not what it asked for', async () => {
    const file = path.join(folder(), 'tiny.reptile.json');
    await writeFile(file, JSON.stringify(tinyExperiment()));
    const { call, questions, runsFolder } = await connect('true');
    const { isError, text } = await call('start_run', { file });
    assert.equal(questions.length, 1);
    assert.ok(isError);
    assert.match(text, /agree/);
    assert.ok(!existsSync(runsFolder));
  });

  it('starts nothing of which the person is not shown everything that is set', async () => {
    const file = path.join(folder(), 'own.reptile.json');
    await writeFile(file, JSON.stringify(tinyExperiment()));
    await writeFile(path.join(folder(), 'own.mjs'), taskModule());
    const { call, questions, runsFolder } = await connect(true);
    const set = [`description=${'x'.repeat(1000)}`, 'task={"kind":"module","path":"own.mjs"}'];
    const { isError, text } = await call('start_run', { file, set });
    assert.ok(isError);
    assert.match(text, /more than the 800 that a person is shown.* nothing was done\. Write values into/);
    assert.deepEqual(questions, []);
    assert.ok(!existsSync(runsFolder));
  });

  it('measures no stranger’s module without the person', async () => {
    await writeFile(path.join(folder(), 'own.mjs'), taskModule());
    const experiment = { ...tinyExperiment(), task: { kind: 'module', path: 'own.mjs' } as const };
    const directory = await newRunOf(folder(), experiment, path.join(folder(), 'runs'));
    await carryOutRun(directory);
    const runs = [directory, await newTrainedRun(folder(), 3)];
    for (const answer of [undefined, false]) {
      const { call, questions } = await connect(answer);
      const refused = await call('compare_runs', { runs, tasks: 2 });
      assert.ok(refused.isError);
      assert.match(refused.text, /executes .*own\.mjs\. A person has to agree/);
      assert.equal(questions.length, answer === undefined ? 0 : 1);
    }
  });

  it('starts and measures what the person was asked about, whatever lies there by the time of the answer', async () => {
    const file = path.join(folder(), 'own.reptile.json');
    const executed = path.join(folder(), 'executed');
    const module = path.join(folder(), 'own.mjs');
    const evil = taskModule({
      first: `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(executed)}, '');`,
    });
    const ofModule = { ...tinyExperiment(), task: { kind: 'module', path: 'own.mjs' } as const };
    await writeFile(module, evil);
    await writeFile(file, JSON.stringify(tinyExperiment()));
    const exchanged = await connect(true, () => writeFile(file, JSON.stringify(ofModule)));
    const { run } = (await exchanged.call('start_run', { file })).data;
    assert.ok(!existsSync(executed));
    assert.match(JSON.stringify(run), /"name":"tiny"/);
    await writeFile(module, taskModule());
    const runs = [await newRunOf(folder(), ofModule, path.join(folder(), 'runs')), await newTrainedRun(folder(), 3)];
    await carryOutRun(runs[0] ?? '');
    const later = await connect(true, () => writeFile(module, evil));
    assert.match((await later.call('compare_runs', { runs, tasks: 2 })).text, /has changed since you were asked/);
    await writeFile(module, taskModule());
    await writeFile(file, JSON.stringify(ofModule));
    const started = await later.call('start_run', { file });
    assert.match(started.text, /what it executes, has changed since the person was asked/);
    assert.ok(!existsSync(executed));
  });

  it('starts without a question only what the editor has asked the person about', async () => {
    const file = path.join(folder(), 'own.reptile.json');
    const runsFolder = path.join(folder(), 'runs');
    await writeFile(file, JSON.stringify(tinyExperiment()));
    const start = { file, source: await readAskedFile(file), overrides: ['seed=9'], runsFolder };
    const asked = await prepareStart(start);
    assert.ok(asked.kind === 'ready');
    const { call, questions } = await connect(false, async () => {}, [asked.agreement]);
    for (const set of [[], ['seed=8'], ['seed=9', 'seed=9']])
      assert.match((await call('start_run', { file, set })).text, /has changed since the person was asked/);
    assert.ok(!existsSync(runsFolder));
    const { run } = (await call('start_run', { file, set: ['seed=9'] })).data;
    assert.match(JSON.stringify(run), /"name":"tiny"/);
    assert.deepEqual(questions, []);
  });

  it('starts no program whose script is exchanged while its run is made', async function () {
    if (process.platform === 'win32') this.skip();
    const file = path.join(folder(), 'own.reptile.json');
    const script = path.join(folder(), 'train.sh');
    const runsFolder = path.join(folder(), 'runs');
    const metrics = { figureOfMerit: 'score', direction: 'higher' };
    await writeFile(file, JSON.stringify({ name: 'own', trainer: { command: ['sh', 'train.sh'], metrics } }));
    await writeFile(script, 'touch good');
    const asked = await prepareStart({ file, source: await readAskedFile(file), overrides: [], runsFolder });
    assert.ok(asked.kind === 'ready');
    const { call } = await connect(false, async () => {}, [asked.agreement]);
    const { open } = fileSystem;
    const exchanging = mock.method(fileSystem, 'open', (...given: Parameters<typeof open>) => {
      if (/\.unfinished-[^/]*.source\.reptile\.json$/.test(String(given[0]))) writeFileSync(script, 'touch other');
      return open(...given);
    });
    syncBuiltinESMExports();
    try {
      const refused = await call('start_run', { file });
      assert.ok(refused.isError);
      assert.match(refused.text, /what it executes, has changed since the person was asked/);
    } finally {
      exchanging.mock.restore();
      syncBuiltinESMExports();
    }
    assert.deepEqual(await listRuns(runsFolder), []);
    await writeFile(script, 'touch good');
    const { outcome } = (await call('start_run', { file })).data;
    assert.equal(outcome, 'started');
    await waitFor('the program to be at work', async () => existsSync(path.join(folder(), 'good')));
    assert.ok(!existsSync(path.join(folder(), 'other')));
  });

  it('asks in words of which no client makes links, and shows the end of long paths', async () => {
    const name = 'x](command:foo) ![y](http://z/p.png) <img>';
    const file = path.join(folder(), 'own.reptile.json');
    await writeFile(file, JSON.stringify({ ...tinyExperiment(), name }));
    const { call, questions } = await connect(false);
    await call('start_run', { file });
    assert.match(questions.join(), /^Start “x\] \(command:foo\) !\[y\] \(http:/);
    assert.ok(!questions.join().includes('<'));
  });

  if (process.platform !== 'win32')
    it('reads no pipe, and answers others all the same', async () => {
      const pipe = path.join(folder(), 'pipe.reptile.json');
      await promisify(execFile)('mkfifo', [pipe]);
      const { call } = await connect();
      const tools = ['validate_experiment', 'start_run', 'validate_experiment', 'start_run', 'validate_experiment'];
      for (const { text, isError } of await Promise.all(tools.map((tool) => call(tool, { file: pipe })))) {
        assert.ok(isError);
        assert.match(text, /is not a file but a pipe/);
      }
      assert.match((await call('validate_experiment', { file: path.join(folder(), 'none') })).text, /none/);
      assert.deepEqual((await call('list_runs')).data, { runs: [], leftOut: 0 });
    });

  it('starts no run that waits because a tool looks, and those that it was asked to start in their turn', async () => {
    const { call, runsFolder } = await connect(true);
    const queued = await queueRun(await newTestRun(runsFolder, { metaIterations: 20 }), userFolder());
    const files = await readdir(queued);
    await call('wait_for_run', { run: queued, timeoutSeconds: 0.5 });
    assert.deepEqual(await readdir(queued), files, 'nobody has claimed its launch');
    const file = path.join(folder(), 'own.reptile.json');
    await writeFile(file, JSON.stringify(tinyExperiment()));
    const { outcome, run: own } = (await call('start_run', { file })).data;
    assert.equal(outcome, 'waiting', 'the one place is for the run that waited first');
    for (const run of [queued, z.object({ id: z.string() }).parse(own).id])
      assert.match((await call('wait_for_run', { run, timeoutSeconds: 90 })).text, /"state":"completed"/);
  });

  it('looks at no place on another computer, whichever tool it is named to', async () => {
    const { call } = await connect(true);
    const elsewhere = String.raw`\\elsewhere\share\own.reptile.json`;
    const calls: readonly (readonly [string, Record<string, unknown>])[] = [
      ...['show_run', 'stop_run', 'wait_for_run'].map((tool) => [tool, { run: elsewhere }] as const),
      ...['validate_experiment', 'start_run'].map((tool) => [tool, { file: elsewhere }] as const),
      ['compare_runs', { runs: [elsewhere, elsewhere] }],
    ];
    const { platform } = process;
    // Windows alone has such places.
    Object.defineProperty(process, 'platform', { value: 'win32' });
    try {
      for (const [tool, given] of calls) {
        const { isError, text } = await call(tool, given);
        assert.ok(isError, tool);
        assert.match(text, /lies on another computer than the runs, so it was not looked at/, tool);
      }
    } finally {
      Object.defineProperty(process, 'platform', { value: platform });
    }
  });

  it('stops nothing that the person wants to go on', async () => {
    const directory = await newTinyRun(path.join(folder(), 'runs'));
    const before = await readManifest(directory);
    const { call, questions } = await connect(false);
    const refused = await call('stop_run', { run: directory });
    assert.match(refused.text, /did not agree/);
    assert.match(questions.join(), /Stop the run “tiny”/);
    assert.deepEqual(await readManifest(directory), before);
  });

  it('says how a run stands where it has not ended in time, and at once where it has', async () => {
    const runs = path.join(folder(), 'runs');
    const { call } = await connect();
    const waiting = await newTinyRun(runs);
    const { hasEnded } = (await call('wait_for_run', { run: waiting, timeoutSeconds: 0 })).data;
    assert.equal(hasEnded, false);
    const ended = (await call('wait_for_run', { run: await newTrainedRun(folder(), 3), timeoutSeconds: 600 })).data;
    assert.equal(ended.hasEnded, true);
    assert.match(JSON.stringify(ended.run), /"state":"completed"/);
  });
});

describe('reptile-lab mcp', function () {
  this.timeout(300_000);
  const folder = useTemporaryFolder();

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`ends by ${signal}, and what it measures with it`, async function () {
      if (process.platform === 'win32') return this.skip();
      const runs = path.join(folder(), 'runs');
      const [one, other] = [await newTrainedRun(folder(), 3), await newTrainedRun(folder(), 4)];
      const environment = { ...process.env, XDG_DATA_HOME: path.join(folder(), 'user') };
      const server = spawn(process.execPath, [await builtProgram('cli.js'), 'mcp', '--runs', runs], {
        env: environment,
      });
      const ended = once(server, 'exit');
      server.stderr.resume();
      const answers: string[] = [];
      server.stdout.setEncoding('utf8').on('data', (text) => answers.push(text));
      const send = (message: object) => server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
      const clientInfo = { name: 'test', version: '1' };
      send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } });
      send({ method: 'notifications/initialized' });
      const longest = { runs: [one, other], tasks: 100_000 };
      send({ id: 2, method: 'tools/call', params: { name: 'compare_runs', arguments: longest } });
      send({ id: 3, method: 'tools/call', params: { name: 'list_runs', arguments: {} } });
      await waitFor('another answer', () => answers.join('').includes('"id":3'), 60_000);
      // Early or in the midst of it: hundreds of tasks are measured in a second.
      if (signal === 'SIGTERM') await delay(2000);
      server.kill(signal);
      assert.deepEqual(await Promise.race([ended, delay(20_000)]), [0, null]);
      assert.doesNotMatch(answers.join(''), /"id":2/);
    });
  }

  it('starts runs that outlive it, waits for them and stops them, after a word of the person each', async () => {
    const cli = await builtProgram('cli.js');
    const file = path.join(folder(), 'own.reptile.json');
    await writeFile(file, JSON.stringify(tinyExperiment()));
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [cli, 'mcp', '--runs', path.join(folder(), 'runs'), '--max-runs', '2'],
      cwd: folder(),
      env: { ...getDefaultEnvironment(), XDG_DATA_HOME: path.join(folder(), 'user') },
      stderr: 'ignore',
    });
    const client = new Client({ name: 'test', version: '1' }, { capabilities: { elicitation: {} } });
    const questions: string[] = [];
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      questions.push(params.message);
      return { action: 'accept', content: { agree: true } };
    });
    await client.connect(transport);
    const call = async (name: string, given: Record<string, unknown>) =>
      JSON.stringify((await client.callTool({ name, arguments: given }, undefined, { timeout: 120_000 })).content);
    const idIn = (text: string) => /\\"id\\":\\"([^"\\]+)/.exec(text)?.[1] ?? assert.fail(text);
    try {
      const short = idIn(await call('start_run', { file }));
      const long = idIn(await call('start_run', { file, set: ['algorithm.metaIterations=100000000', 'seed=4'] }));
      assert.match(await call('wait_for_run', { run: short, timeoutSeconds: 90 }), /\\"state\\":\\"completed/);
      assert.match(await call('stop_run', { run: long }), /\\"state\\":\\"stopped/);
      assert.equal(questions.length, 3);
    } finally {
      await client.close();
    }
  });
});

async function newTrainedRun(folder: string, seed: number): Promise<string> {
  const experiment = { ...tinyExperiment({ algorithm: { metaIterations: 15 } }), seed };
  const directory = await newRunOf(folder, experiment, path.join(folder, 'runs'));
  await carryOutRun(directory);
  return directory;
}
