// A campaign of mutations: a fixture, and lanes that work the plan off side by side.

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { builtProgram } from '../../support/builtCli.ts';
import { makeFixture } from './fixture.ts';
import type { PlannedMutation } from './plan.ts';
import { TryingWorker } from './tryingWorker.ts';
import { type Laboratory, type Tried, tryMutation } from './tryMutation.ts';

export interface CampaignOptions {
  readonly lanes: number;
  /** How long a command may take. */
  readonly limitSeconds: number;
  /** Names of commands; empty: a choice of all for each mutation. */
  readonly commands: readonly string[];
  readonly onTried: (tried: Tried, done: number) => void;
}

/** What a process may hold at its peak. */
const mostBytes = 600e6;

export async function runCampaign(plan: readonly PlannedMutation[], options: CampaignOptions): Promise<Tried[]> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'reptile-lab-mutations-'));
  const workers: TryingWorker[] = [];
  try {
    const fixture = await makeFixture(path.join(home, 'fixture'));
    const script = await builtProgram('cli.js');
    const waiting = [...plan];
    const all: Tried[] = [];
    const lanes = Array.from({ length: options.lanes }, async (_, lane) => {
      const own = path.join(home, `lane-${lane}`);
      await mkdir(path.join(own, 'home'), { recursive: true });
      const worker = new TryingWorker(path.join(own, 'home'));
      workers.push(worker);
      const laboratory: Laboratory = {
        fixture,
        worker,
        script,
        sandbox: path.join(own, 'sandbox'),
        only: options.commands,
        limits: { milliseconds: options.limitSeconds * 1000, bytes: mostBytes },
      };
      for (let planned = waiting.shift(); planned !== undefined; planned = waiting.shift()) {
        const tried = await tryMutation(planned, laboratory).catch(
          (error: unknown): Tried => failedTry(planned, error),
        );
        all.push(tried);
        options.onTried(tried, all.length);
      }
    });
    await Promise.all(lanes);
    return all;
  } finally {
    for (const worker of workers) worker.dispose();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One that could not be tried has shown nothing, and must not count as one that found nothing. */
function failedTry(planned: PlannedMutation, error: unknown): Tried {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    planned,
    role: 'stopped',
    change: 'not made',
    attempts: [],
    findings: [{ attempt: 'campaign', kind: 'the try failed', detail }],
  };
}
