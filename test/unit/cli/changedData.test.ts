// The command line on data that changed since a run began: what came is told, what went or changed is refused with an exit
// code of its own, and what a person accepts stands in what is stored and shown.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { endRunningClis, parseJsonLines, runCli, startCli } from '../../support/builtCli.ts';
import { changingData, experimentOn } from '../../support/changingData.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';

const [images] = changingData;

describe('commands on changed data', function () {
  this.timeout(180_000);
  afterEach(endRunningClis);
  const folder = useTemporaryFolder();
  const run = (...words: readonly string[]) => runCli([...words, '--runs', 'runs'], { folder: folder() });

  it('use the run’s own split, and refuse what no longer holds it', async () => {
    assert.ok(images !== undefined);
    await images.write(folder());
    await writeFile(path.join(folder(), 'x.reptile.json'), JSON.stringify(experimentOn(images, 4)));
    assert.equal((await run('train', 'x.reptile.json')).exitCode, 0);
    const evaluate = (...words: readonly string[]) => run('eval', 'latest', '--tasks', '30', '--json', ...words);
    const heldOutIn = (output: string): string[] => {
      const [line] = parseJsonLines(output);
      const confusion = line?.confusion;
      assert.ok(typeof confusion === 'object' && confusion !== null && 'classes' in confusion);
      assert.ok(Array.isArray(confusion.classes));
      return confusion.classes.map(String).sort();
    };
    const before = await evaluate();
    const heldOut = heldOutIn(before.output);

    await images.add(folder());
    const after = await evaluate();
    assert.deepEqual([after.exitCode, heldOutIn(after.output)], [0, heldOut]);
    assert.match(after.messages, /have a class that the run did not begin with: "b"\. It takes no part/);

    await images.alter(folder(), heldOut[0] ?? '');
    for (const words of [
      ['eval', 'latest'],
      ['eval', 'latest', '--json'],
    ]) {
      const refused = await run(...words);
      assert.deepEqual([refused.exitCode, refused.output], [5, '']);
      assert.match(
        refused.messages,
        /error: The data of this run no longer hold .* \(changed: "c\d" \(other content\); new: "b"\)/,
      );
      assert.match(refused.messages, /--accept-changed-data/);
    }

    const accepted = await evaluate('--accept-changed-data');
    assert.equal(accepted.exitCode, 0, accepted.messages);
    const [line] = parseJsonLines(accepted.output);
    assert.equal(line?.apart, 'acceptedChanges');
    assert.match(JSON.stringify(line?.data), /"changed":\{"count":1,"names":\["\\"c\d\\" \(other content\)"\]\}/);
    const shown = await run('eval', 'latest', '--tasks', '5', '--accept-changed-data');
    assert.match(
      shown.output,
      /\ndata +measured on changed data, as asked for \(changed: .*\): not to be set beside other/,
    );
    const { output } = await run('evaluations', 'latest');
    assert.equal(output.match(/: measured on changed data, as asked for\.\n/g)?.length, 2, output);
  });

  it('resume with what is left where that is accepted, and the run says so', async () => {
    assert.ok(images !== undefined);
    await images.write(folder());
    await writeFile(path.join(folder(), 'x.reptile.json'), JSON.stringify(experimentOn(images, 2_000_000)));
    const words = ['train', 'x.reptile.json', '--json', '--runs', 'runs'];
    const running = await startCli(words, { folder: folder() });
    await waitFor('a checkpoint', async () => running.output().includes('"checkpoint"'));
    running.process.kill('SIGINT');
    assert.equal((await running.ended).exitCode, 3);

    await images.alter(folder(), 'c0');
    const refused = await run('resume', 'latest');
    assert.equal(refused.exitCode, 5, refused.messages);
    assert.match(refused.messages, /error: The data of this run no longer hold .*"c0" \(other content\)/);
    assert.match(refused.messages, /With the data as they were, continue it with: /);

    const resumed = await startCli(['resume', 'latest', '--accept-changed-data', '--json', '--runs', 'runs'], {
      folder: folder(),
    });
    await waitFor('an iteration', async () => resumed.output().includes('"iteration"'));
    resumed.process.kill('SIGINT');
    const { exitCode, messages } = await resumed.ended;
    assert.equal(exitCode, 3, messages);
    const { output } = await run('show', 'latest');
    assert.match(output, /\nchanged data +accepted at meta-iteration [\d,]+: changed: "c0" \(other content\)\n/);
  });
});
