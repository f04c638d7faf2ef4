import assert from 'node:assert/strict';
import { readWav } from '../../../../src/tasks/speech/wav.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import { riff, type WavContent, wavFile } from '../../../support/wavFiles.ts';

const values = [0, 0.5, -0.25, 0.75, -1, 1];

describe('WAV files', () => {
  const formats: readonly (readonly [string, Omit<WavContent, 'values'>, number])[] = [
    ['8-bit PCM', { bits: 8 }, 1 / 64],
    ['16-bit PCM', { bits: 16 }, 1e-4],
    ['24-bit PCM', { bits: 24 }, 1e-6],
    ['32-bit PCM', { bits: 32 }, 1e-7],
    ['32-bit floats', { tag: 3, bits: 32 }, 0],
    ['64-bit floats', { tag: 3, bits: 64 }, 0],
  ];

  for (const [name, format, tolerance] of formats) {
    for (const extensible of [false, true]) {
      it(`are read as ${name}${extensible ? ' with an extensible header' : ''}, mono and stereo`, () => {
        const mono = readWav(wavFile({ ...format, extensible, values }), 'mono.wav');
        assert.equal(mono.sampleRate, 8000);
        assertClose(mono.samples, values, tolerance);
        const stereo = readWav(
          wavFile({ ...format, extensible, channels: 2, sampleRate: 44_100, values }),
          'stereo.wav',
        );
        assert.equal(stereo.sampleRate, 44_100);
        assertClose(stereo.samples, [0.25, 0.25, 0], tolerance);
      });
    }
  }

  it('may have other chunks, of odd sizes too, and a byte too many at the end', () => {
    const between: [string, Uint8Array][] = [
      ['LIST', Buffer.from('INFOISFT\x05\0\0\0test\0', 'latin1')],
      ['fact', Buffer.alloc(4)],
    ];
    const file = wavFile({ between, values });
    assertClose(readWav(file, 'a.wav').samples, values, 1e-4);
    assertClose(readWav(Buffer.concat([file, Buffer.from('x')]), 'a.wav').samples, values, 1e-4);
    const odd = wavFile({ bits: 8, values: values.slice(0, 5) });
    assert.equal(odd.length % 2, 0);
    assert.equal(readWav(odd.subarray(0, -1), 'unpadded.wav').samples.length, 5);
  });

  it('may have been written to a pipe, with sizes that nobody knew', () => {
    for (const unknown of [0xffff_ffff, 0x7fff_ffff, 0x7fff_f000]) {
      const file = wavFile({ values });
      file.writeUInt32LE(unknown, 4);
      file.writeUInt32LE(unknown, 40);
      assertClose(readWav(file, 'piped.wav').samples, values, 1e-4);
    }
  });

  it('are read in a time that follows their length, whatever chunks they are made of', () => {
    const unit = Buffer.from('data\0\0\0\0abcd\0\0\0\0', 'latin1');
    const head = wavFile({ values }).subarray(0, 36);
    // Every chunk with every one behind it would be ten thousand million pairs.
    const file = Buffer.concat([head, Buffer.alloc(unit.length * 100_000, unit)]);
    refuses(file, /it holds no samples/);
  });

  it('may say that they hold no samples and hold some, which is told', () => {
    const unsized = wavFile({ values });
    unsized.writeUInt32LE(0, 4);
    unsized.writeUInt32LE(0, 40);
    const { samples, oddity } = readWav(unsized, 'a.wav');
    assertClose(samples, values, 1e-4);
    assert.match(oddity ?? '', /says that it holds no samples, so they are read to its end/);
    assert.equal(readWav(wavFile({ values }), 'a.wav').oddity, undefined);
    refuses(unsized.subarray(0, 44), /it holds no samples/);
    const listed = Buffer.concat([unsized.subarray(0, 44), Buffer.from('LIST\x04\0\0\0INFO', 'latin1')]);
    refuses(listed, /it holds no samples/);
    const later = Buffer.concat([listed, wavFile({ values }).subarray(36)]);
    assertClose(readWav(later, 'a.wav').samples, values, 1e-4);
  });

  it('hold no samples where they say so and only chunks follow, of whatever kind', () => {
    const empty = wavFile({ values: [] });
    const chunk = (id: string, size: number) =>
      riff([[id, Uint8Array.from({ length: size }, (_, index) => (index * 97) % 256)]]).subarray(12);
    for (const id of ['LGWV', 'ResU', 'SAUR', 'XMP ', 'DGDA', 'Q9~x']) {
      for (const size of [0, 1, 9000, 9001]) {
        const one = Buffer.concat([empty, chunk(id, size)]);
        refuses(one, /it holds no samples/);
        refuses(Buffer.concat([one, chunk('own ', 30)]), /it holds no samples/);
        refuses(Buffer.concat([one, Buffer.from('x')]), /it holds no samples/);
        if (size % 2 === 1) refuses(one.subarray(0, -1), /it holds no samples/);
      }
    }
    const cut = Buffer.concat([empty, chunk('LGWV', 9000).subarray(0, 5000)]);
    refuses(cut, /it holds no samples/);
    // Samples that only begin as a chunk does.
    for (const size of [7, 8, 0xffff_ffff]) {
      const like = Buffer.concat([empty, Buffer.from('LOUD0000'), Buffer.alloc(4000, 0x81)]);
      like.writeUInt32LE(size, empty.length + 4);
      assert.equal(readWav(like, 'a.wav').samples.length, 2004);
    }
  });

  it('may lack the byte behind a chunk of an odd size, which is told', () => {
    for (const text of ['x', 'INFOISFT\x05\0\0\0tests', 'abc']) {
      for (const size of [values.length, 0x41, 0x4141]) {
        const many = Array.from({ length: size }, (_, index) => values[index % values.length] ?? 0);
        const file = wavFile({ between: [['LIST', Buffer.from(text, 'latin1')]], values: many, bits: 8 });
        const end = 36 + 8 + text.length;
        const unpadded = Buffer.concat([file.subarray(0, end), file.subarray(end + 1)]);
        assert.equal(unpadded.toString('latin1', end, end + 4), 'data');
        const { samples, oddity } = readWav(unpadded, 'a.wav');
        assertClose(samples, many, 0.01);
        assert.match(oddity ?? '', /lacks the byte that should follow it/);
        assert.equal(readWav(file, 'a.wav').oddity, undefined);
      }
    }
  });

  it('are read wherever they lie in memory', () => {
    const file = wavFile({ tag: 3, bits: 64, values });
    const shifted = Buffer.concat([Buffer.from('abc'), file]).subarray(3);
    assertClose(readWav(shifted, 'a.wav').samples, values, 0);
  });

  it('are refused with the file and the reason', () => {
    const changed = (offset: number, value: number, bytes: 2 | 4 = 2) => {
      const file = wavFile({ values });
      file.writeUIntLE(value, offset, bytes);
      return file;
    };
    refuses(Buffer.alloc(0), /it is empty/);
    refuses(Buffer.from('not a recording'), /not a WAV file, because it does not begin with RIFF and WAVE/);
    refuses(
      Buffer.from('ID3\x04\0\0\0\0\0\0'),
      /it is an MP3 file, not a WAV file\. Convert it to WAV with 16-bit PCM/,
    );
    refuses(Buffer.from([0xff, 0xfb, 0x90, 0]), /it is an MP3 file/);
    refuses(Buffer.from('fLaC\0\0\0\x22'), /it is a FLAC file/);
    refuses(Buffer.from('RIFF\x10\0\0\0AVI LIST'), /it is a RIFF file of another kind/);
    refuses(
      Buffer.from('version https://git-lfs.github.com/spec/v1\n'),
      /it is a pointer of Git LFS, not the file itself\. Fetch the file: git lfs pull/,
    );
    refuses(wavFile({ values }).subarray(0, 20), /its fmt chunk is too short/);
    refuses(wavFile({ values }).subarray(0, 40), /ends before its samples/);
    refuses(wavFile({ values }).subarray(0, 50), /cut off: of 12 bytes of samples only 6 are there/);
    refuses(wavFile({ values: [] }), /holds no samples/);
    refuses(riff([['data', Buffer.alloc(4)]]), /its samples come before their format/);
    refuses(changed(20, 0x0002), /its samples are Microsoft ADPCM, which is not supported\. Convert it to 16-bit PCM/);
    refuses(changed(20, 0x0055), /its samples are MP3/);
    refuses(changed(20, 0x1234), /in the unknown format 0x1234/);
    refuses(changed(20, 0xfffe), /its extensible fmt chunk is too short/);
    refuses(changed(34, 12), /its samples are 12-bit PCM/);
    refuses(changed(22, 0), /says 0 channels/);
    refuses(changed(22, 1000), /says 1000 channels/);
    refuses(changed(24, 0, 4), /says 0 samples a second, outside 1000 to 768000/);
    refuses(changed(24, 4_000_000_000, 4), /says 4000000000 samples a second/);
    refuses(changed(24, 16_000, 4), /contradicts itself: 16000 samples a second at 2 bytes are 32000 bytes, not 16000/);
    refuses(changed(32, 3), /contradicts itself: 1 × 16 bits are 2 bytes a frame, not 3/);
    refuses(changed(16, 17_000, 4), /ends before its samples/);
    refuses(
      wavFile({ tag: 3, bits: 32, values: [0, Number.NaN] }),
      /its sample 1 is NaN, not a number that sound can have/,
    );
    refuses(wavFile({ tag: 3, bits: 64, values: [1e300] }), /its sample 0 is 1e\+300/);
    const unknownSubFormat = wavFile({ extensible: true, values });
    unknownSubFormat[50] = 7;
    refuses(unknownSubFormat, /its extensible format is unknown/);
  });
});

function refuses(bytes: Uint8Array, message: RegExp): void {
  assert.throws(
    () => readWav(bytes, 'folder/take.wav'),
    (error: unknown) => {
      assert.ok(error instanceof TaskError, String(error));
      assert.match(error.message, /^Cannot read the recording folder\/take\.wav: /);
      assert.match(error.message, message);
      return true;
    },
  );
}

function assertClose(samples: Float32Array, expected: readonly number[], tolerance: number): void {
  assert.equal(samples.length, expected.length);
  expected.forEach((value, index) => {
    assert.ok(
      Math.abs((samples[index] ?? Number.NaN) - value) <= tolerance,
      `sample ${index}: ${samples[index]}, not ${value}`,
    );
  });
}
