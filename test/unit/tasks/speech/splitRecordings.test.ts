// Splits over generated data sets: nothing that is held out is ever trained on, whichever way it is held out.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nameIfFew } from '../../../../src/tasks/heldOutDescription.ts';
import type { ListedRecording, SpeechClass } from '../../../../src/tasks/speech/recordings.ts';
import { type HoldOut, splitRecordings } from '../../../../src/tasks/speech/splitRecordings.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';

const words = ['yes', 'no', 'up', 'down', 'left'];
const people = ['ann', 'bob', 'cem', 'dai'];

const recordings = fc
  .array(fc.record({ className: fc.constantFrom(...words), speaker: fc.constantFrom(...people) }), {
    minLength: 30,
    maxLength: 80,
  })
  .map((named) => {
    const complete = words.flatMap((className) => people.map((speaker) => ({ className, speaker })));
    return [...complete, ...named].map((name, number): ListedRecording => ({ number, ...name }));
  });
const some = (names: string[]) => fc.subarray(names, { minLength: 1, maxLength: names.length - 1 });
const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const holdOut: fc.Arbitrary<HoldOut> = fc.oneof(
  fc.record({ by: fc.constant('classes'), classes: some(words) }),
  fc.record({ by: fc.constant('speakers'), speakers: some(people), mixSpeakers: fc.boolean() }),
  fc.record({
    by: fc.constant('classesAndSpeakers'),
    classes: some(words),
    speakers: some(people),
    mixSpeakers: fc.boolean(),
  }),
  fc.record({ by: fc.constant('randomClasses'), share, seed: fc.nat() }),
  fc.record({ by: fc.constant('randomSpeakers'), share, seed: fc.nat(), mixSpeakers: fc.boolean() }),
);

describe('splits of recordings', () => {
  it('never train on what is held out', () => {
    fc.assert(
      fc.property(recordings, holdOut, (listed, held) => {
        const { trainingClasses, heldOutClasses } = splitRecordings(listed, held, 'folder');
        const training = recordingsOf(trainingClasses, listed);
        const tested = recordingsOf(heldOutClasses, listed);
        assert.ok(training.length > 0 && tested.length > 0);
        const shared = (what: (recording: ListedRecording) => unknown) => {
          const trained = new Set(training.map(what));
          return tested.some((recording) => trained.has(what(recording)));
        };
        assert.ok(!shared(({ number }) => number));
        const bySpeakers = held.by === 'speakers' || held.by === 'randomSpeakers' || held.by === 'classesAndSpeakers';
        if (bySpeakers) assert.ok(!shared(({ speaker }) => speaker));
        const byClasses = held.by === 'classes' || held.by === 'randomClasses' || held.by === 'classesAndSpeakers';
        if (byClasses) assert.ok(!shared(({ className }) => className));
      }),
    );
  });

  it('put every recording into at most one class, of its own word and speaker', () => {
    fc.assert(
      fc.property(recordings, holdOut, (listed, held) => {
        const { trainingClasses, heldOutClasses } = splitRecordings(listed, held, 'folder');
        const classes = [...trainingClasses, ...heldOutClasses];
        const numbers = classes.flatMap((one) => one.recordings);
        assert.equal(new Set(numbers).size, numbers.length);
        if (held.by !== 'classesAndSpeakers') assert.equal(numbers.length, listed.length);
        assert.equal(new Set(classes.map(({ name }) => name)).size, classes.length);
        for (const one of classes) {
          const members = recordingsOf([one], listed);
          assert.equal(new Set(members.map(({ className }) => className)).size, 1);
          if (one.speaker === undefined) continue;
          assert.ok(members.every(({ speaker }) => speaker === one.speaker));
          assert.equal(one.name, `${members[0]?.className} (${one.speaker})`);
        }
        const mixes = 'mixSpeakers' in held ? held.mixSpeakers : true;
        assert.equal(
          classes.every(({ speaker }) => speaker === undefined),
          mixes,
        );
      }),
    );
  });

  it('drawn at random depend on names, share and seed alone', () => {
    fc.assert(
      fc.property(recordings, share, fc.nat(), (listed, part, seed) => {
        const split = splitRecordings(listed, { by: 'randomClasses', share: part, seed }, 'folder');
        const other = splitRecordings([...listed].reverse(), { by: 'randomClasses', share: part, seed }, 'elsewhere');
        const names = (classes: readonly SpeechClass[]) => classes.map(({ name }) => name).sort();
        assert.deepEqual(names(split.heldOutClasses), names(other.heldOutClasses));
        assert.equal(
          split.heldOutClasses.length,
          Math.max(1, Math.min(words.length - 1, Math.round(words.length * part))),
        );
      }),
    );
  });

  it('say what is held out', () => {
    const listed = words
      .flatMap((className) => people.map((speaker) => ({ className, speaker })))
      .map((name, number) => ({ number, ...name }));
    const described = (held: HoldOut) => splitRecordings(listed, held, 'folder').heldOutDescription;
    assert.deepEqual(described({ by: 'classes', classes: ['up'] }), { code: 'classes', noun: 'words', count: 1 });
    assert.deepEqual(described({ by: 'speakers', speakers: ['ann', 'bob'], mixSpeakers: false }), {
      code: 'speakers',
      speakers: { count: 2, names: ['ann', 'bob'] },
    });
    assert.deepEqual(
      described({ by: 'classesAndSpeakers', classes: ['up', 'no'], speakers: ['ann'], mixSpeakers: false }),
      {
        code: 'wordsAndSpeakers',
        words: 2,
        speakers: { count: 1, names: ['ann'] },
      },
    );
    assert.deepEqual(nameIfFew(['a', 'b', 'c', 'd'], 3), { count: 4, names: [] });
  });

  it('are refused for names that do not occur, and by speakers that nobody knows', () => {
    const listed = [{ number: 0, className: 'up', speaker: undefined }];
    const refuses = (held: HoldOut, message: RegExp) =>
      assert.throws(
        () => splitRecordings(listed, held, '/data'),
        (error: unknown) => error instanceof TaskError && message.test(error.message),
      );
    refuses(
      { by: 'classes', classes: ['upp'] },
      /task\.dataset\.holdOut\.classes names "?upp"?, which is not among the classes in \/data: up\./,
    );
    refuses(
      { by: 'speakers', speakers: ['ann'], mixSpeakers: false },
      /cannot be split by speakers, because task\.dataset\.files has no \{speaker\}/,
    );
  });
});

function recordingsOf(classes: readonly SpeechClass[], listed: readonly ListedRecording[]): ListedRecording[] {
  return classes.flatMap((one) => one.recordings.flatMap((number) => listed.slice(number, number + 1)));
}
