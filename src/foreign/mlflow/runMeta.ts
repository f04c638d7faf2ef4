// What MLflow's file store says of a run in meta.yaml.

import type { LogOutcome } from '../logReader.ts';
import { parseYamlParameters } from '../tables/yamlParameters.ts';

export interface RunMeta {
  readonly title: string | undefined;
  readonly outcome: LogOutcome | undefined;
  readonly isDeleted: boolean;
  /** Seconds since 1970. */
  readonly startedAt: number | undefined;
  /** What is wrong with an entry that was left out. */
  readonly problem: string | undefined;
}

export const noMeta: RunMeta = {
  title: undefined,
  outcome: undefined,
  isDeleted: false,
  startedAt: undefined,
  problem: undefined,
};

/** `RunStatus` of MLflow's service.proto; the others are of a run that is at work. */
const outcomes: ReadonlyMap<unknown, LogOutcome> = new Map([
  [3, 'completed'],
  [4, 'failed'],
  [5, 'stopped'],
]);

export async function parseRunMeta(bytes: Uint8Array): Promise<RunMeta> {
  const { parameters, problem } = await parseYamlParameters(bytes);
  const [name, start] = [parameters.get('run_name'), parameters.get('start_time')];
  return {
    title: typeof name === 'string' && name !== '' ? name : undefined,
    outcome: outcomes.get(parameters.get('status')),
    isDeleted: parameters.get('lifecycle_stage') === 'deleted',
    startedAt: typeof start === 'number' && Number.isFinite(start) ? start / 1000 : undefined,
    problem,
  };
}
