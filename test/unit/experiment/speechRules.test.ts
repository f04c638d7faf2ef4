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
      message:
        '"windowLength" is 400, but a transform takes only 256 samples ("fftSize"). Lower it, or raise "fftSize".',
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
      fix: 'Remove "path", to use the data set that “reptile-lab data get free-spoken-digits” fetches',
      options: missing,
    });
    assert.deepEqual(readExperiment(dataset('{ "source": "spokenDigits" }'), missing).problems, []);
  });
});

describe('rules on classes of speech', () => {
  const task = (ways: string, holdOut: string, source = '"source": "spokenDigits"') =>
    experimentFile({ task: `{ "kind": "speech", "dataset": { ${source}, "holdOut": ${holdOut} }, ${ways} }` });
  const own = '"source": "folder", "path": "voices"';

  it('know the ten digits of each speaker', () => {
    const bySpeakers = '{ "by": "speakers", "speakers": ["theo"] }';
    assert.deepEqual(readExperiment(task('"ways": 10, "trainShots": 50', bySpeakers)).problems, []);
    const marked = task('"ways": «11»', '{ "by": "speakers", "speakers": ["theo", "lucas"], "mixSpeakers": true }');
    assert.deepEqual(readExperiment(marked.replace(/[«»]/g, '')).problems, []);
    assert.deepEqual(
      readExperiment(task('"ways": 11', bySpeakers)).problems.map(({ message }) => message),
      [
        'Training tasks have 11 ways, but the 10 training digits are only 10 classes. Lower "ways" to 10 or less.',
        'Held-out tasks have 11 ways, but only 10 of the digits are held out, each one class. Lower "ways" to 10 or less.',
      ],
    );
    assertProblem(task('"ways": 5, "trainShots": «51»', bySpeakers), {
      rule: 'too-few-samples',
      message:
        '"trainShots" asks for 51 samples of a class, but the smallest of the training digits has 50. Lower it to 50 or less.',
      fix: 'Set "trainShots" to 50',
    });
  });

  it('know what is held out by name, and nothing more of a folder', () => {
    const held = 'Held-out tasks have 5 ways, but only 3 of the words are held out, each one class.';
    const message = `${held} Lower "ways" to 3 or less. Or: Hold out more in "holdOut".`;
    for (const holdOut of [
      '{ "by": "classes", "classes": ["up", "down", "left", "up"] }',
      '{ "by": "classesAndSpeakers", "classes": ["up", "down", "left"], "speakers": ["ann", "bob"] }',
    ]) {
      assertProblem(task('"ways": «5»', holdOut, own), {
        rule: 'too-few-held-out-classes',
        message,
        fix: 'Set "ways" to 3',
      });
    }
    for (const holdOut of [
      '{ "by": "classesAndSpeakers", "classes": ["up", "down", "left"], "speakers": ["ann", "bob"], "mixSpeakers": true }',
      '{ "by": "randomClasses", "share": 0.1 }',
      '{ "by": "randomSpeakers", "share": 0.1, "mixSpeakers": true }',
    ]) {
      assert.deepEqual(readExperiment(task('"ways": 5, "trainShots": 500', holdOut, own)).problems, [], holdOut);
    }
  });

  it('count a share as the split draws it', () => {
    const share = (part: number) => task('"ways": 5', `{ "by": "randomClasses", "share": ${part} }`);
    assert.deepEqual(readExperiment(share(0.5)).problems, []);
    for (const [part, rule] of [
      [0.4, 'too-few-held-out-classes'],
      [0.6, 'too-many-ways'],
      [0.001, 'too-few-held-out-classes'],
      [0.999, 'too-many-ways'],
    ] as const) {
      assert.deepEqual(
        readExperiment(share(part)).problems.map((problem) => problem.rule),
        [rule],
        String(part),
      );
    }
  });

  it('fewer-training-shots speaks of recordings, too', () => {
    assertProblem(task('"shots": 5, "trainShots": «3»', '{ "by": "speakers", "speakers": ["theo"] }'), {
      rule: 'fewer-training-shots',
      severity: 'information',
      message:
        'Training adapts on 3 samples of a class ("trainShots"), evaluation on 5 ("shots"). The paper trains with more than it evaluates: 10 or 15.',
    });
  });
});
