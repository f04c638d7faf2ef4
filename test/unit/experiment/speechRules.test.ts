// Rules on tasks of speech, and what follows from their settings.

import assert from 'node:assert/strict';
import path from 'node:path';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { assertProblem, experimentFile } from './markedText.ts';

const speech = (features: string, model = '{ "kind": "convnet" }') =>
  experimentFile({
    task: `{ "kind": "speech", "dataset": { "source": "spokenDigits" }, "features": { ${features} }, "ways": 5, "shots": 5, "trainShots": 10 }`,
    model,
  });

describe('rules on speech features', () => {
  it('leave what is right alone', () => {
    for (const features of [
      '',
      '"sampleRate": 16000, "fftSize": 512, "windowLength": 400, "hopLength": 160, "melBands": 64, "melScale": "htk"',
      '"lowestFrequency": 80, "highestFrequency": 3800, "melBands": 24, "seconds": 0.5, "trimSilence": 30',
    ]) {
      assert.deepEqual(readExperiment(speech(features)).problems, [], features);
    }
  });

  it('contradictory-features: the transform', () => {
    assertProblem(speech('"fftSize": «300»'), {
      rule: 'contradictory-features',
      message: '"fftSize" is 300, which is not a power of two. Use 256, 512 or another power.',
      fix: 'Set "fftSize" to 512',
    });
    assertProblem(speech('"windowLength": «400»'), {
      rule: 'contradictory-features',
      message: '"windowLength" is 400, but a transform takes only 256 samples ("fftSize"). Lower it, or raise "fftSize".',
      fix: 'Set "windowLength" to 256',
    });
  });

  it('contradictory-features: frequencies and bands', () => {
    assertProblem(speech('"highestFrequency": «8000»'), {
      rule: 'contradictory-features',
      message:
        '"highestFrequency" is 8000 Hz, but sound at 8000 samples a second ends at 4000 Hz. Lower it, or raise "sampleRate".',
      fix: 'Set "highestFrequency" to 4000',
    });
    assertProblem(speech('"lowestFrequency": «4000»'), {
      rule: 'contradictory-features',
      message:
        'Bands cannot span 4000 to 4000 Hz. Put "lowestFrequency" below "highestFrequency", which is half the sample rate by default.',
      fix: 'Set "lowestFrequency" to 0',
    });
    // The fix must leave no empty band: assertProblem applies it.
    assertProblem(speech('"melBands": «200»'), {
      rule: 'contradictory-features',
      message:
        '"melBands" is 200, but the lowest bands would be narrower than the steps between the frequencies of a transform of 256 samples, ' +
        'and empty. Lower it to 149 or less, or raise "fftSize".',
      fix: 'Set "melBands" to 149',
    });
  });

  it('sound-between-frames and shorter-than-window warn', () => {
    assertProblem(speech('"hopLength": «300»'), {
      rule: 'sound-between-frames',
      severity: 'warning',
      message:
        'From one frame to the next are 300 samples, but a frame looks at 256: the sound between is not seen. Lower "hopLength" to 256 or ' +
        'less, or raise "windowLength".',
      fix: 'Set "hopLength" to 256',
    });
    assertProblem(speech('"seconds": «0.02», "hopLength": 10'), {
      rule: 'shorter-than-window',
      severity: 'warning',
      message:
        '0.02 seconds at 8000 samples a second are 160 samples, fewer than a frame looks at (256). Raise "seconds": a spoken word takes about one.',
      fix: 'Set "seconds" to 1',
    });
  });

  it('layers-do-not-fit knows the number of frames', () => {
    const pooled = '{ "kind": "convnet", "blocks": «6», "downsampling": "maxPool" }';
    assertProblem(speech('"hopLength": 256', pooled), {
      rule: 'layers-do-not-fit',
      message:
        'Each block halves the image, and after 5 blocks nothing is left to pool. Lower "blocks" to 5, or use "downsampling": "stride".',
      fix: 'Set "blocks" to 5',
    });
  });
});

describe('rule on the folder of recordings', () => {
  const folder = path.resolve('/experiments');
  const missing = { folder, pathExists: () => false };

  it('data-path-missing asks for recordings, or for none where they can be got', () => {
    const dataset = (text: string) => experimentFile({ task: `{ "kind": "speech", "dataset": ${text} }` });
    const looked = (name: string) => `Looked at ${JSON.stringify(path.join(folder, name))}.`;
    assertProblem(dataset('{ "source": "folder", "path": «"voices"», "holdOut": { "by": "randomClasses" } }'), {
      rule: 'data-path-missing',
      message: `There is no folder or zip "voices". ${looked('voices')} Put your recordings there, or correct the path. It may be absolute or relative to this file.`,
      options: missing,
    });
    assertProblem(dataset('{ "source": "spokenDigits", "path": «"digits"» }'), {
      rule: 'data-path-missing',
      message: `There is no folder or zip "digits". ${looked('digits')} Correct the path, or remove "path" to use the recordings that “reptile-lab data get free-spoken-digits” fetches.`,
      options: missing,
    });
    assert.deepEqual(readExperiment(dataset('{ "source": "spokenDigits" }'), missing).problems, []);
  });
});
