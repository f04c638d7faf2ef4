// The sample of a classification task: verdicts, the classes that are shown, and the words for them.

import assert from 'node:assert/strict';
import { classSampleView, splitClassName } from '../../../../webview/sample/classSampleView.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

function task(classNames: readonly string[], queryWays: readonly number[]) {
  return {
    classNames,
    support: classNames.map((_, way) => ({ way, pixels: `support${way}` })),
    query: queryWays.map((way, index) => ({ way, pixels: `query${index}` })),
  };
}

describe('classSampleView', () => {
  it('tells right from wrong answers, before and after', () => {
    const asked = task(['Greek/alpha', 'Greek/beta'], [0, 1]);
    const outputs = [
      [0.4, 0.6, 0.5, 0.5],
      [0.9, 0.1, 0.7, 0.3],
    ];
    const view = classSampleView({ steps: [0, 50], outputs }, asked, 'image');
    assert.equal(plain(view.summary), '1 of 2 query images classified correctly after 50 inner steps, 0 before.');
    assert.deepEqual(
      view.queries.map(({ verdict, answer }) => [verdict, answer]),
      [
        ['correct', 'alpha'],
        ['wrong', 'alpha (is beta)'],
      ],
    );
    assert.equal(
      plain(view.queries[0]?.probabilities[0]?.summary ?? ''),
      'Greek/alpha, the true class: 40.0 % before, 90.0 % after adapting',
    );
    assert.deepEqual(view.classes[1], { name: 'Greek/beta', items: [{ way: 1, pixels: 'support1' }] });
  });

  it('has no answer where probabilities are no numbers, which are null in messages', () => {
    const asked = task(['alpha', 'beta'], [0, 0]);
    const outputs = JSON.parse(JSON.stringify([[0.9, 0.1, Number.NaN, Number.NaN]]));
    const view = classSampleView({ steps: [50], outputs }, asked, 'image');
    assert.match(plain(view.summary), /^1 of 2 /);
    assert.deepEqual(
      view.queries.map(({ verdict, answer }) => [verdict, answer]),
      [
        ['correct', 'alpha'],
        ['wrong', '? (is alpha)'],
      ],
    );
  });

  it('lets the classes take turns, each answer with its image', () => {
    const asked = task(['a', 'b'], [0, 0, 0, 1, 1]);
    const certainOfA = asked.query.flatMap((_, index) => [1 - index / 100, index / 100]);
    const view = classSampleView({ steps: [0], outputs: [certainOfA] }, asked, 'image');
    assert.deepEqual(
      view.queries.map(({ item, probabilities }) => [item.pixels, probabilities[1]?.after]),
      [
        ['query0', 0],
        ['query3', 0.03],
        ['query1', 0.01],
        ['query4', 0.04],
        ['query2', 0.02],
      ],
    );
  });

  it('shows of twenty classes the likeliest and always the true one, in the task’s order', () => {
    const names = Array.from({ length: 20 }, (_, way) => `class${way}`);
    const asked = task(names, [19]);
    const likely = names.map((_, way) => (way < 10 ? 0.1 - way * 0.001 : 0));
    const view = classSampleView({ steps: [0, 5], outputs: [likely, likely] }, asked, 'image');
    assert.deepEqual(
      view.queries[0]?.probabilities.map(({ way }) => way),
      [0, 1, 2, 3, 19],
    );
  });
});

describe('classSampleView between before and after', () => {
  it('shows the answers at the chosen number of inner steps', () => {
    const asked = task(['a', 'b'], [0]);
    const outputs = [
      [0.4, 0.6],
      [0.7, 0.3],
      [0.2, 0.8],
    ];
    const view = classSampleView({ steps: [0, 1, 50], outputs }, asked, 'text', 1);
    assert.equal(view.queries[0]?.verdict, 'correct');
    assert.equal(plain(view.summary), '1 of 1 query text classified correctly after 1 inner step, 0 before.');
  });

  it('takes no longer for many classes than for their answers and samples', () => {
    const names = Array.from({ length: 200_000 }, (_, way) => `class${way}`);
    const asked = task(names, [3, 199_999]);
    const likely = [...names.map((_, way) => way / 1e6), ...names.map(() => 0)];
    const view = classSampleView({ steps: [0, 1], outputs: [likely, likely] }, asked, 'image');
    assert.equal(view.classes.length, names.length);
    assert.deepEqual(view.classes[7]?.items, [{ way: 7, pixels: 'support7' }]);
    assert.deepEqual(
      view.queries.map(({ probabilities }) => probabilities.map(({ way }) => way)),
      [
        [3, 199_996, 199_997, 199_998, 199_999],
        [0, 1, 2, 3, 199_999],
      ],
    );
  });
});

describe('splitClassName', () => {
  it('separates the alphabet from the character', () => {
    assert.deepEqual(splitClassName('Tagalog/character07'), { family: 'Tagalog', own: 'character07' });
    assert.deepEqual(splitClassName('5'), { family: '', own: '5' });
  });
});
