// Parts of a split with more classes than a function can have arguments.

import assert from 'node:assert/strict';
import { imageTask } from '../../../../src/experiment/schema/imageTask.ts';
import type { ClassLayout } from '../../../../src/tasks/imageFolder/classLayout.ts';
import { separateParts } from '../../../../src/tasks/imageFolder/partOverlap.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';

describe('classes of two parts, however many they are', () => {
  const classes = (part: string) =>
    Array.from({ length: 200_000 }, (_, number) => ({
      name: `class${number}`,
      files: [{ name: `${part}/class${number}/0.png`, size: 1 }],
    }));
  const dataset = { source: 'folder', path: 'data', size: 6 };

  it('are refused where each part may have counted its own', () => {
    const parts = new Map([
      ['train', { classes: classes('train'), source: 'train/' }],
      ['test', { classes: classes('test'), source: 'test/' }],
    ] as const);
    const { dataset: spec } = imageTask.parse({ kind: 'images', ways: 2, dataset });
    assert.ok(spec.source === 'folder');
    const separate = (): ClassLayout =>
      separateParts(spec, { kind: 'split', parts, splitBy: 'folders' }, () => undefined);
    assert.throws(separate, (error: unknown) => {
      assert.ok(error instanceof TaskError, String(error));
      assert.match(error.message, /200,000 classes of data are called alike in train\/ and in test\//);
      return true;
    });
  });
});
