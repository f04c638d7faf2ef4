// Samples of one held-out task for the compare page's tests: a sine wave, or classes of small pictures, which runs know
// the better the higher their learning rate.

import type { AdaptationSample } from '../../../src/meta/executor.ts';
import type { CompareHostMessage } from '../../../src/panel/compareMessages.ts';
import type { GeneratedRun } from './compareMessages.ts';

type SampleMessage = Extract<CompareHostMessage, { kind: 'sample' }>;

const steps = [0, 1, 5, 20];

function skillOf({ rate }: GeneratedRun, step: number): number {
  return 1 - Math.exp(-step * Math.sqrt(rate));
}

/** Runs of one seed have one task. */
export function sineSampleOf(run: GeneratedRun): AdaptationSample {
  const wave = (x: number) => (1 + run.seed) * Math.sin(x + run.seed);
  const queryX = Array.from({ length: 50 }, (_, index) => -5 + index / 5);
  const supportX = [-4, -2.5, 0.5, 2, 3.5];
  return {
    task: { kind: 'curve', queryX, queryY: queryX.map(wave), supportX, supportY: supportX.map(wave) },
    steps,
    outputs: steps.map((step) => queryX.map((x) => skillOf(run, step) * wave(x))),
  };
}

const [width, height] = [8, 8];

function picture(way: number, place: number): string {
  const pixels = Buffer.alloc(width * height, 30);
  for (let row = 0; row < height; row++) pixels[row * width + ((way * row + place) % width)] = 230;
  return pixels.toString('base64');
}

export function imagesSampleOf(run: GeneratedRun): AdaptationSample {
  const classNames = ['5', '6', '7', '8', '9'];
  const items = (start: number) =>
    classNames.map((_, way) => ({ way, pixels: picture(1 + way + 5 * run.seed, start + way) }));
  const query = [...items(2), ...items(5)];
  const answers = (step: number) =>
    query.flatMap(({ way }, place) => {
      const sure = 0.2 + 0.75 * skillOf(run, step);
      const favourite = place === 3 ? (way + 1) % 5 : way;
      return classNames.map((_, other) => (other === favourite ? sure : (1 - sure) / 4));
    });
  return {
    task: { kind: 'images', width, height, channels: 1, classNames, support: [...items(0), ...items(1)], query },
    steps,
    outputs: steps.map(answers),
  };
}

export function sampleMessageOf(
  run: GeneratedRun,
  sampleOf: (run: GeneratedRun) => AdaptationSample,
  changes: Partial<SampleMessage> = {},
): SampleMessage {
  return {
    kind: 'sample',
    runKey: run.key,
    drawn: { iteration: 1000, sample: sampleOf(run) },
    problem: null,
    ...changes,
  };
}
