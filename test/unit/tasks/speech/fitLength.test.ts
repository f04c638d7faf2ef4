import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitLength, trimSilence } from '../../../../src/tasks/speech/fitLength.ts';

describe('sounds of one length', () => {
  it('are padded with silence after or around them', () => {
    assert.deepEqual([...fitLength(Float32Array.of(1, 2, 3), 6, 'end', 'start')], [1, 2, 3, 0, 0, 0]);
    assert.deepEqual([...fitLength(Float32Array.of(1, 2, 3), 6, 'centre', 'start')], [0, 1, 2, 3, 0, 0]);
    assert.deepEqual([...fitLength(Float32Array.of(1, 2, 3), 3, 'centre', 'start')], [1, 2, 3]);
  });

  it('are cropped to the start, the centre or the loudest stretch', () => {
    const samples = Float32Array.of(1, 0, 0, 2, 2, 0);
    assert.deepEqual([...fitLength(samples, 3, 'end', 'start')], [1, 0, 0]);
    assert.deepEqual([...fitLength(samples, 3, 'end', 'centre')], [0, 0, 2]);
    assert.deepEqual([...fitLength(samples, 3, 'end', 'loudest')], [0, 2, 2]);
  });

  it('hold the stretch of the greatest energy, however it is found', () => {
    const sounds = fc.record({
      values: fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 2, maxLength: 60 }),
      length: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(sounds, ({ values, length }) => {
        const fitted = fitLength(Float32Array.from(values), length, 'end', 'loudest');
        assert.equal(fitted.length, length);
        const energy = (part: readonly number[]) => part.reduce((sum, value) => sum + value * value, 0);
        const stretches = values.map((_, start) => energy(values.slice(start, start + length)));
        assert.equal(energy([...fitted]), Math.max(...stretches));
      }),
    );
  });

  it('lose the silence at both ends, not the pauses between', () => {
    const tone = (length: number) => Array.from({ length }, (_, index) => Math.sin(index));
    const quiet = (length: number) => Array.from({ length }, (_, index) => 1e-4 * Math.sin(index));
    const samples = Float32Array.from([...quiet(330), ...tone(400), ...quiet(200), ...tone(300), ...quiet(115)]);
    const trimmed = trimSilence(samples, 8000, 40);
    // Blocks of 80 samples: the tone begins in the fifth, and ends in the sixteenth.
    assert.deepEqual(trimmed, samples.slice(320, 1280));
    assert.deepEqual(trimSilence(samples, 8000, 100), samples);
    assert.equal(trimSilence(new Float32Array(500), 8000, 40).length, 500);
  });
});
