// JPEGs made for print: converted to the colours that Pillow shows.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { randomStream } from '../../../../src/engine/random.ts';
import { UnreadableFileError } from '../../../../src/tasks/files/fileSource.ts';
import { JpegDecoder } from '../../../../src/tasks/pictures/jpegDecoder.ts';
import { turnUpright } from '../../../../src/tasks/pictures/orientation.ts';
import { readPictureHeader } from '../../../../src/tasks/pictures/pictureHeader.ts';
import { asYcck, jpegPixelHashes, jpegs, withOrientation, ycckPixelHashes } from '../../../support/jpegs.ts';

const kinds = ['cmyk', 'cmykRestarts', 'cmykProgressive'] as const;

describe('a JPEG in CMYK', () => {
  let decoder: JpegDecoder;
  before(async () => {
    decoder = await JpegDecoder.create();
  });

  const decode = (bytes: Uint8Array) => {
    const header = readPictureHeader(bytes);
    assert.ok(header.format === 'jpeg');
    return decoder.decode(bytes, header);
  };

  async function hashOf(bytes: Uint8Array): Promise<string> {
    const { pixels } = await decode(bytes);
    return createHash('sha256')
      .update(pixels.filter((_, index) => index % 4 < 3))
      .digest('hex');
  }

  it('is decoded and converted as Pillow does, bit by bit: baseline, with restarts, progressive', async () => {
    for (const kind of kinds) assert.equal(await hashOf(jpegs[kind]), jpegPixelHashes[kind], kind);
  });

  it('may have its inks as luma and chroma', async () => {
    for (const kind of kinds) assert.equal(await hashOf(asYcck(jpegs[kind])), ycckPixelHashes[kind], kind);
  });

  it('is turned as its EXIF orientation says, and opaque', async () => {
    for (const orientation of [3, 6, 7] as const) {
      const upright = await decode(jpegs.cmykRestarts);
      assert.deepEqual(
        await decode(withOrientation(jpegs.cmykRestarts, orientation)),
        turnUpright(upright, orientation),
      );
      assert.ok(upright.pixels.every((value, index) => index % 4 < 3 || value === 255));
    }
  });

  it('is refused where it is cut off, and read or refused where its bits are flipped', async () => {
    const random = randomStream(5, 'split');
    for (const kind of kinds) {
      const whole = jpegs[kind];
      for (let length = 30; length < whole.length - 2; length += 1 + random.integer(9)) {
        await assert.rejects(async () => decode(whole.subarray(0, length)), UnreadableFileError, `${kind} ${length}`);
      }
      for (let count = 0; count < 150; count++) {
        const flipped = whole.slice();
        const position = 2 + random.integer(whole.length - 2);
        flipped[position] = (flipped[position] ?? 0) ^ (1 << random.integer(8));
        try {
          await decode(flipped);
        } catch (error) {
          assert.ok(error instanceof UnreadableFileError, `${kind} ${position}: ${error}`);
        }
      }
      assert.equal(await hashOf(whole), jpegPixelHashes[kind], 'and the next one is read as ever');
    }
  });
});
