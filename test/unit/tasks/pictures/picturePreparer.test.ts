// Decoding and preparing of single pictures, against Pillow's results and the formats' specifications.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { UnreadableFileError } from '../../../../src/tasks/files/fileSource.ts';
import { type PictureFormat, PicturePreparer } from '../../../../src/tasks/pictures/picturePreparer.ts';
import { jpegHeight, jpegPixelHashes, jpegs, jpegWidth, withOrientation } from '../../../support/jpegs.ts';
import { makeChunk, makePng, type PngHeader } from '../../../support/pngs.ts';

const defaults: PictureFormat = { size: 16, channels: 'rgb', fit: 'stretch', resampling: 'bilinear', invert: false };
const prepare = (bytes: Uint8Array, changes: Partial<PictureFormat> = {}) =>
  new PicturePreparer({ ...defaults, ...changes }).prepare(bytes);
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Rows without filters: a 0 before the samples of each. */
const filterNone = (rows: readonly (readonly number[])[]) => Uint8Array.from(rows.flatMap((row) => [0, ...row]));

const onePixel = (
  header: Omit<PngHeader, 'width' | 'height'>,
  row: readonly number[],
  chunks: Parameters<typeof makePng>[2] = [],
) => makePng({ width: 1, height: 1, ...header }, filterNone([row]), chunks);

async function pixelOf(png: Uint8Array, channels: PictureFormat['channels'] = 'rgb'): Promise<number[]> {
  return [...(await prepare(png, { size: 1, channels }))];
}

