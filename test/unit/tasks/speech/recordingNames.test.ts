import assert from 'node:assert/strict';
import fc from 'fast-check';
import { recordingNameReader } from '../../../../src/tasks/speech/recordingNames.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';

const told = (template: string, path: string) => recordingNameReader(template)(path);

describe('names of recordings', () => {
  it('tell class and speaker, below whatever folders', () => {
    const digits = '{class}_{speaker}_{take}.wav';
    assert.deepEqual(told(digits, '7_theo_12.wav'), { className: '7', speaker: 'theo' });
    assert.deepEqual(told(digits, 'a/recordings/7_theo_12.WAV'), { className: '7', speaker: 'theo' });
    assert.deepEqual(told('{class}/{speaker}_nohash_{take}.wav', 'audio/bed/6d81_nohash_2.wav'), {
      className: 'bed',
      speaker: '6d81',
    });
    assert.deepEqual(told('{class}/{recording}.wav', 'bed/a.b c.wav'), { className: 'bed', speaker: undefined });
    assert.deepEqual(told('{class}/*', 'train/ja-nein/1.wav'), { className: 'ja-nein', speaker: undefined });
    assert.deepEqual(told('{speaker}\\{class}-*.wav', 'ann/yes-3.wav'), { className: 'yes', speaker: 'ann' });
    assert.deepEqual(told('{class}/{recording}.wav', '日本/一.wav'), { className: '日本', speaker: undefined });
  });

  it('tell the same whatever they end in, because the content says what a file is', () => {
    const digits = '{class}_{speaker}_{take}.wav';
    for (const path of ['7_theo_1.WAV', '7_theo_1.mp3', '7_theo_1', '7_theo_1.wav.download', 'x.y/7_theo_1.wave']) {
      assert.deepEqual(told(digits, path), { className: '7', speaker: 'theo' }, path);
    }
  });

  it('tell nothing where they do not fit, rather than something wrong', () => {
    const digits = '{class}_{speaker}_{take}.wav';
    for (const path of ['left_arm_bob_3.wav', '7_theo.wav', '7__1.wav', '_theo_1.wav', 'x/7_theo/1_2.wav']) {
      assert.equal(told(digits, path), undefined, path);
    }
    assert.equal(told('{class}/{recording}.wav', 'alone.wav'), undefined);
    assert.equal(told('recordings/{class}.wav', 'my-recordings/7.wav'), undefined);
    assert.equal(told('a.c/{class}(1)+.wav', 'abc/x(1)+.wav'), undefined);
    assert.deepEqual(told('a.c/{class}(1)+.wav', 'a.c/x(1)+.wav'), { className: 'x', speaker: undefined });
  });

  it('are told in time proportional to their length, whatever the template', () => {
    const template = `{class}${'*a'.repeat(60)}b.wav`;
    assert.equal(told(template, `${'a'.repeat(1000)}.wav`), undefined);
    assert.deepEqual(told(template, `${'a'.repeat(1000)}b.wav`), { className: 'a'.repeat(940), speaker: undefined });
    assert.equal(told('{class}.wav', `${'a'.repeat(1025)}.wav`), undefined);
  });

  it('are told as a regular expression tells them that tries everything', () => {
    const part = fc.constantFrom('*', 'a', 'b', '_', '{x}', '{y}', '**');
    const template = fc.array(part, { maxLength: 5 }).map((parts) => `{class}_${parts.join('')}`);
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '_'), maxLength: 10 });
    fc.assert(
      fc.property(template, name, (pattern, file) => {
        const expected = byRegularExpression(pattern, file);
        fc.pre(expected !== 'refused');
        assert.equal(told(`${pattern}.wav`, `${file}.wav`)?.className, expected);
      }),
      { numRuns: 3000 },
    );
  });

  it('come from templates that are checked', () => {
    const refuses = (template: string, message: RegExp) =>
      assert.throws(
        () => recordingNameReader(template),
        (error: unknown) => error instanceof TaskError && message.test(error.message),
      );
    refuses('{speaker}/*.wav', /task\.dataset\.files is "\{speaker\}\/\*\.wav", but it has no \{class\}/);
    refuses('{class}/{class}.wav', /\{class\} is in it twice/);
    refuses('{class}{take}.wav', /nothing tells where \{class\} ends/);
    refuses('{class/x.wav', /its braces do not match/);
    refuses('{class}/{}.wav', /"\{\}" is not a name in braces/);
    refuses('{class}/{a-b}.wav', /"\{a-b\}" is not a name in braces/);
  });
});

/** The class; undefined where it does not fit, 'refused' for a template that is none. */
function byRegularExpression(template: string, name: string): string | undefined {
  const fields = template.match(/\{\w+\}/g) ?? [];
  if (new Set(fields).size < fields.length || template.includes('}{')) return 'refused';
  const separators = [...template.matchAll(/\}([^*])/g)].map(([, separator]) => separator).join('');
  const pattern = template.replaceAll('*', '.*').replaceAll(/\{(\w+)\}/g, `(?<$1>[^${separators}/]+)`);
  return new RegExp(`^${pattern}$`).exec(name)?.groups?.class;
}
