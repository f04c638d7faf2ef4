// The tiers of `npm test`, in the order they run: each prepares what it needs and gives a tally.

import { availableParallelism } from 'node:os';
import path from 'node:path';
import { cacheFolder, projectFolder } from '../vscode/cacheFolder.ts';
import { UnavailableError } from '../vscode/pinnedVersions.ts';
import { prepareVscode, type Vscode } from '../vscode/prepare.ts';
import { runCommand } from '../vscode/runCommand.ts';
import { runHostTier } from './hostTier.ts';
import { runMochaTier } from './mochaTier.ts';
import { emptyTally, type Tally } from './tally.ts';

export const tierNames = ['check', 'unit', 'host', 'e2e'] as const;
export type TierName = (typeof tierNames)[number];

/** Many tests start processes of their own, with threads of their own. */
const MOST_JOBS = 4;

export interface TierContext {
  readonly grep: string | undefined;
  readonly print: (line: string) => void;
}

/** Runs one tier. Undefined when it crashed. Throws UnavailableError where this machine cannot run it. */
export async function runTier(name: TierName, context: TierContext): Promise<Tally | undefined> {
  switch (name) {
    case 'check':
      return runCheck(context);
    case 'unit':
      return runMochaTier({
        files: 'test/unit/**/*.test.ts',
        grep: context.grep,
        timeoutMilliseconds: 60 * 60_000,
        jobs: Math.min(availableParallelism(), MOST_JOBS),
      });
    case 'host': {
      const { codeServer, chromium } = await prepare(context);
      return runHostTier({ ...context, codeServer, chromium, logFile: path.join(cacheFolder, 'logs', 'host.log') });
    }
    case 'e2e': {
      const { codeServer } = await prepare(context);
      if (!codeServer.release.hasFileSearch)
        throw new UnavailableError('This VS Code comes without the file search that the tests drive.');
      return runMochaTier({ files: 'test/e2e/**/*.test.ts', grep: context.grep, timeoutMilliseconds: 25 * 60_000 });
    }
  }
}

/** Types, lint and import rules count as one test. */
async function runCheck(context: TierContext): Promise<Tally> {
  try {
    await runCommand('npm', ['run', '--silent', 'check'], { folder: projectFolder });
    return { ...emptyTally, passed: 1 };
  } catch (error) {
    context.print(error instanceof Error ? error.message : String(error));
    return { ...emptyTally, failed: 1, failures: ['types, lint and import rules (npm run check)'] };
  }
}

async function prepare(context: TierContext): Promise<Vscode> {
  const report = (line: string) => context.print(`vscode: ${line}`);
  const vscode = await prepareVscode(report);
  report(`code-server ${vscode.codeServer.release.codeServer}, browser: ${vscode.chromium.origin}`);
  return vscode;
}
