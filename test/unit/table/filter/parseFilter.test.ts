// The language of filters: what is read, what is refused and where, and that what is printed reads the same.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import '../../../support/seededProperties.ts';
import {
  comparisons,
  type Filter,
  type Term,
  textFields,
  type Word,
} from '../../../../src/table/filter/filterSyntax.ts';
import { parseFilter } from '../../../../src/table/filter/parseFilter.ts';
import { printFilter } from '../../../../src/table/filter/printFilter.ts';

const span = { start: 0, end: 0 };

function parsed(text: string): Filter {
  const result = parseFilter(text);
  assert.equal(result.kind, 'parsed', `${text}: ${JSON.stringify(result)}`);
  return result.kind === 'parsed' ? withoutSpans(result.filter) : { kind: 'all' };
}

function withoutSpans(filter: Filter): Filter {
  return filter.kind === 'all' ? filter : withoutSpansOf(filter);
}

function withoutSpansOf(term: Term): Term {
  const word = ({ text }: Word): Word => ({ text, span });
  switch (term.kind) {
    case 'and':
    case 'or':
      return { kind: term.kind, parts: term.parts.map(withoutSpansOf) };
    case 'not':
      return { kind: 'not', part: withoutSpansOf(term.part) };
    case 'compare':
      return { ...term, name: word(term.name), value: word(term.value) };
    case 'oneOf':
      return { ...term, name: word(term.name), values: term.values.map(word) };
    case 'has':
      return { ...term, name: word(term.name) };
    case 'text':
      return term;
  }
}

function problemOf(text: string): readonly [code: string, place: string] {
  const result = parseFilter(text);
  if (result.kind === 'parsed') throw new Error(`${text} was read.`);
  const { code, span: at } = result.problem;
  return [code, text.slice(at.start, at.end)];
}

const text = (words: string): Term => ({ kind: 'text', text: words, field: undefined });
const compare = (name: string, comparison: (typeof comparisons)[number], value: string): Term => ({
  kind: 'compare',
  comparison,
  name: { text: name, span },
  value: { text: value, span },
});

