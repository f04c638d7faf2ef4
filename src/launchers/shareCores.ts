// How the machine's cores are shared out among the runs that are at work at the same time.

import { availableParallelism } from 'node:os';
import { coresVariable } from '../base/coresToUse.ts';
import type { TrainerCommand } from './spawnTrainer.ts';

interface Demand {
  /** Of the machine. */
  readonly cores: number;
  /** How many runs may be at work at once. */
  readonly places: number;
  /** Runs that are at work, or start, or wait for a place: the one that is asked about among them. */
  readonly runs: number;
}

/**
 * The cores for each run that starts now, at least 1: the machine is divided by as many runs as will be at work at once,
 * rounded down, so that it is full and not over-full. A run keeps its share until it is resumed.
 */
export function coresForEach({ cores, places, runs }: Demand): number {
  const atOnce = Math.max(1, Math.min(places, runs));
  return Math.max(1, Math.floor(cores / atOnce));
}

/** The command for a trainer with so many cores: all of the machine's are for it to find out by itself. */
export function withCores(command: TrainerCommand, cores: number): TrainerCommand {
  if (cores >= availableParallelism()) return command;
  return { ...command, environment: { ...command.environment, [coresVariable]: String(cores) } };
}
