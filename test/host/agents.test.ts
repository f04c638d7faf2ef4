// What agents of the editor are given: tools, asked before they change anything, and the server where the editor has a
// place for it.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { presets } from '../../src/experiment/presets.ts';
import { agentTools } from '../../src/extension/agents/agentTools.ts';
import type { AskedCall } from '../../src/extension/agents/askedCalls.ts';
import { createAgentQuestion } from '../../src/extension/doors/agentQuestion.ts';
import { languageModelToolName } from '../../src/extension/editor/contributions.ts';
import type { RunRecord } from '../../src/extension/runs/runRecord.ts';
import { readManifest } from '../../src/runs/manifestFile.ts';
import { noMarks } from '../../src/runs/marks/marks.ts';
import { newTestRun } from '../support/newTestRun.ts';
import { taskModule } from '../support/taskModules.ts';
import { runsFolderOf } from '../support/vscode/runsOnDisk.ts';
import { workspaceFolder } from './support/workspace.ts';

describe('agents', function () {
  this.timeout(60_000);

  before(async () => {
    await vscode.extensions.getExtension('reptile-lab.reptile-lab')?.activate();
  });

  it('have the tools of the server', () => {
    const known = new Set(vscode.lm.tools.map(({ name }) => name));
    assert.deepEqual(
      agentTools.map(({ name }) => languageModelToolName(name)).filter((name) => !known.has(name)),
      [],
    );
  });

  it('list runs of the workspace, and hear why something cannot be done', async () => {
    const directory = await newTestRun(runsFolderOf(workspaceFolder()), { state: 'completed', name: 'Seen by agents' });
    const call = async (name: string, input: object) => {
      const tool = languageModelToolName(name);
      const { content } = await vscode.lm.invokeTool(tool, { input, toolInvocationToken: undefined });
      return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
    };
    try {
      assert.match(await call('list_runs', {}), /Seen by agents/);
      await assert.rejects(call('show_run', { run: 'no-such-run' }), /no-such-run/);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('ask before anything is started, stopped or measured, with all that is executed, and else do not', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'agents-'));
    try {
      const file = path.join(folder, 'a.reptile.json');
      await writeFile(file, presets.find(({ id }) => id === 'sine-regression')?.text ?? '');
      await writeFile(path.join(folder, 'own.mjs'), taskModule());
      const set = ['description=long words', 'task={"kind":"module","path":"own.mjs"}'];
      const runsFolders = [path.join(folder, 'runs')] as const;
      const directory = await newTestRun(runsFolders[0]);
      const manifest = { ...(await readManifest(directory)), name: 'Seen\n![x](y)' };
      const known: RunRecord = { directory, manifest, state: 'running', label: '', marks: noMarks };
      const runs = { all: () => [known], lookAt: async () => undefined };
      const id = path.basename(known.directory);
      const input = { file: 'data/../a.reptile.json', set, run: 'latest', runs: [id, 'other/run'] };
      const asked = new Map<string, AskedCall>();
      for (const { name, ask } of agentTools)
        if (ask !== undefined) asked.set(name, await ask(input, { folder, runsFolders, runs }));
      assert.deepEqual(asked.get('stop_run')?.input, { run: known.directory });
      assert.deepEqual(asked.get('compare_runs')?.input, {
        ...input,
        runs: [known.directory, path.join(folder, 'other/run')],
      });
      const lines = [...asked].map(([name, { question }]) => [name, question.lines] as const);
      assert.deepEqual(Object.fromEntries(lines), {
        start_run: [
          `Meta-training starts from “${file}”.`,
          `Executes the module ${path.join(folder, 'own.mjs')}`,
          'A program can do everything that you can.',
          `These values are set: “${set.join(' ')}”.`,
        ],
        stop_run: [`The run “Seen ![x](y)” (${id}) saves a checkpoint and ends. It can be resumed.`],
        compare_runs: [
          'Computes for a while, and stores what is measured with these runs:',
          `“Seen ![x](y)” (${id})`,
          `“${path.join(folder, 'other/run')}”`,
        ],
      });
      const start = agentTools.find(({ name }) => name === 'start_run');
      const padded = { file, set: [`description=${'x'.repeat(1000)}`, ...set] };
      await assert.rejects(async () => start?.ask?.(padded, { folder, runsFolders, runs }), /more than the 800/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('are asked about in lines of which none is missing, however long others are', () => {
    const lines = ['x'.repeat(5000), 'Executes the module /a/own.mjs', 'y'.repeat(5000)];
    const { message } = createAgentQuestion({ title: 'Start a run?', lines });
    assert.ok(message instanceof vscode.MarkdownString);
    assert.ok(message.value.includes('\n\nExecutes the module \\/a\\/own\\.mjs\n\n'), message.value);
  });

  it('find the server, where the editor has a place for it', function () {
    if (Reflect.get(vscode.lm, 'registerMcpServerDefinitionProvider') === undefined) this.skip();
    const { contributes } = vscode.extensions.getExtension('reptile-lab.reptile-lab')?.packageJSON ?? {};
    assert.equal(contributes.mcpServerDefinitionProviders[0].id, 'reptileLab.runs');
  });
});
