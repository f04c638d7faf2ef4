// Rules on speech features: settings that contradict each other, and frames that miss or repeat what was said.

import { contradictionsOf, spectrogramSettings, spectrogramShape } from '../speechFeatures.ts';
import { placeOf, type Rule, settingFix } from './rule.ts';

const pathOf = (key: string) => ['task', 'features', key];

export const contradictoryFeatures: Rule = {
  id: 'contradictory-features',
  severity: 'error',
  title: 'Settings of speech features exclude each other.',
  *check(context) {
    const { task } = context.experiment;
    if (task.kind !== 'speech') return;
    for (const { keys, problem, advice, repair } of contradictionsOf(task.features)) {
      const [first, ...others] = keys;
      const range = placeOf(context, pathOf(first), ...others.map(pathOf));
      yield {
        message: `${problem}. ${advice}`,
        range,
        ...(repair === undefined ? {} : settingFix(context, pathOf(first), repair)),
      };
    }
  },
};

export const soundBetweenFrames: Rule = {
  id: 'sound-between-frames',
  severity: 'warning',
  title: 'Frames of a spectrogram lie so far apart that sound between them is not seen.',
  *check(context) {
    const { task } = context.experiment;
    if (task.kind !== 'speech') return;
    const { hopLength, windowLength } = spectrogramSettings(task.features);
    if (hopLength <= windowLength) return;
    const path = pathOf('hopLength');
    const message =
      `From one frame to the next are ${hopLength} samples, but a frame looks at ${windowLength}: the sound between is not seen. ` +
      `Lower "hopLength" to ${windowLength} or less, or raise "windowLength".`;
    yield {
      message,
      range: placeOf(context, path, pathOf('windowLength')),
      ...settingFix(context, path, windowLength),
    };
  },
};

export const shorterThanWindow: Rule = {
  id: 'shorter-than-window',
  severity: 'warning',
  title: 'Recordings are fitted to less than one frame of a spectrogram.',
  *check(context) {
    const { task } = context.experiment;
    if (task.kind !== 'speech') return;
    const { windowLength } = spectrogramSettings(task.features);
    const { samples } = spectrogramShape(task.features);
    if (samples >= windowLength) return;
    const { seconds, sampleRate } = task.features;
    const message =
      `${seconds} seconds at ${sampleRate} samples a second are ${samples} samples, fewer than a frame looks at (${windowLength}). ` +
      'Raise "seconds": a spoken word takes about one.';
    yield {
      message,
      range: placeOf(context, pathOf('seconds'), pathOf('windowLength')),
      ...settingFix(context, pathOf('seconds'), 1),
    };
  },
};
