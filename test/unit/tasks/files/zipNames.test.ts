// What names the entries of a zip have, whatever program wrote it.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openFileSource } from '../../../../src/tasks/files/openFileSource.ts';
import { zipNamedByBytes } from '../../../support/mangledZips.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const content = utf8('content');

describe('names in a zip', () => {
  const folder = useTemporaryFolder();

  async function namesIn(names: readonly Uint8Array[], isFlagged = false): Promise<readonly string[]> {
    const file = path.join(folder(), 'names.zip');
    await writeFile(
      file,
      zipNamedByBytes(
        names.map((name) => [name, content]),
        isFlagged,
      ),
    );
    const source = await openFileSource(file);
    try {
      for (const each of source.files) assert.deepEqual(await source.read(each), content);
      return source.files.map(({ name }) => name);
    } finally {
      source.close();
    }
  }

  it('are UTF-8 where they are valid UTF-8, whether it is said or not', async () => {
    const names = ['data/dog/0.png', 'data/Übung/0.png', 'data/cafe\u0301/0.png', 'data/日本/0.png', 'data/🐈/0.png'];
    for (const isFlagged of [false, true]) {
      assert.deepEqual(await namesIn(names.map(utf8), isFlagged), [...names].sort(), `said: ${isFlagged}`);
    }
  });

  it('are of code page 437 otherwise', async () => {
    const named = (...bytes: number[]) => Uint8Array.from([...bytes, ...utf8('/0.png')]);
    // U with two dots and e with an accent in code page 437; two bytes of which the second begins no character in
    // UTF-8; an overlong slash, which no UTF-8 has.
    assert.deepEqual(await namesIn([named(0x9a, 0x62)]), ['Üb/0.png']);
    assert.deepEqual(await namesIn([named(0x63, 0x61, 0x66, 0x82)]), ['café/0.png']);
    assert.deepEqual(await namesIn([named(0xe1, 0xe1)]), ['ßß/0.png']);
    assert.deepEqual(await namesIn([named(0xc0, 0xaf)]), ['└»/0.png']);
  });

  it('do not lead out of the zip, in whatever encoding', async () => {
    for (const name of ['../é.png', '/é.png', 'C:/é.png', 'é/../../x.png']) {
      await assert.rejects(namesIn([utf8(name)]), /cannot be read as a zip/, name);
    }
    assert.deepEqual(await namesIn([utf8('é\\0.png')]), ['é/0.png']);
  });
});
