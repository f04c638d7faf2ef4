// Narrowing a task distribution for tests that look at its samples.

import assert from 'node:assert/strict';
import type { SupervisedDistribution, TaskDistribution } from '../../src/tasks/task.ts';

export function supervised(distribution: TaskDistribution): SupervisedDistribution {
  assert.ok(distribution.kind === 'supervised');
  return distribution;
}
