// The server for agents with runs of several folders, as the SDK's own client meets it.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { runCommandLine } from '../../../../src/cli/commandLine.ts';
import { serveMcp } from '../../../../src/cli/mcp/serveMcp.ts';
import { silentSurface } from '../../../../src/cli/mcp/silentSurface.ts';
import { builtProgram } from '../../../support/builtCli.ts';
import { newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { tinyExperiment } from '../../trainer/trainerFixture.ts';

const listed = z.object({ directory: z.string(), id: z.string() });
const list = z.object({ runs: z.array(listed), folders: z.array(z.string()).optional(), leftOut: z.number() });

describe('the server for agents, of several folders', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  const open: Client[] = [];

  afterEach(async () => {
    for (const client of open.splice(0)) await client.close();
  });

  async function connect() {
    const runsFolders = [path.join(folder(), 'a', 'runs'), path.join(folder(), 'b', 'runs')] as const;
    const [near, far] = InMemoryTransport.createLinkedPair();
    void serveMcp({ runsFolders, places: 1, run: runCommandLine, messages: silentSurface, pollMilliseconds: 20 }, far);
    const client = new Client({ name: 'test', version: '1' }, { capabilities: { elicitation: {} } });
    client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: { agree: true } }));
    await client.connect(near);
    open.push(client);
    return { call: (name: string, given: Record<string, unknown> = {}) => callTool(client, name, given), runsFolders };
  }

  async function callTool(client: Client, name: string, given: Record<string, unknown>) {
    const result = await client.callTool({ name, arguments: given });
    const [first] = Array.isArray(result.content) ? result.content : [];
    return { isError: result.isError === true, text: String(first?.text ?? ''), data: result.structuredContent };
  }

  /** Two runs in each folder, by turns, the oldest first. */
  async function newRuns([a, b]: readonly [string, string]): Promise<readonly string[]> {
    const directories: string[] = [];
    for (const [place, runsFolder] of [a, b, a, b].entries())
      directories.push(
        await newTestRun(runsFolder, { state: 'completed', createdAt: `2026-01-0${place + 1}T00:00:00.000Z` }),
      );
    return directories;
  }

  it('lists the runs of all, newest first, and of one where it is named', async () => {
    const { call, runsFolders } = await connect();
    const [a0 = '', b0 = '', a1 = '', b1 = ''] = await newRuns(runsFolders);
    const all = list.parse((await call('list_runs', { limit: 3 })).data);
    assert.deepEqual(
      [all.runs.map(({ directory }) => directory), all.leftOut, all.folders],
      [[b1, a1, b0], 1, [...runsFolders]],
    );
    const ofA = list.parse((await call('list_runs', { folder: runsFolders[0] })).data);
    assert.deepEqual(ofA.runs.map(({ directory }) => directory).sort(), [a0, a1].sort());
    const elsewhere = await call('list_runs', { folder: path.join(folder(), 'c') });
    assert.ok(elsewhere.isError);
    assert.match(elsewhere.text, /is none of the folders of runs: .*a.runs, .*b.runs/);
  });

  it('makes a table of one, the first unless another is named, and says of which', async () => {
    const { call, runsFolders } = await connect();
    const directories = await newRuns(runsFolders);
    const table = z.object({
      folder: z.string(),
      table: z.object({ rows: z.array(z.object({ directory: z.string() })) }),
    });
    for (const [place, named] of [{}, { folder: runsFolders[1] }].entries()) {
      const answer = table.parse((await call('table_of_runs', { columns: 'state', ...named })).data);
      assert.equal(answer.folder, runsFolders[place]);
      assert.deepEqual(
        answer.table.rows.map(({ directory }) => directory).sort(),
        directories.filter((_, number) => number % 2 === place).sort(),
      );
    }
  });

  it('knows a run by its id wherever it lies, latest as the newest of all, and asks which where several are meant', async () => {
    const { call, runsFolders } = await connect();
    const [a0 = '', b0 = '', , b1 = ''] = await newRuns(runsFolders);
    for (const [word, directory] of [
      [path.basename(a0), a0],
      [path.basename(b0), b0],
      [b0, b0],
      ['latest', b1],
    ] as const) {
      for (const tool of ['show_run', 'wait_for_run']) {
        const { text } = await call(tool, { run: word });
        assert.ok(text.includes(JSON.stringify(directory)), `${tool} ${word}: ${text}`);
      }
    }
    const both = await call('wait_for_run', { run: '2' });
    assert.ok(both.isError);
    assert.match(both.text, /is the beginning of 2 runs: .*\n.*is the beginning of 2 runs: /);
    const none = await call('show_run', { run: 'none-of-them' });
    assert.ok(none.isError);
    for (const runsFolder of runsFolders) assert.ok(none.text.includes(runsFolder), none.text);
  });

  it('starts a run in the folder beside its file', async () => {
    const { call, runsFolders } = await connect();
    const [, b] = runsFolders;
    await newRuns(runsFolders);
    const file = path.join(path.dirname(b), 'own.reptile.json');
    await writeFile(file, JSON.stringify(tinyExperiment()));
    const { run } = z.object({ run: listed }).parse((await call('start_run', { file })).data);
    assert.equal(path.dirname(run.directory), b);
    assert.match((await call('wait_for_run', { run: run.id, timeoutSeconds: 90 })).text, /"state":"completed"/);
  });

  it('is started with each of them', async () => {
    const cli = await builtProgram('cli.js');
    const runsFolders = [path.join(folder(), 'a', 'runs'), path.join(folder(), 'b', 'runs')] as const;
    const directories = await newRuns(runsFolders);
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [cli, 'mcp', ...runsFolders.map((one) => `--runs=${one}`)],
      cwd: folder(),
      env: { ...getDefaultEnvironment(), XDG_DATA_HOME: path.join(folder(), 'user') },
      stderr: 'ignore',
    });
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(transport);
    open.push(client);
    const { runs } = list.parse((await callTool(client, 'list_runs', {})).data);
    assert.deepEqual(
      runs.map(({ directory }) => directory),
      [...directories].reverse(),
    );
  });
});
