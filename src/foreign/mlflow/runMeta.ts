// What MLflow's file store says of a run in meta.yaml.

import { parse } from 'yaml';
import { readBoundedText } from '../../base/boundedFile.ts';
import { boundText, type LogOutcome } from '../logReader.ts';

export interface RunMeta {
  readonly title: string | undefined;
  readonly outcome: LogOutcome | undefined;
  readonly isDeleted: boolean;
  /** Seconds since 1970. */
  readonly startedAt: number | undefined;
}

export const noMeta: RunMeta = { title: undefined, outcome: undefined, isDeleted: false, startedAt: undefined };

const mostBytes = 64 * 1024;
/** `RunStatus` of MLflow's service.proto; the others are of a run that is at work. */
const outcomes: ReadonlyMap<unknown, LogOutcome> = new Map([
  [3, 'completed'],
  [4, 'failed'],
  [5, 'stopped'],
]);

/** @throws as `readBoundedText` does, and an Error for what is no YAML */
export async function readRunMeta(file: string): Promise<RunMeta> {
  const parsed: unknown = parse(await readBoundedText(file, mostBytes), { logLevel: 'error', maxAliasCount: 0 });
  if (typeof parsed !== 'object' || parsed === null) throw new Error('It does not say what run it is.');
  const { run_name: name, status, lifecycle_stage: stage, start_time: start } = { ...emptyMeta, ...parsed };
  return {
    title: typeof name === 'string' && name !== '' ? boundText(name) : undefined,
    outcome: outcomes.get(status),
    isDeleted: stage === 'deleted',
    startedAt: typeof start === 'number' && Number.isFinite(start) ? start / 1000 : undefined,
  };
}

const emptyMeta: Readonly<Record<'run_name' | 'status' | 'lifecycle_stage' | 'start_time', unknown>> = {
  run_name: undefined,
  status: undefined,
  lifecycle_stage: undefined,
  start_time: undefined,
};
