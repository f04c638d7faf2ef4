// What the editor's agents can do with runs: tools of the extension's own, and the server for agents, where the editor
// knows of such things.

import * as vscode from 'vscode';
import { builtFile } from '../../base/installation.ts';
import { trainerEnvironment } from '../../launchers/spawnTrainer.ts';
import { createAgentQuestion } from '../doors/agentQuestion.ts';
import { maxConcurrentRuns, workspaceRunsFolders } from '../editor/configuration.ts';
import { languageModelToolName, mcpProviderId } from '../editor/contributions.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import { type AgentPlace, type AgentTool, agentTools } from './agentTools.ts';
import { type AskedCall, AskedCalls } from './askedCalls.ts';
import { callTool, type ServerCommand } from './callTool.ts';
import type { RunsInView } from './meantRun.ts';

/** @param runs those of the window, once they are known */
export function registerAgents(version: string, runs: () => Promise<RunsInView>): Disposable {
  const store = new DisposableStore();
  const asked = new AskedCalls();
  for (const tool of agentTools)
    store.add(vscode.lm.registerTool<object>(languageModelToolName(tool.name), createTool(tool, asked, runs)));
  registerServer(version, store);
  return store;
}

function createTool(
  { name, doing, ask }: AgentTool,
  asked: AskedCalls,
  runs: () => Promise<RunsInView>,
): vscode.LanguageModelTool<object> {
  return {
    prepareInvocation: async ({ input }) => {
      requireTrust();
      const invocationMessage = doing();
      if (ask === undefined) return { invocationMessage };
      const call = await ask(input, { ...requirePlace(), runs: await runs() });
      asked.remember(name, input, call);
      return { invocationMessage, confirmationMessages: createAgentQuestion(call.question) };
    },
    invoke: async ({ input }, token) => {
      const call = ask === undefined ? { input, agreement: undefined } : asked.take(name, input);
      const text = await answer(name, call, token);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  };
}

/** @throws {Error} with what the agent can put right */
async function answer(
  name: string,
  { input, agreement }: Pick<AskedCall, 'input' | 'agreement'>,
  token: vscode.CancellationToken,
): Promise<string> {
  requireTrust();
  const command = serverCommand(requirePlace());
  const words = agreement === undefined ? command.words : [...command.words, `--agreed=${agreement}`];
  const aborting = new AbortController();
  const listening = token.onCancellationRequested(() => aborting.abort());
  try {
    const { isError, text } = await callTool({ ...command, words }, name, input, aborting.signal);
    if (isError) throw new Error(text);
    return text;
  } finally {
    listening.dispose();
  }
}

/**
 * Tools that only look follow links and paths wherever these lead, and an agent takes paths from what it reads.
 * @throws {Error} before the person trusts the workspace
 */
function requireTrust(): void {
  if (!vscode.workspace.isTrusted) throw new Error('The person has not trusted this workspace.');
}

type Folders = Omit<AgentPlace, 'runs'>;

/** The first workspace folder, and the runs of all; undefined without one. */
function placeOfAgents(): Folders | undefined {
  const [runsFolder, ...others] = workspaceRunsFolders();
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
  return runsFolder === undefined || folder === undefined
    ? undefined
    : { folder, runsFolders: [runsFolder, ...others] };
}

/** @throws {Error} without a folder */
function requirePlace(): Folders {
  const place = placeOfAgents();
  if (place === undefined) throw new Error('No folder is open, so there is no folder of runs.');
  return place;
}

function serverCommand({ folder, runsFolders }: Folders): ServerCommand {
  return {
    program: process.execPath,
    words: [
      builtFile('cli.js'),
      'mcp',
      ...runsFolders.map((one) => `--runs=${one}`),
      `--max-runs=${maxConcurrentRuns()}`,
    ],
    folder,
    environment: trainerEnvironment(process.env),
  };
}

/** Older editors have no place for servers. */
function registerServer(version: string, store: DisposableStore): void {
  const register: unknown = Reflect.get(vscode.lm, 'registerMcpServerDefinitionProvider');
  const definition: unknown = Reflect.get(vscode, 'McpStdioServerDefinition');
  if (!isRegister(register) || !isDefinition(definition)) return;
  const changed = store.add(new vscode.EventEmitter<void>());
  store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()));
  store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()));
  store.add(
    register(mcpProviderId, {
      onDidChangeMcpServerDefinitions: changed.event,
      // Whoever starts a server starts a program that starts others: only where the person trusts the workspace.
      provideMcpServerDefinitions: () => {
        const place = vscode.workspace.isTrusted ? placeOfAgents() : undefined;
        if (place === undefined) return [];
        const command = serverCommand(place);
        const environment = { ELECTRON_RUN_AS_NODE: '1' };
        return [new definition('Reptile Lab', command.program, [...command.words], environment, version)];
      },
    }),
  );
}

interface McpProvider {
  readonly onDidChangeMcpServerDefinitions: vscode.Event<void>;
  readonly provideMcpServerDefinitions: () => readonly object[];
}

type Register = (id: string, provider: McpProvider) => Disposable;
type Definition = new (
  label: string,
  command: string,
  words: string[],
  environment: Record<string, string>,
  version: string,
) => object;

function isRegister(value: unknown): value is Register {
  return typeof value === 'function';
}

function isDefinition(value: unknown): value is Definition {
  return typeof value === 'function';
}
