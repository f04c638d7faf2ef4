// Names that may be meant as one: on which side each spelling stands, and which stand for a missing value.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { notesOnNames } from '../../../../src/tasks/split/namesNotMeant.ts';

const users = { one: 'task', many: 'tasks', members: 'rows' };
const named = (...names: string[]) => names.map((name) => ({ name }));

describe('names that may not be meant', () => {
  it('on two sides of a split are told first', () => {
    const [across, within, ...others] = notesOnNames(
      { training: named('17', 'User3', 'b', 'B', 'anna k'), heldOut: named('17.0', 'user3', 'Anna_K', 'c') },
      users,
    );
    assert.equal(
      across,
      'tasks that are held out may be trained on, too, written in another way: "17.0" is held out and "17" trains, ' +
        '"user3" is held out and "User3" trains, "Anna_K" is held out and "anna k" trains. Write each in one way, or they are not new.',
    );
    assert.match(within ?? '', /are two tasks: "b" and "B"\.$/);
    assert.deepEqual(others, []);
  });

  it('are told of one side where nobody knows of two, and never of one and the same name', () => {
    assert.deepEqual(notesOnNames({ training: named('a', 'b'), heldOut: named('a') }, users), []);
    assert.match(
      notesOnNames({ training: named('1', '1.0', '01'), heldOut: [] }, users).join(),
      /"1" and "1.0", "1" and "01"\.$/,
    );
    assert.deepEqual(notesOnNames({ training: named('1', '1.1', '-1', 'one'), heldOut: [] }, users), []);
  });

  it('are those that programs write where a value is missing', () => {
    const [note] = notesOnNames({ training: named('nan', 'Nancy'), heldOut: named('NA') }, users);
    assert.match(note ?? '', /^rows of the task "nan" and "NA" train and are held out like others/);
  });

  it('are named by a few of many', () => {
    const many = Array.from({ length: 9 }, (_, user) => `${user}`);
    const sides = { training: named(...many), heldOut: named(...many.map((name) => `${name}.0`)) };
    assert.match(notesOnNames(sides, users).join(), /"2\.0" is held out and "2" trains and 6 more\. Write/);
  });

  it('are told however many there are, more than a function can have arguments', () => {
    const heldOut = Array.from({ length: 200_000 }, (_, user) => named(`a${user}`, `A${user}`)).flat();
    assert.match(
      notesOnNames({ training: [], heldOut }, users).join(),
      /"a0" and "A0", "a1" and "A1", "a2" and "A2" and 199,997 more\.$/,
    );
  });
});
