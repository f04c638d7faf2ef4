// A campaign of queues: programs once, then rounds, a few at a time.

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtProgram } from '../../support/builtCli.ts';
import { bundleProgram } from '../bundleProgram.ts';
import type { QueuePrograms } from './place.ts';
import { type QueueRound, queueRound, type RoundOptions } from './round.ts';

export interface QueueCampaignOptions extends RoundOptions {
  /** Rounds at once. */
  readonly lanes: number;
  readonly onRound: (round: QueueRound) => void;
}

export async function runQueueCampaign(
  numbers: readonly number[],
  { lanes, onRound, ...options }: QueueCampaignOptions,
): Promise<QueueRound[]> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'reptile-lab-queue-'));
  try {
    const programs: QueuePrograms = {
      cli: await builtProgram('cli.js'),
      trainer: await builtProgram('trainer.js'),
      window: await bundleProgram('queueWindow', fileURLToPath(new URL('windowProcess.ts', import.meta.url))),
    };
    const waiting = [...numbers];
    const rounds: QueueRound[] = [];
    const work = async (lane: number) => {
      for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
        const round = await queueRound(number, path.join(home, `lane-${lane}`), programs, options).catch(
          failedRound(number),
        );
        rounds.push(round);
        onRound(round);
      }
    };
    await Promise.all(Array.from({ length: lanes }, (_, lane) => work(lane)));
    return rounds;
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A round that could not be carried out has shown nothing, and must not count as one that found nothing. */
function failedRound(number: number): (error: unknown) => QueueRound {
  return (error) => {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { number, faults: [{ kind: 'the round failed', detail }], counts: new Map(), made: 0, milliseconds: 0 };
  };
}