describe('a picture', () => {
  describe('in JPEG', () => {
    it('is decoded as Pillow does, bit by bit: baseline, progressive, with restarts, grey', async () => {
      for (const kind of ['baseline', 'progressive', 'restarts', 'grey'] as const) {
        // Nearest sampling of a picture by a square of its width repeats rows, and never mixes pixels.
        const square = await prepare(jpegs[kind], { size: jpegWidth, resampling: 'nearest' });
        const rows = Array.from({ length: jpegHeight }, (_, row) => {
          const shown = Math.ceil((row * jpegWidth) / jpegHeight - 0.5);
          return square.subarray(shown * jpegWidth * 3, (shown + 1) * jpegWidth * 3);
        });
        assert.equal(hash(Buffer.concat(rows)), jpegPixelHashes[kind], kind);
      }
    });

    it('is turned as its EXIF orientation says', async () => {
      const size = 28;
      const options = { size, resampling: 'nearest' } as const;
      const upright = await prepare(jpegs.baseline, options);
      // Row and column of the stored picture that a place of the shown one comes from (CIPA DC-008, 4.6.4).
      const last = size - 1;
      const sources: readonly ((row: number, column: number) => readonly [number, number])[] = [
        (row, column) => [row, column],
        (row, column) => [row, last - column],
        (row, column) => [last - row, last - column],
        (row, column) => [last - row, column],
        (row, column) => [column, row],
        (row, column) => [last - column, row],
        (row, column) => [last - column, last - row],
        (row, column) => [column, last - row],
      ];
      for (const [index, sourceOf] of sources.entries()) {
        const shown = await prepare(withOrientation(jpegs.baseline, index + 1), options);
        const expected = upright.slice();
        for (let row = 0; row < size; row++) {
          for (let column = 0; column < size; column++) {
            const [sourceRow, sourceColumn] = sourceOf(row, column);
            const source = (sourceRow * size + sourceColumn) * 3;
            expected.set(upright.subarray(source, source + 3), (row * size + column) * 3);
          }
        }
        assert.deepEqual(shown, expected, `orientation ${index + 1}`);
      }
    });

    it('is decoded after damaged ones, too', async () => {
      const preparer = new PicturePreparer(defaults);
      const good = await preparer.prepare(jpegs.baseline);
      for (const damaged of [
        jpegs.baseline.subarray(0, 330),
        jpegs.progressive.subarray(0, 400),
        jpegs.grey.subarray(0, 180),
      ]) {
        await assert.rejects(preparer.prepare(damaged), /cut off or damaged/);
        assert.deepEqual(await preparer.prepare(jpegs.baseline), good);
      }
    });
  });

  describe('in PNG', () => {
    it('may have any depth and colour type', async () => {
      assert.deepEqual(await pixelOf(onePixel({ colourType: 2 }, [10, 20, 30])), [10, 20, 30]);
      assert.deepEqual(await pixelOf(onePixel({ colourType: 0 }, [77])), [77, 77, 77]);
      assert.deepEqual(await pixelOf(onePixel({ colourType: 0, depth: 1 }, [0x80])), [255, 255, 255]);
      assert.deepEqual(await pixelOf(onePixel({ colourType: 0, depth: 2 }, [0b01000000])), [85, 85, 85]);
      // Of 16 bits Pillow takes the upper 8, whatever the others are.
      assert.deepEqual(await pixelOf(onePixel({ colourType: 0, depth: 16 }, [0x80, 0xff])), [128, 128, 128]);
      assert.deepEqual(
        await pixelOf(onePixel({ colourType: 2, depth: 16 }, [0xfe, 0xff, 0, 0xff, 0x01, 0x01])),
        [254, 0, 1],
      );
      const palette = { name: 'PLTE', content: Uint8Array.of(1, 2, 3, 40, 50, 60) };
      assert.deepEqual(await pixelOf(onePixel({ colourType: 3 }, [1], [palette])), [40, 50, 60]);
    });

    it('is laid on white where it is transparent', async () => {
      assert.deepEqual(await pixelOf(onePixel({ colourType: 6 }, [0, 0, 0, 0])), [255, 255, 255]);
      assert.deepEqual(await pixelOf(onePixel({ colourType: 6 }, [10, 20, 30, 255])), [10, 20, 30]);
      // 0.2 · 100 + 0.8 · 255
      assert.deepEqual(await pixelOf(onePixel({ colourType: 4 }, [100, 51])), [224, 224, 224]);
      const palette = { name: 'PLTE', content: Uint8Array.of(1, 2, 3) };
      const clear = { name: 'tRNS', content: Uint8Array.of(0) };
      assert.deepEqual(await pixelOf(onePixel({ colourType: 3 }, [0], [palette, clear])), [255, 255, 255]);
    });

    it('may be interlaced', async () => {
      // The seven passes of a 2 × 2 picture: its first pixel, then the one to the right of it, then the second row.
      const rows = Uint8Array.of(0, 1, 0, 2, 0, 3, 4);
      const png = makePng({ width: 2, height: 2, colourType: 0, interlaced: true }, rows);
      assert.deepEqual([...(await prepare(png, { size: 2, channels: 'grey' }))], [1, 2, 3, 4]);
    });

    it('is refused when more is packed in it than its size says', async () => {
      const bomb = makePng({ width: 4, height: 4, colourType: 0, interlaced: true }, new Uint8Array(50_000_000));
      await assert.rejects(prepare(bomb), UnreadableFileError);
    });
  });

  it('becomes grey by the weights of ITU-R 601', async () => {
    const grey = (red: number, green: number, blue: number) =>
      pixelOf(onePixel({ colourType: 2 }, [red, green, blue]), 'grey');
    assert.deepEqual(await grey(255, 0, 0), [76]);
    assert.deepEqual(await grey(0, 255, 0), [150]);
    assert.deepEqual(await grey(0, 0, 255), [29]);
    assert.deepEqual(await grey(200, 200, 200), [200]);
  });

  it('is inverted where asked for', async () => {
    const png = onePixel({ colourType: 2 }, [0, 100, 255]);
    assert.deepEqual([...(await prepare(png, { size: 1, invert: true }))], [255, 155, 0]);
  });

  it('is refused by its first bytes when it is too large, empty or of another kind', async () => {
    const huge = makePng({ width: 100_000, height: 100_000 }, new Uint8Array(0));
    // The decoder would go by it.
    const secondHeader = { name: 'IHDR', content: huge.slice(16, 29) };
    const hugeJpeg = jpegs.baseline.slice();
    const frame = hugeJpeg.findIndex((byte, index) => byte === 0xff && hugeJpeg[index + 1] === 0xc0);
    hugeJpeg.set([0xff, 0xff, 0xff, 0xff], frame + 5);
    const text = (content: string) => new TextEncoder().encode(content);
    const png = onePixel({ colourType: 0 }, [7]);
    const packedByXcode = Buffer.concat([png.subarray(0, 8), makeChunk('CgBI', new Uint8Array(4)), png.subarray(8)]);
    const withFrame = ({ marker = 0xc0, bits = 8 }) => {
      const changed = jpegs.baseline.slice();
      changed[frame + 1] = marker;
      changed[frame + 4] = bits;
      return changed;
    };
    const cases: readonly (readonly [Uint8Array, RegExp])[] = [
      [huge, /more than the 50 million pixels that are read \(100000 × 100000\)/],
      [makePng({ width: 1, height: 1 }, new Uint8Array(4), [secondHeader]), /a PNG with more than one header/],
      [hugeJpeg, /\(65535 × 65535\)/],
      [makePng({ width: 0, height: 5 }, new Uint8Array(0)), /no pixels \(0 × 5\)/],
      [new Uint8Array(0), /it is empty/],
      [text('GIF89a…'), /it is GIF/],
      [text('RIFF\0\0\0\0WEBPVP8 '), /it is WebP/],
      [text('<!DOCTYPE html>'), /a page of HTML/],
      [text('version https://git-lfs.github.com/spec/v1'), /Git LFS/],
      [text('nothing of the kind'), /neither PNG nor JPEG; save it as one of them/],
      [jpegs.baseline.subarray(0, 20), /cut off or damaged; get it again/],
      [text('II+\0'), /it is TIFF/],
      [text('\0\0\0\x18ftyphevc'), /it is HEIC/],
      [text('\0\0\0\x18ftypavis'), /it is AVIF/],
      [text('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'), /it is SVG/],
      [text('/annex/objects/SHA256E-s9--0a.jpg\n'), /a pointer of git-annex.*; fetch the file: git annex get/],
      [packedByXcode, /a PNG as Xcode packs it/],
      [withFrame({ bits: 12 }), /a rare kind, of 12 bits a sample; save it as baseline JPEG/],
      [withFrame({ marker: 0xf7 }), /a rare kind, that is lossless/],
      [Uint8Array.of(0xff, 0xd8, 0xff, 0xd9, 0, 0), /without a picture/],
    ];
    for (const [bytes, message] of cases) {
      await assert.rejects(
        prepare(bytes),
        (error) => error instanceof UnreadableFileError && message.test(error.message),
      );
    }
  });

  it('is refused when a scan is repeated without end', async () => {
    const end = jpegs.progressive.length - 2;
    const scan = jpegs.progressive.lastIndexOf(0xda) - 1;
    const scans = Array.from({ length: 200 }, () => jpegs.progressive.subarray(scan, end));
    const bomb = Buffer.concat([jpegs.progressive.subarray(0, end), ...scans, jpegs.progressive.subarray(end)]);
    await assert.rejects(prepare(bomb), /more scans than any honest JPEG/);
  });
});
