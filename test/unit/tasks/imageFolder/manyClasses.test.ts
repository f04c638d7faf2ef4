// More classes in the parts of a split, and images beside these, than a function can have arguments.

import assert from 'node:assert/strict';
import { imageTask } from '../../../../src/experiment/schema/imageTask.ts';
import type { ClassLayout } from '../../../../src/tasks/imageFolder/classLayout.ts';
import { layOutByFolders } from '../../../../src/tasks/imageFolder/folderLayout.ts';
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

describe('images beside the folders of a split, however many they are', () => {
  it('take no part, which is told', () => {
    const names = ['train/a/0.png', 'test/b/0.png', ...Array.from({ length: 200_000 }, (_, n) => `other/${n}.png`)];
    const notes: string[] = [];
    const layout = layOutByFolders({ root: '', images: names.map((name) => ({ name, size: 1 })) }, (note) =>
      notes.push(note),
    );
    assert.equal(layout.kind, 'split');
    assert.match(notes.join(), /^200,000 images beside the folders of the split take no part: /);
  });
});
