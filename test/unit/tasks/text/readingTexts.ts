// Reads files of texts that a test makes, and sees to it that what is refused is refused by name.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { experimentSchema, type TextDatasetSpec } from '../../../../src/experiment/schema.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import { readTexts } from '../../../../src/tasks/text/readTexts.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

type Settings = Readonly<Record<string, unknown>>;

/** To be called in `describe`. */
export function useTextReading() {
  const folder = useTemporaryFolder();

  async function write(name: string, content: string | Uint8Array): Promise<void> {
    const file = path.join(folder(), name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }

  async function readFrom(place: string, settings: Settings = {}) {
    const notes: string[] = [];
    const { classes } = await readTexts(textDataset({ source: 'file', path: place, ...settings }), folder(), {
      onNote: (note) => notes.push(note.replaceAll(folder(), '…').replaceAll(`…${path.sep}`, '…/')),
    });
    return { classes: Object.fromEntries(classes.map((taken) => [taken.name, [...taken.texts]])), notes };
  }

  async function read(name: string, content: string | Uint8Array, settings: Settings = {}) {
    await write(name, content);
    return readFrom(name, settings);
  }

  async function refuses(name: string, content: string | Uint8Array, message: RegExp, settings: Settings = {}) {
    await write(name, content);
    await refusesFrom(name, message, settings);
  }

  async function refusesFrom(place: string, message: RegExp, settings: Settings = {}) {
    await assert.rejects(readFrom(place, settings), (error: unknown) => {
      assert.ok(error instanceof TaskError, String(error));
      assert.match(error.message, message);
      assert.ok(error.message.includes(place) || error.message.includes('task.dataset'), error.message);
      return true;
    });
  }

  return { folder, write, read, readFrom, refuses, refusesFrom };
}

export function textDataset(dataset: Settings): TextDatasetSpec {
  const { task } = experimentSchema.parse({
    name: 'x',
    task: { kind: 'text', dataset },
    model: { kind: 'mlp' },
    algorithm: { innerOptimizer: { kind: 'sgd' } },
  });
  if (task.kind !== 'text') throw new TypeError('A text task was asked for.');
  return task.dataset;
}
