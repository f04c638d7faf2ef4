// PNGs as cameras, telephones and editors write them: with bytes behind them, and turned by EXIF.

import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import { decodePng } from '../../../../src/tasks/pictures/decodePng.ts';
import { readPictureHeader } from '../../../../src/tasks/pictures/pictureHeader.ts';
import { exifWith, jpegs } from '../../../support/jpegs.ts';
import { makeChunk, makePng, type PngHeader } from '../../../support/pngs.ts';

const decode = (png: Uint8Array) => decodePng(png, readPictureHeader(png));
const bytesOf = (text: string) => new TextEncoder().encode(text);
const ending = 12;

/** Grey pixels 0 to 5 in two rows of three. */
const small = (chunks: Parameters<typeof makePng>[2] = [], header: Partial<PngHeader> = {}) =>
  makePng({ width: 3, height: 2, colourType: 0, ...header }, Uint8Array.of(0, 0, 1, 2, 0, 3, 4, 5), chunks);

const reds = (pixels: Uint8Array) => Array.from({ length: pixels.length / 4 }, (_, pixel) => pixels[4 * pixel]);

/** What Pillow's `ImageOps.exif_transpose` makes of it, by orientation from 1 on: width, and pixels. */
const shownBy = [
  [3, [0, 1, 2, 3, 4, 5]],
  [3, [2, 1, 0, 5, 4, 3]],
  [3, [5, 4, 3, 2, 1, 0]],
  [3, [3, 4, 5, 0, 1, 2]],
  [2, [0, 3, 1, 4, 2, 5]],
  [2, [3, 0, 4, 1, 5, 2]],
  [2, [5, 2, 4, 1, 3, 0]],
  [2, [2, 5, 1, 4, 0, 3]],
] as const;

