// Whatever stands in a file of settings, what counts of it is of the kind that package.json says.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { installationFolder } from '../../../../src/base/installation.ts';
import { settingIds } from '../../../../src/extension/editor/contributions.ts';
import { settingReaders } from '../../../../src/extension/editor/settingReaders.ts';

interface Property {
  readonly type: string;
  readonly default: unknown;
}

const { contributes } = JSON.parse(readFileSync(path.join(installationFolder, 'package.json'), 'utf8'));
const properties: Readonly<Record<string, Property>> = contributes.configuration.properties;
const readers = Object.entries(settingIds).map(([name, id]) => {
  const read = Object.entries(settingReaders).find(([known]) => known === name)?.[1];
  const property = properties[id];
  assert.ok(read !== undefined && property !== undefined, id);
  return { name, read, property };
});

const anything = [null, 5, 'all', true, {}, { trim: 1 }, ['a', 5], 'a\0b', Number.POSITIVE_INFINITY, Number.NaN];

function isOf(type: string, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value) && value.every((one) => typeof one === 'string');
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

describe('reading a setting', () => {
  it('takes defaults as they are', () => {
    for (const { name, read, property } of readers)
      assert.deepEqual(read(property.default), { value: property.default, isWrong: false }, name);
  });

  it('takes the default for what is of the wrong kind, but for days', () => {
    for (const { name, read, property } of readers) {
      const preset = name === 'runsFolder' ? path.normalize(String(property.default)) : property.default;
      if (name !== 'trashDays') assert.deepEqual(read(null), { value: preset, isWrong: true }, name);
    }
  });

  it('gives what is of the right kind, whatever is set, and says where something does not count', () => {
    for (const { name, read, property } of readers)
      for (const setting of anything) {
        const { value, isWrong } = read(setting);
        assert.ok(isOf(property.type, value), `${name}: ${JSON.stringify(setting)}`);
        const isRight = isOf(property.type, setting) || setting === Number.POSITIVE_INFINITY;
        const mayBeRight = isRight && setting !== 'a\0b' && typeof setting === typeof property.default;
        assert.equal(isWrong, !mayBeRight, `${name}: ${JSON.stringify(setting)}`);
      }
  });

  it('keeps numbers within their bounds', () => {
    const { maxConcurrentRuns, trashDays } = settingReaders;
    const given = [-1, 0, 1.5, 4, 1e6];
    assert.deepEqual(
      given.map((setting) => maxConcurrentRuns(setting).value),
      [1, 1, 1, 4, 64],
    );
    assert.deepEqual(
      given.map((setting) => trashDays(setting).value),
      [0, 0, 1, 4, 3650],
    );
  });

  it('removes nothing for a number of days that is none', () => {
    assert.deepEqual(settingReaders.trashDays('never'), { value: 0, isWrong: true });
  });

  it('leaves folders out that are none', () => {
    assert.deepEqual(settingReaders.logFolders(['a', 5, ' ', 'a\0b', 'c']), { value: ['a', 'c'], isWrong: true });
  });

  it('takes a blank folder of runs for none', () => {
    assert.deepEqual(settingReaders.runsFolder(' '), { value: path.join('.reptile', 'runs'), isWrong: false });
  });
});
