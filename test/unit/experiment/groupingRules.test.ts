// Rules on tasks of one group and by makers.

import assert from 'node:assert/strict';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { assertProblem, experimentFile } from './markedText.ts';

const sizes = '"ways": 5, "shots": 1, "queries": 1, "trainShots": 5';
const images = (dataset: string, grouping: string) =>
  experimentFile({ task: `{ "kind": "images", "dataset": ${dataset}, ${sizes}, "grouping": ${grouping} }` });
const speech = (dataset: string, grouping: string) =>
  experimentFile({ task: `{ "kind": "speech", "dataset": ${dataset}, ${sizes}, "grouping": ${grouping} }` });

const rulesOf = (text: string) => readExperiment(text).problems.map(({ rule }) => rule);

describe('rules on grouping', () => {
  it('leave alone what data can give', () => {
    const omniglot = '{ "source": "omniglot" }';
    const byWords =
      '{ "source": "spokenDigits", "holdOut": { "by": "classes", "classes": ["0", "1", "2", "3", "4"] } }';
    for (const text of [
      images(omniglot, '{ "classes": "oneGroup", "queries": "oneOtherMaker" }'),
      images(omniglot, '{ "queries": "otherMaker" }'),
      images('{ "source": "folder", "path": "x" }', '{ "classes": "oneGroup", "queries": "sameMaker" }'),
      images('{ "source": "mnist" }', '{}'),
      speech('{ "source": "spokenDigits" }', '{ "classes": "oneGroup", "queries": "sameMaker" }'),
      speech(byWords, '{ "queries": "otherMaker" }'),
      speech(byWords, '{ "classes": "oneGroup" }'),
    ]) {
      assert.deepEqual(
        rulesOf(text).filter((rule) => /groups|makers/.test(rule)),
        [],
        text,
      );
    }
  });

  it('groups-unknown', () => {
    assertProblem(images('{ "source": "mnist" }', '{ "classes": «"oneGroup"» }'), {
      rule: 'groups-unknown',
      message:
        '"classes" is "oneGroup", but digits are of no groups. Omniglot has groups (its alphabets), and so have image folders (group/class/image), ' +
        'recordings whose names tell the speaker, and texts with domains.',
      fix: 'Set "classes" to "any"',
    });
    for (const text of [
      images('{ "source": "miniImageNet" }', '{ "classes": "oneGroup" }'),
      speech('{ "source": "folder", "path": "x", "holdOut": { "by": "randomClasses" } }', '{ "classes": "oneGroup" }'),
    ]) {
      assert.ok(rulesOf(text).includes('groups-unknown'), text);
    }
  });

  it('makers-unknown', () => {
    assertProblem(images('{ "source": "omniglot" }', '{ "queries": «"sameMaker"» }'), {
      rule: 'makers-unknown',
      message: '"queries" is "sameMaker", but each drawer of Omniglot has drawn a character once.',
      fix: 'Set "queries" to "any"',
    });
    for (const text of [
      images('{ "source": "mnist" }', '{ "queries": "otherMaker" }'),
      images('{ "source": "miniImageNet" }', '{ "queries": "oneOtherMaker" }'),
      speech('{ "source": "spokenDigits" }', '{ "queries": "otherMaker" }'),
      speech('{ "source": "folder", "path": "x", "holdOut": { "by": "randomClasses" } }', '{ "queries": "sameMaker" }'),
      experimentFile({
        task: `{ "kind": "text", "dataset": { "source": "clinc150" }, "encoding": { "kind": "tfidf" }, ${sizes}, "grouping": { "queries": "sameMaker" } }`,
        model: '{ "kind": "mlp" }',
      }),
    ]) {
      assert.ok(rulesOf(text).includes('makers-unknown'), text);
    }
  });
});