describe('the language of filters', () => {
  it('reads comparisons, and binds `not` before `and` before `or`', () => {
    const [a, b, c] = [compare('a', '>', '1'), compare('b', '<=', '2'), compare('c', '=', 'x')];
    assert.deepEqual(parsed('a > 1'), a);
    assert.deepEqual(parsed('a = in'), compare('a', '=', 'in'));
    assert.deepEqual(parsed('a>1 and b<=2'), { kind: 'and', parts: [a, b] });
    assert.deepEqual(parsed('a > 1 OR b ≤ 2 And not c == x'), {
      kind: 'or',
      parts: [a, { kind: 'and', parts: [b, { kind: 'not', part: c }] }],
    });
    assert.deepEqual(parsed('(a > 1 or b <= 2) and c = x'), {
      kind: 'and',
      parts: [{ kind: 'or', parts: [a, b] }, c],
    });
    assert.deepEqual(parsed('a in (1, "two words") has b'), {
      kind: 'and',
      parts: [
        {
          kind: 'oneOf',
          name: { text: 'a', span },
          values: ['1', 'two words'].map((value) => ({ text: value, span })),
        },
        { kind: 'has', name: { text: 'b', span } },
      ],
    });
    const inList: Term = { kind: 'oneOf', name: { text: 'a', span }, values: [{ text: '1', span }] };
    assert.deepEqual(parsed('a not in (1)'), { kind: 'not', part: inList });
  });

  it('reads words as the texts that they always were', () => {
    assert.deepEqual(parsed(''), { kind: 'all' });
    assert.deepEqual(parsed('  '), { kind: 'all' });
    assert.deepEqual(parsed('omni 5-way'), { kind: 'and', parts: [text('omni'), text('5-way')] });
    assert.deepEqual(parsed('lr 0.04'), { kind: 'and', parts: [text('lr'), text('0.04')] });
    assert.deepEqual(parsed("it's !important"), { kind: 'and', parts: [text("it's"), text('!important')] });
    assert.deepEqual(parsed('"and"'), text('and'));
    assert.deepEqual(parsed('tag:base'), { kind: 'text', text: 'base', field: 'tag' });
    assert.deepEqual(parsed('"tag:base"'), text('tag:base'));
  });

  it('reads a percent sign that stands apart, as print has it', () => {
    assert.deepEqual(parsed('accuracy > 90 %'), compare('accuracy', '>', '90%'));
    assert.deepEqual(parsed('a in (10 %, 20%)'), {
      kind: 'oneOf',
      name: { text: 'a', span },
      values: [
        { text: '10%', span },
        { text: '20%', span },
      ],
    });
  });

  it('says what is wrong, and where', () => {
    const wrong: readonly (readonly [filter: string, code: string, place: string])[] = [
      ['a >', 'missingValue', ''],
      ['a > )', 'missingValue', ')'],
      ['> 3', 'unexpected', '>'],
      ['a > 1 and', 'missingTerm', 'and'],
      ['and a', 'missingTerm', 'and'],
      ['not', 'missingTerm', 'not'],
      ['has', 'missingTerm', 'has'],
      ['(a > 1', 'unclosedParenthesis', '('],
      ['a > 1)', 'unexpected', ')'],
      ['()', 'unexpected', ')'],
      ['a "b', 'unclosedQuote', '"b'],
      ['a in 1', 'missingList', '1'],
      ['a in (1', 'unclosedParenthesis', '('],
      ['a in (1 2)', 'unexpected', '2'],
      ['a in ()', 'missingValue', ')'],
      ['a, b', 'unexpected', ','],
      ['a > 1 > 2', 'unexpected', '>'],
    ];
    for (const [filter, code, place] of wrong) assert.deepEqual(problemOf(filter), [code, place], filter);
  });

  it('refuses what no person writes: too long, too deep, too much', () => {
    assert.deepEqual(problemOf('x'.repeat(2001))[0], 'tooLong');
    assert.deepEqual(problemOf(`${'('.repeat(33)}a${')'.repeat(33)}`)[0], 'tooDeep');
    assert.deepEqual(problemOf(`${'not '.repeat(400)}a`)[0], 'tooDeep');
    assert.deepEqual(problemOf('a '.repeat(201))[0], 'tooMany');
    assert.deepEqual(problemOf(`a in (${'1,'.repeat(300)}1)`)[0], 'tooMany');
    parsed(`${'('.repeat(32)}a${')'.repeat(32)}`);
  });

  const awkward = fc.constantFrom(
    'and',
    'OR',
    'a b',
    '"',
    "'x",
    '\\',
    '',
    'tag:x',
    '%',
    '90',
    '-1e-3',
    'ε',
    '!',
    '!=',
    '(',
    ',',
    '≤',
    'x\ny',
  );
  const word = fc.oneof(awkward, fc.string({ maxLength: 8 }), fc.string({ unit: 'binary', maxLength: 6 }));
  const spanned = word.map((content): Word => ({ text: content, span }));
  const leaf: fc.Arbitrary<Term> = fc.oneof(
    fc.record({
      kind: fc.constant('compare'),
      name: spanned,
      comparison: fc.constantFrom(...comparisons),
      value: spanned,
    }),
    fc.record({ kind: fc.constant('oneOf'), name: spanned, values: fc.array(spanned, { minLength: 1, maxLength: 4 }) }),
    fc.record({ kind: fc.constant('has'), name: spanned }),
    word.map((content): Term => text(content)),
    fc.constantFrom(...textFields).map((field): Term => ({ kind: 'text', text: 'part', field })),
  );
  const { term } = fc.letrec<{ term: Term }>((tie) => ({
    term: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.record({
        kind: fc.constantFrom('and', 'or'),
        parts: fc.array(tie('term'), { minLength: 2, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('not'), part: tie('term') }),
    ),
  }));

  it('reads what it prints as the same tree, whatever stands in it', () => {
    fc.assert(
      fc.property(term, (tree) => {
        const printed = printFilter(tree);
        fc.pre(printed.length <= 2000);
        assert.deepEqual(parsed(printed), withoutSpans(tree), printed);
        assert.equal(printFilter(parsed(printed)), printed);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads or refuses any text, with a place inside of it', () => {
    const pieces = fc.constantFrom(
      'a',
      '"',
      ' ',
      '(',
      ')',
      ',',
      '<',
      '=',
      '!',
      '~',
      'and ',
      'not ',
      'in',
      'has ',
      '5',
      '%',
      '\\',
      '\ud83e',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const filter = parts.join('');
        const result = parseFilter(filter);
        if (result.kind === 'parsed') assert.deepEqual(parsed(printFilter(result.filter)), withoutSpans(result.filter));
        else {
          const { start, end } = result.problem.span;
          assert.ok(start >= 0 && start <= end && end <= filter.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
