// What counts of the person's settings: the editor hands on whatever stands in a file of settings, of whatever kind.

import path from 'node:path';
import type { settingIds } from './contributions.ts';

export interface SettingReading<Value> {
  readonly value: Value;
  /** Whether something of it is of another kind than package.json says, and so does not count. */
  readonly isWrong: boolean;
}

export type SettingName = keyof typeof settingIds;

/** Of each setting, by its name, from what the editor gives, which is the default of package.json where nothing is set. */
export const settingReaders = {
  runsFolder: (setting: unknown) => readFolder(setting, path.join('.reptile', 'runs')),
  logFolders: (setting: unknown) => readFolders(setting),
  maxConcurrentRuns: (setting: unknown) => readWhole(setting, [1, 64], 2),
  openPanelOnStart: (setting: unknown) => readSwitch(setting, true),
  notifyOnCompletion: (setting: unknown) => readSwitch(setting, false),
  // What was deleted is not removed for good by a number that nobody gave.
  trashDays: (setting: unknown) => readWhole(setting, [0, 3650], 0),
} satisfies Record<SettingName, (setting: unknown) => SettingReading<unknown>>;

function readSwitch(setting: unknown, instead: boolean): SettingReading<boolean> {
  return typeof setting === 'boolean' ? { value: setting, isWrong: false } : { value: instead, isWrong: true };
}

/** Those beyond `least` and `most` count as these. */
function readWhole(
  setting: unknown,
  [least, most]: readonly [least: number, most: number],
  instead: number,
): SettingReading<number> {
  if (typeof setting !== 'number' || Number.isNaN(setting)) return { value: instead, isWrong: true };
  return { value: Math.min(most, Math.max(least, Math.floor(setting))), isWrong: false };
}

/** A blank one counts as `instead`, too. */
function readFolder(setting: unknown, instead: string): SettingReading<string> {
  const isPath = mayBePath(setting);
  return { value: (isPath && setting.trim()) || instead, isWrong: !isPath };
}

/** Those that are none are left out. */
function readFolders(setting: unknown): SettingReading<readonly string[]> {
  const named: readonly unknown[] = Array.isArray(setting) ? setting : [undefined];
  const paths = named.filter(mayBePath);
  return { value: paths.filter((name) => name.trim() !== ''), isWrong: paths.length < named.length };
}

/** The system takes a NUL for the end of a path. */
function mayBePath(setting: unknown): setting is string {
  return typeof setting === 'string' && !setting.includes('\0');
}