describe('a PNG', () => {
  it('may lack its end, or break off within it, where all pixels are there', () => {
    const png = small();
    for (let missing = 1; missing <= ending; missing++)
      assert.deepEqual(decode(png.subarray(0, png.length - missing)), decode(png), `without ${missing} bytes`);
    const large = makePng(
      { width: 64, height: 64, colourType: 0 },
      new Uint8Array(64 * 65).map((_, at) => (at % 65 ? (at * 7919) % 251 : 0)),
    );
    // The checksum of the pixels and the chunk's own are no pixels.
    for (const missing of [ending + 20, ending + 300])
      assert.throws(() => decode(large.subarray(0, large.length - missing)), /cut off or damaged/);
    const packed = deflateSync(new Uint8Array(64 * 65).map((_, at) => (at % 65 ? (at * 7919) % 251 : 0)));
    const parts = [packed.subarray(0, 300), packed.subarray(300)].map((content) => makeChunk('IDAT', content));
    const start = large.subarray(0, 33);
    assert.deepEqual(decode(Buffer.concat([start, ...parts])), decode(large));
    assert.throws(() => decode(Buffer.concat([start, ...parts.slice(0, 1)])), /cut off or damaged/);
    assert.throws(() => decode(start), /cut off or damaged/);
    const fewer = makePng({ width: 64, height: 64, colourType: 0 }, new Uint8Array(65 * 63));
    assert.throws(() => decode(fewer), /cut off or damaged \(rows are missing\)/);
  });

  it('may have anything behind its end', () => {
    const png = small();
    const expected = decode(png);
    const tails = [
      Uint8Array.of(10),
      new Uint8Array(3),
      bytesOf('a depth map, or another program’s mark'),
      new Uint8Array(100_000).fill(0xff),
      makePng({ width: 60_000, height: 60_000 }, new Uint8Array(9)),
      makeChunk('IHDR', new Uint8Array(13)),
      makeChunk('eXIf', exifWith(6)),
      jpegs.baseline,
    ];
    for (const tail of tails) assert.deepEqual(decode(Buffer.concat([png, tail])), expected);
    const interlaced = makePng({ width: 1, height: 1, colourType: 0, interlaced: true }, Uint8Array.of(0, 7));
    assert.deepEqual(decode(Buffer.concat([interlaced, Uint8Array.of(1, 2)])), decode(interlaced));
  });

  it('may have anything packed behind its rows, in any number of chunks', () => {
    const rows = Uint8Array.of(0, 0, 1, 2, 0, 3, 4, 5);
    const png = (packed: Uint8Array) => {
      const chunks = [packed.subarray(0, 5), packed.subarray(5)].map((content) => makeChunk('IDAT', content));
      return Buffer.concat([small().subarray(0, 33), ...chunks, makeChunk('IEND', new Uint8Array(0))]);
    };
    const packed = deflateSync(rows);
    for (const tail of [[0], [0, 0, 0, 0], [1, 2, 3], [...packed]])
      assert.deepEqual(decode(png(Buffer.concat([packed, Uint8Array.from(tail)]))), decode(small()), String(tail));
    const wrong = packed.slice();
    wrong.set([0xff], wrong.length - 1);
    assert.throws(() => decode(png(Buffer.concat([wrong, Uint8Array.of(1)]))), /cut off or damaged/);
  });

  it('has black where its palette lacks a colour, and none of a palette that is damaged', () => {
    const palette = { name: 'PLTE', content: Uint8Array.of(9, 9, 9, 8, 8, 8, 7, 7, 7) };
    const png = small([palette], { colourType: 3 });
    assert.deepEqual(reds(decode(png).pixels), [9, 8, 7, 0, 0, 0]);
    assert.ok(decode(png).pixels.every((value, index) => index % 4 !== 3 || value === 255));
    const damaged = png.slice();
    damaged.set([1], Buffer.from(png).indexOf('PLTE') + 4);
    assert.throws(() => decode(damaged), /cut off or damaged/);
  });

  it('is turned as its EXIF orientation says, in either order of bytes, before or behind the pixels', () => {
    shownBy.forEach(([width, expected], index) => {
      for (const isLittle of [false, true]) {
        const exif = exifWith(index + 1, isLittle);
        const content = Buffer.concat([bytesOf('Exif\0\0'), exif]);
        const behind = Buffer.concat([
          small().subarray(0, -ending),
          makeChunk('eXIf', exif),
          small().subarray(-ending),
        ]);
        for (const png of [small([{ name: 'eXIf', content: exif }]), small([{ name: 'eXIf', content }]), behind]) {
          const shown = decode(png);
          assert.deepEqual([shown.width, reds(shown.pixels)], [width, expected], `orientation ${index + 1}`);
        }
      }
    });
  });

  it('is turned by EXIF data that are written as text, packed or not, unless it has others', () => {
    const digits = Buffer.concat([bytesOf('Exif\0\0'), exifWith(6)]).toString('hex');
    const lines = (text: string) => `\nexif\n      ${text.length / 2}\n${text.slice(0, 20)}\n${text.slice(20)}\n`;
    const keyword = bytesOf('Raw profile type exif\0');
    const plain = { name: 'tEXt', content: Buffer.concat([keyword, bytesOf(lines(digits))]) };
    const packedText = deflateSync(bytesOf(lines(digits)));
    const packed = { name: 'zTXt', content: Buffer.concat([keyword, Uint8Array.of(0), packedText]) };
    for (const chunk of [plain, packed]) {
      assert.deepEqual(reds(decode(small([chunk])).pixels), shownBy[5][1]);
      const other = { name: 'eXIf', content: exifWith(3) };
      assert.deepEqual(reds(decode(small([chunk, other])).pixels), shownBy[2][1]);
    }
    const bomb = deflateSync(new Uint8Array(50_000_000));
    for (const content of [
      packed.content.subarray(0, -9),
      Buffer.concat([keyword, Uint8Array.of(0), bomb]),
      bytesOf('Raw profile type exif\0\n'),
      bytesOf('Raw profile type iptc\0\niptc\n1\n00'),
    ]) {
      for (const name of ['zTXt', 'tEXt']) assert.deepEqual(decode(small([{ name, content }])), decode(small()));
    }
  });

  it('is turned by the last of ten thousand texts, of which no other is unpacked', () => {
    const digits = Buffer.concat([bytesOf('Exif\0\0'), exifWith(6)]).toString('hex');
    const before = bytesOf('Raw profile type exif\0\0');
    const chunkOf = (text: Uint8Array) => ({ name: 'zTXt', content: Buffer.concat([before, deflateSync(text)]) });
    // Half a minute, were each of them unpacked.
    const bomb = chunkOf(bytesOf(`\n\n\n${'00\n'.repeat(87_000)}`));
    const last = chunkOf(bytesOf(`\nexif\n      ${digits.length / 2}\n${digits}\n`));
    const chunks = [...Array.from({ length: 10_000 }, () => bomb), last];
    assert.deepEqual(reds(decode(small(chunks)).pixels), shownBy[5][1]);
  });

  it('stays as it is where its EXIF data say nothing of use', () => {
    const upright = decode(small());
    const wrongType = exifWith(6);
    wrongType[13] = 2;
    const twoValues = exifWith(6);
    twoValues[17] = 2;
    const otherTag = exifWith(6);
    otherTag[11] = 0x13;
    const faraway = exifWith(6);
    faraway.set([0x7f, 0xff, 0xff, 0xff], 4);
    const manyTags = otherTag.slice();
    manyTags.set([0xff, 0xff], 8);
    const useless = [exifWith(0), exifWith(9), exifWith(6).subarray(0, 15), new Uint8Array(0), bytesOf('Exif\0\0')];
    for (const content of [...useless, wrongType, twoValues, otherTag, faraway, manyTags]) {
      assert.deepEqual(decode(small([{ name: 'eXIf', content }])), upright);
    }
  });
});
