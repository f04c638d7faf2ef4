// Lists of episodes: what they come to, and that every fault of one is named with its line.

import assert from 'node:assert/strict';
import { episodeAt } from '../../../../src/tasks/episodes/episodes.ts';
import { readEpisodeRows } from '../../../../src/tasks/episodes/readEpisodeRows.ts';
import { resolveEpisodes } from '../../../../src/tasks/episodes/resolveEpisodes.ts';
import type { EpisodeData } from '../../../../src/tasks/episodes/sampleFinder.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';

const perClass = 4;
const heldOut = ['cat', 'dog', 'cow'];
const training = ['oak', 'elm'];
const names = [...training, ...heldOut];

/** Samples `cat/0.png` to `cat/3.png`, and so on; numbers go through all classes. */
const data: EpisodeData = {
  trainingClasses: training.map(classNamed),
  heldOutClasses: heldOut.map(classNamed),
  samplesNoun: 'images',
  nameOf: (sample) => `${names[Math.floor(sample / perClass)]}/${sample % perClass}.png`,
};

function classNamed(name: string) {
  const first = names.indexOf(name) * perClass;
  return { name, samples: Array.from({ length: perClass }, (_, index) => first + index) };
}

function resolve(text: string) {
  const bytes = new TextEncoder().encode(text);
  return resolveEpisodes('list.csv', readEpisodeRows('list.csv', bytes), data);
}

const header = 'episode,side,class,sample';
const good = [
  'a,support,dog,dog/2.png',
  'a,support,cat,cat/0.png',
  'a,query,cat,cat/3.png',
  'a,query,dog,dog/1.png',
  'b,support,cat,cat/0.png',
  'b,support,cow,cow/1.png',
  'b,query,cow,cow/3.png',
  'b,query,cat,cat/2.png',
];
const csv = (rows: readonly string[]) => `${[header, ...rows].join('\n')}\n`;

/** With some rows replaced, by their numbers in the file; undefined removes one. */
function changed(changes: Readonly<Record<number, string | undefined>>): string {
  return csv(good.flatMap((row, index) => (index + 2 in changes ? (changes[index + 2] ?? []) : row)));
}

