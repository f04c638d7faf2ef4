// `reptile-lab mark`: what is said of runs is kept, shown by list, show and runs, and refused where it cannot be.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { carryOutWords } from '../../support/carryOutWords.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('reptile-lab mark', () => {
  const folder = useTemporaryFolder();

  const carryOut = (verb: string, ...words: string[]) => carryOutWords(verb, '--runs', folder(), ...words);

  const newRun = (seed: number) => newTestRun(folder(), { seed, state: 'completed', tags: ['sine', 'baseline'] });

  it('says of several runs what is asked, one after another, and what was said', async () => {
    const [one, two] = [path.basename(await newRun(1)), path.basename(await newRun(2))];
    const marking = ['--star', '--add-tag', 'paper', '--add-tag', 'final', '--remove-tag', 'baseline'];
    assert.equal((await carryOut('mark', one, two, ...marking)).exitCode, 0);
    await carryOut('mark', one, '--name', 'The good one', '--note', 'First.\nSecond.', '--colour', 'blue');
    const { output } = await carryOut('mark', one, '--json');
    assert.deepEqual(JSON.parse(output), {
      id: one,
      directory: path.join(folder(), one),
      name: 'The good one',
      star: true,
      tags: ['sine', 'paper', 'final'],
      note: 'First.\nSecond.',
      archived: false,
      colour: 'blue',
    });
    const shown = await carryOut('mark', one);
    assert.match(
      shown.output,
      /\nname +The good one\nstar +yes\ntags +sine, paper, final\ncolour +blue\nnote +First\.\n/,
    );
    await carryOut('mark', two, '--no-star', '--remove-tag', 'paper', '--colour', 'none', '--name', '');
    const other = JSON.parse((await carryOut('mark', two, '--json')).output);
    assert.deepEqual([other.star, other.tags, other.colour], [false, ['sine', 'final'], null]);
  });

  it('is told by list, show and runs; archived runs are hidden there until they are asked for', async () => {
    const [one, two] = [path.basename(await newRun(1)), path.basename(await newRun(2))];
    await carryOut('mark', one, '--star', '--name', 'The good one', '--note', 'Look here.');
    await carryOut('mark', two, '--archive');
    const list = await carryOut('list');
    assert.match(list.output, new RegExp(`^run .* marks\\n${one} .* \\* The good one \\[sine, baseline\\]\\n$`));
    assert.equal(list.messages, '1 archived run is not shown; --archived shows them.\n');
    assert.match(
      (await carryOut('list', '--archived')).output,
      new RegExp(`${two} .* \\[sine, baseline\\] archived\\n`),
    );
    const listed = JSON.parse((await carryOut('list', '--json')).output);
    assert.equal(listed.length, 2);
    const entry = listed.find(({ id }: { id: string }) => id === one);
    assert.deepEqual([entry.name, entry.star, entry.note, entry.archived], ['The good one', true, 'Look here.', false]);
    const show = await carryOut('show', one);
    assert.match(
      show.output,
      /^The good one\n(?:.*\n)*renamed from +Sine regression\nstar +yes\n(?:.*\n)*note +Look here\.\n/,
    );
    const rows = async (...words: string[]) => {
      const { output } = await carryOut('runs', '--columns', 'run', '--csv', ...words);
      return output.trimEnd().split(/\r?\n/).slice(1).sort();
    };
    assert.deepEqual(await rows(), [one]);
    assert.deepEqual(await rows('--archived'), [one, two].sort());
    assert.deepEqual(await rows('--where', 'archived = yes'), [two]);
    assert.deepEqual(await rows('--where', 'has star'), [one]);
    assert.deepEqual(await rows('--archived', '--where', 'tag = sine'), [one, two].sort());
    await carryOut('mark', one, '--archive');
    const none = await carryOut('list');
    assert.deepEqual([none.output, none.messages], ['', '2 archived runs are not shown; --archived shows them.\n']);
  });

  it('hides nothing of a run whose marks are damaged, says so, and refuses what cannot be kept', async () => {
    const directory = await newRun(1);
    await writeFile(runFiles(directory).marks, '{');
    assert.match((await carryOut('list')).output, /completed/);
    assert.match((await carryOut('show', directory)).messages, /marks\.json is damaged/);
    const refused = await carryOut('mark', directory, '--name', 'two\nlines');
    assert.equal(refused.exitCode, 2);
    assert.match(refused.messages, /A name is one line, without characters that cannot be seen\./);
    assert.equal((await carryOut('mark', directory, '--colour', 'mauve')).exitCode, 2);
    assert.equal((await carryOut('mark', 'nothing-like-it', '--star')).exitCode, 2);
  });
});
