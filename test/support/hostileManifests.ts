// Manifests that no trainer would write: times that are none, counters below zero, figures out of all reason, names of
// attackers.

import fc from 'fast-check';
import type { EngineReason } from '../../src/engine/engineReason.ts';
import type { HeldOutFigure, Manifest } from '../../src/runs/manifest.ts';
import type { HeldOutDescription } from '../../src/tasks/heldOutDescription.ts';
import { loadActivities } from '../../src/tasks/loadOptions.ts';
import { attackTexts } from './attackTexts.ts';

/** What a person must never read in the place of a figure, a time or a word. */
export const nonsense = /NaN|Invalid|undefined|Infinity|null|\[object/;

const whole = fc.constantFrom(0, -0, 1, -1, -5, 2000, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER);
export const hostileNumber = fc.constantFrom(
  ...[0, -0, 0.5, 1, -1, -5, 1e-300, 1e-7, 1e9, 1e21, 1e300, -1e300, Number.MAX_VALUE],
);
const measuredNumber = fc.oneof(hostileNumber, fc.constant(Number.NaN));
const text = fc.constantFrom('', ' ', 'A run', ...attackTexts);
const time = fc.constantFrom(
  'yesterday',
  '',
  '0',
  '2026-01-01T00:00:00.000Z',
  '9999-12-31T00:00:00Z',
  '+275760-09-13T00:00:00.000Z',
  '+275760-09-13T00:00:00.001Z',
  '1',
);

const heldOut: fc.Arbitrary<HeldOutFigure> = fc.record(
  {
    iteration: whole,
    loss: measuredNumber,
    lossCi95: measuredNumber,
    accuracy: hostileNumber,
    accuracyCi95: hostileNumber,
    return: measuredNumber,
    returnCi95: measuredNumber,
  },
  { requiredKeys: ['iteration', 'loss', 'lossCi95'] },
);

const hostileReason: fc.Arbitrary<EngineReason> = fc.tuple(text, hostileNumber).map(([words, number]) => [
  { code: 'unsupportedByFused', detail: words },
  { code: 'tooLargeForFused', bytes: Math.abs(number), mostBytes: Math.abs(number) },
  { code: 'tensorFlowBroken', folder: words, detail: words },
]);

const hostileHeldOut: fc.Arbitrary<HeldOutDescription> = fc.oneof(
  fc.record({ code: fc.constant('described' as const), text }),
  fc.record({ code: fc.constant('goalsInSector' as const), from: hostileNumber, to: hostileNumber }),
  fc.tuple(text, whole).map(([name, number]): HeldOutDescription => {
    const speakers = { count: Math.abs(number), names: [name, name] };
    return { code: 'wordsAndSpeakers', words: Math.abs(number), speakers };
  }),
  fc.tuple(text, whole).map(([name, number]): HeldOutDescription => {
    return {
      code: 'textClasses',
      noun: 'intents',
      count: Math.abs(number),
      domains: { count: 3, names: [name, name, name] },
    };
  }),
);

const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });

export const hostileChanges: fc.Arbitrary<Partial<Manifest>> = fc.record({
  name: text,
  tags: fc.array(text, { maxLength: 3 }),
  overrides: fc.array(text, { maxLength: 2 }),
  seed: whole,
  createdAt: time,
  startedAt: orNull(time),
  endedAt: orNull(time),
  activeSeconds: hostileNumber,
  heldOut: orNull(fc.oneof(text, hostileHeldOut)),
  loading: orNull(
    fc.oneof(
      fc.record({ doing: text, done: whole, total: whole, unit: text }),
      fc.record({ activity: fc.constantFrom(...loadActivities), done: whole, total: whole }),
    ),
  ),
  engineVariant: orNull(text),
  engineReason: orNull(fc.oneof(text, hostileReason)),
  workers: orNull(whole),
  memoryBytes: orNull(whole),
  parameterCount: orNull(whole),
  gitCommit: orNull(text),
  iteration: whole,
  metaIterations: whole,
  metaIterationsPerSecond: orNull(hostileNumber),
  workerIdleShare: orNull(hostileNumber),
  checkpointIteration: orNull(whole),
  latestTrainingLoss: orNull(hostileNumber),
  latest: orNull(heldOut),
  best: orNull(heldOut),
  untrained: orNull(heldOut),
  failure: orNull(
    fc.oneof(
      fc.record({ message: text }),
      fc.record({ code: fc.constantFrom('data', 'diskFull', 'unexpected'), text }),
      fc.record({ code: fc.constant('refusedFile'), file: text, refusal: fc.constant('link') }),
      fc.record({ code: fc.constant('trainerNotStarted'), program: text, text }),
    ),
  ),
});

/** The same as far as the reader of manifests takes it, so that the rest is shown. */
export const readableHostileChanges = hostileChanges.map((changes) => ({
  ...changes,
  createdAt:
    Number.isNaN(Date.parse(changes.createdAt ?? '')) || !changes.createdAt?.endsWith('Z')
      ? '+275760-09-13T00:00:00.000Z'
      : changes.createdAt,
  activeSeconds: Math.abs(changes.activeSeconds ?? 0),
  iteration: Math.abs(changes.iteration ?? 0),
  metaIterations: Math.abs(changes.metaIterations ?? 0),
  latest: readable(changes.latest),
  best: readable(changes.best),
  untrained: readable(changes.untrained),
}));

function readable(figure: HeldOutFigure | null | undefined): HeldOutFigure | null {
  if (figure === null || figure === undefined) return null;
  const { iteration, lossCi95, accuracy, accuracyCi95, returnCi95 } = figure;
  return {
    ...figure,
    iteration: Math.abs(iteration),
    lossCi95: Math.abs(lossCi95),
    ...(accuracy !== undefined && { accuracy: Math.min(1, Math.abs(accuracy)) }),
    ...(accuracyCi95 !== undefined && { accuracyCi95: Math.abs(accuracyCi95) }),
    ...(returnCi95 !== undefined && { returnCi95: Math.abs(returnCi95) }),
  };
}