describe('lists of episodes', () => {
  it('come to the samples that they name, way by way in the order of their rows', () => {
    const episodes = resolve(csv(good));
    assert.deepEqual([episodes.count, episodes.ways, episodes.shots, episodes.queries], [2, 2, 1, 1]);
    const named = (number: number) =>
      episodeAt(episodes, number).map(({ from, support, query }) => [
        heldOut[from],
        ...[...support, ...query].map((sample) => data.nameOf(sample)),
      ]);
    assert.deepEqual(named(0), [
      ['dog', 'dog/2.png', 'dog/1.png'],
      ['cat', 'cat/0.png', 'cat/3.png'],
    ]);
    assert.deepEqual(named(1), [
      ['cat', 'cat/0.png', 'cat/2.png'],
      ['cow', 'cow/1.png', 'cow/3.png'],
    ]);
    assert.throws(() => episodeAt(episodes, 2), /no held-out task number 2: list\.csv lists 2 episodes/);
  });

  it('name classes and samples however Unicode writes their accents', () => {
    const accented: EpisodeData = {
      ...data,
      heldOutClasses: data.heldOutClasses.map(({ name, samples }) => ({ name: name.replace('o', '\u00f6'), samples })),
      nameOf: (sample) => data.nameOf(sample).replace('o', '\u00f6').normalize('NFD'),
    };
    const resolved = (form: string) => {
      const bytes = new TextEncoder().encode(csv(good.map((row) => row.replaceAll('o', '\u00f6'))).normalize(form));
      const list = Buffer.from(bytes).toString().replace(/^.*/, header);
      const asList = list.replaceAll(/supp\u00f6rt|suppo\u0308rt/g, 'support');
      return resolveEpisodes('list.csv', readEpisodeRows('list.csv', Buffer.from(asList)), accented);
    };
    assert.deepEqual(resolved('NFC').support, resolve(csv(good)).support);
    assert.deepEqual(resolved('NFD'), resolved('NFC'));
  });

  it('are the same whatever they are written in, and others where a sample or the order is another', () => {
    const { digest, location, ...rest } = resolve(csv(good));
    const entries = good.map((row) => {
      const [episode, side, name, sample] = row.split(',');
      return { episode, side, class: name, sample };
    });
    const alike = [
      JSON.stringify(entries),
      csv(good).replaceAll(',', ';').replaceAll('\n', '\r\n'),
      `sep=\t\n${csv(good).replaceAll(',', '\t')}`,
      `\uFEFF${csv(good)}`,
      // Without the column of classes, by ends of names, in other columns.
      `sample,EPISODE,side\n${good
        .map((row) => row.split(','))
        .map(([episode, side, , sample]) => `${sample},${episode},${side}\n`)
        .join('')}`,
      csv(good.map((row) => row.replace(/^a/, 'x y').replace(/^b/, '7'))),
    ];
    for (const text of alike) assert.deepEqual(resolve(text), { digest, location, ...rest });
    const swapped = csv([...good.slice(4), ...good.slice(0, 4)]);
    for (const text of [swapped, changed({ 3: 'a,support,cat,cat/1.png' })])
      assert.notEqual(resolve(text).digest, digest);
  });

  const faults: readonly (readonly [string, string, RegExp])[] = [
    ['an empty file', '', /lists no episodes\. Each row/],
    ['a header alone', `${header}\n`, /lists no episodes/],
    ['no column of samples', 'episode,side,class\na,support,cat\n', /line 1: there is no column sample, but "episode"/],
    ['a row that is too short', changed({ 4: 'a,query,cat' }), /cannot be read as CSV: .*line 4/],
    [
      'a side that is none',
      changed({ 4: 'a,test,cat,cat/3.png' }),
      /line 4: the side is "test"\. It must be support or query/,
    ],
    ['no episode', changed({ 4: ',query,cat,cat/3.png' }), /line 4: the episode is missing/],
    ['no sample', changed({ 4: 'a,query,cat,' }), /line 4: the sample is missing/],
    [
      'an unknown sample',
      changed({ 4: 'a,query,cat,cat/9.png' }),
      /line 4: there is no sample "cat\/9\.png" among the held-out images\. They are named as "cat\/0\.png"/,
    ],
    [
      'an unknown class',
      changed({ 4: 'a,query,cats,cat/3.png' }),
      /line 4: there is no held-out class "cats"\. Held out are "cat", "dog" and "cow"/,
    ],
    [
      'a class that trains',
      changed({ 4: 'a,query,oak,oak/1.png' }),
      /line 4: the class "oak" is trained on\. Episodes are of held-out classes only/,
    ],
    [
      'a sample of a class that trains',
      'episode,side,sample\na,support,elm/1.png\n',
      /line 2: the sample "elm\/1\.png" is of a class that trains: the class "elm"/,
    ],
    [
      'a sample of another class',
      changed({ 4: 'a,query,cat,dog/3.png' }),
      /line 4: the sample "dog\/3\.png" is of the class "dog", not "cat"/,
    ],
    [
      'an end of several names',
      changed({ 4: 'a,query,cat,3.png' }),
      /line 4: "3\.png" is the end of several names: "cat\/3\.png", "dog\/3\.png" and "cow\/3\.png"/,
    ],
    [
      'a sample on both sides',
      changed({ 4: 'a,query,cat,cat/0.png' }),
      /line 4: the sample "cat\/0\.png" stands on both sides of the episode "a"/,
    ],
    [
      'a sample twice',
      `${csv(good)}b,query,cat,cat/2.png\n`,
      /line 10: the sample "cat\/2\.png" stands twice in the episode "b"/,
    ],
    [
      'an episode of fewer classes',
      changed({ 7: undefined, 8: undefined }),
      /line 6: the episode "b" that begins there has 1 classes\. The first episode, "a", has 2 classes/,
    ],
    [
      'an episode of more queries',
      `${csv(good)}b,query,cat,cat/3.png\n`,
      /line 6: the episode "b" that begins there has 1 support and 2 query samples/,
    ],
    [
      'classes of unequal shots',
      changed({ 4: 'a,support,cat,cat/3.png' }),
      /line 2: the episode "a" .* has 2 support and 0 query samples of its 2\. class/,
    ],
    ['one class only', csv(['a,support,cat,cat/0.png', 'a,query,cat,cat/1.png']), /line 2: .* has one class only/],
    [
      'no queries',
      csv(['a,support,cat,cat/0.png', 'a,support,dog,dog/1.png']),
      /line 2: .* has a class without query samples/,
    ],
    [
      'an episode listed twice',
      csv([...good, ...good.slice(0, 4)]),
      /line 10: the episode "a" stands in the list already \(from list\.csv, line 2 on\)/,
    ],
    [
      'the same episode under another name',
      csv([
        ...good,
        ...good
          .slice(0, 4)
          .map((row) => row.replace('a,', 'c,'))
          .reverse(),
      ]),
      /line 10: the episode "c" has the same samples as "a" \(from list\.csv, line 2 on\)/,
    ],
    ['JSON of another form', '{"a": 1}', /is not \{"episode": "1"/],
    [
      'an entry without a side',
      '[{"episode": 1, "side": "support", "sample": "cat/0.png"}, {"episode": 1, "sample": "x"}]',
      /entry 2 has no side as in/,
    ],
    ['damaged JSON', '[{"episode": 1', /is not valid JSON/],
    ['a quote that is not closed', changed({ 4: 'a,query,cat,"cat/3.png' }), /cannot be read as CSV/],
  ];
  for (const [name, text, message] of faults) {
    it(`with ${name} are refused, with the place`, () => {
      assert.throws(
        () => resolve(text),
        (error: unknown) =>
          error instanceof TaskError && message.test(error.message) && error.message.startsWith('list.csv'),
      );
    });
  }
});
