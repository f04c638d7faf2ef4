// Runs that a program trains, from begin to end: shell scripts that do what programs do, and what kills do to them.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '../../../../src/base/systemErrors.ts';
import { requestControl } from '../../../../src/runs/control.ts';
import { isEventFileName } from '../../../../src/runs/eventFiles.ts';
import { frameRecord } from '../../../../src/runs/eventRecords.ts';
import { encodeEvent } from '../../../../src/runs/events.ts';
import { EventWriter } from '../../../../src/runs/eventWriter.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { observeRun } from '../../../../src/runs/observeRun.ts';
import { readFigures } from '../../../../src/runs/readFigures.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import { carryOutRun, RunCompletedError } from '../../../../src/trainer/carryOutRun.ts';
import { programFiles } from '../../../../src/trainer/external/programFolder.ts';
import { StopRequests } from '../../../../src/trainer/stopRequests.ts';
import { describeFailure } from '../../../../src/words/describeFailure.ts';
import { untranslated } from '../../../../src/words/translate.ts';
import { failAppends } from '../../../support/failingAppends.ts';
import { holdOf } from '../../../support/holdOf.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';
import { newProgramRun, type TrainerChanges } from './programFixture.ts';

/** Counts steps up to the first argument, from its checkpoint on, a hundredth of a second each. */
const counting = `
step=0
if [ -f "$REPTILE_LAB_RUN/checkpoints/step" ]; then read -r step < "$REPTILE_LAB_RUN/checkpoints/step"; fi
trap 'exit 0' TERM
while [ "$step" -lt "$1" ]; do
  if [ -f "$REPTILE_LAB_RUN/stop" ]; then exit 0; fi
  if [ -f "$REPTILE_LAB_RUN/pause" ]; then sleep 0.01; continue; fi
  sleep 0.01
  step=$((step + 1))
  printf '{"step": %s, "test/score": %s}\\n' "$step" "$step" >> "$REPTILE_LAB_RUN/metrics.jsonl"
  printf '%s\\n' "$step" > "$REPTILE_LAB_RUN/checkpoints/new" && mv "$REPTILE_LAB_RUN/checkpoints/new" "$REPTILE_LAB_RUN/checkpoints/step"
done
`;

/** Does not go before it is made to, nor do the processes that it starts, of which one leaves its session. */
const stubborn = `
trap '' TERM
sleep 1000 &
echo $! > "$REPTILE_LAB_RUN/child"
( trap '' TERM; exec setsid sleep 1000 ) &
echo $! > "$REPTILE_LAB_RUN/left"
echo $$ > "$REPTILE_LAB_RUN/own"
echo '{"step": 1, "test/score": 1}' >> "$REPTILE_LAB_RUN/metrics.jsonl"
while true; do sleep 0.1; done
`;

/** Dies of SIGTERM before what it has started, which then saves what it needs, or never ends where it is called so. */
const wrapped = `
cat > "$REPTILE_LAB_RUN/saver.sh" <<'END'
save() {
  if [ "$1" = never ]; then return; fi
  sleep 0.5
  echo whole > "$REPTILE_LAB_RUN/checkpoints/saved"
  echo '{"step": 2, "test/score": 2}' >> "$REPTILE_LAB_RUN/metrics.jsonl"
  exit 0
}
trap 'save "$1"' TERM
echo $$ > "$REPTILE_LAB_RUN/child"
echo '{"step": 1, "test/score": 1}' >> "$REPTILE_LAB_RUN/metrics.jsonl"
while true; do sleep 0.05; done
END
sh "$REPTILE_LAB_RUN/saver.sh" "$1"
echo not reached
`;

describe('a run that a program trains', function () {
  this.timeout(60_000);
  before(function () {
    // There is no shell, and there are no groups of processes.
    if (process.platform === 'win32') this.skip();
  });
  const folder = useTemporaryFolder();

  const newRun = (script: string, changes: TrainerChanges = {}) => newProgramRun(folder(), script, changes);

  const resumable = (steps: number): TrainerChanges => {
    const command = ['sh', 'train.sh', '${parameters.steps}'];
    return { command, resume: command, parameters: { steps }, steps };
  };
  const scoresOf = async (directory: string) =>
    ((await readFigures(directory)).get('test/score') ?? []).map(({ iteration, value }) => [iteration, value]);
  const upTo = (last: number) => Array.from({ length: last }, (_, index) => [index + 1, index + 1]);
  const failureOf = async (directory: string) => {
    const { failure } = await readManifest(directory);
    return failure === null ? undefined : describeFailure(failure, untranslated);
  };
  const pidIn = async (directory: string, name: string) =>
    waitFor(`the process ${name}`, async () => {
      const text = await readFile(path.join(programFiles(directory).folder, name), 'utf8').catch(() => '');
      return text.endsWith('\n') && Number(text);
    });
  const whenGone = (pid: number) =>
    waitFor(`the end of process ${pid}`, async () => {
      try {
        process.kill(pid, 0);
        // One that nobody has taken leave of yet has ended, too.
        return / Z /.test(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));
      } catch (error) {
        return hasCode(error, 'ESRCH');
      }
    });
  const whenAtStep = (directory: string, step: number) =>
    waitFor(`step ${step}`, async () => (await readManifest(directory)).iteration >= step);
  /** Once it says so whoever asked is answered. */
  const whenState = (directory: string, state: string) =>
    waitFor(state, async () => (await observeRun(directory)).state === state);

  it('is completed when the program has ended well, with its figures as those of any run', async () => {
    const directory = await newRun(counting);
    assert.equal((await carryOutRun(directory)).state, 'completed');
    assert.deepEqual(await scoresOf(directory), upTo(5));
    const { iteration, metaIterations, trainedBy, taskKind } = await readManifest(directory);
    assert.deepEqual([iteration, metaIterations, taskKind], [5, 0, null]);
    const merit = { tag: 'test/score', direction: 'higher' };
    const figure = (value: number) => ({ iteration: value, value });
    assert.deepEqual(trainedBy, {
      kind: 'program',
      merit: { ...merit, first: figure(1), latest: figure(5), best: figure(5) },
      isResumable: false,
    });
    await assert.rejects(carryOutRun(directory), RunCompletedError);
  });

  it('gives the program its parameters, its folder, and each argument as it is', async () => {
    const script =
      'printf "%s\\n" "$@" "$PWD" > "$REPTILE_LAB_RUN/seen"; ls "$REPTILE_LAB_RUN" >> "$REPTILE_LAB_RUN/seen"';
    const parameters = { steps: 5, text: 'a b; $(touch /tmp/never) "c"' };
    const directory = await newRun(script, {
      command: ['sh', 'train.sh', '${parameters.text}', '${seed}'],
      parameters,
    });
    assert.equal((await carryOutRun(directory)).state, 'completed');
    const seen = (await readFile(path.join(programFiles(directory).folder, 'seen'), 'utf8')).trim().split('\n');
    assert.deepEqual(seen.slice(0, 2), [parameters.text, '0']);
    assert.match(seen[2] ?? '', /project$/);
    assert.deepEqual(seen.slice(3), ['checkpoints', 'parameters.json', 'seen']);
    assert.deepEqual(JSON.parse(await readFile(programFiles(directory).parameters, 'utf8')), { parameters, seed: 0 });
  });

  it('stops when it is asked to, and goes on from where the program went on', async () => {
    const directory = await newRun(counting, resumable(100_000));
    const running = carryOutRun(directory);
    await whenAtStep(directory, 3);
    await requestControl(directory, 'stop');
    assert.equal((await running).state, 'stopped');
    const { iteration } = await readManifest(directory);
    assert.deepEqual(await scoresOf(directory), upTo(iteration));
    const stops = new StopRequests();
    const resumed = carryOutRun(directory, { stops });
    await whenAtStep(directory, iteration + 3);
    stops.ask();
    assert.equal((await resumed).state, 'stopped');
    assert.deepEqual(await scoresOf(directory), upTo((await readManifest(directory)).iteration));
  });

  it('withdraws what the program does again after it has gone on from earlier', async () => {
    const once = `n=0; for v in 1 2 3 4 5 6; do echo "{\\"step\\": $v, \\"test/score\\": $v}" >> "$REPTILE_LAB_RUN/metrics.jsonl"; done; exit 1`;
    const resume = [
      'sh',
      '-c',
      `for v in 4 5; do echo "{\\"step\\": $v, \\"test/score\\": $((v * 10))}" >> "$REPTILE_LAB_RUN/metrics.jsonl"; done`,
    ];
    const directory = await newRun(once, { resume });
    assert.equal((await carryOutRun(directory)).state, 'failed');
    assert.deepEqual(await scoresOf(directory), upTo(6));
    assert.equal((await carryOutRun(directory)).state, 'completed');
    assert.deepEqual(await scoresOf(directory), [...upTo(3), [4, 40], [5, 50]]);
    const { trainedBy } = await readManifest(directory);
    assert.deepEqual(trainedBy.kind === 'program' && trainedBy.merit?.best, { iteration: 5, value: 50 });
  });

  for (const pause of ['file', 'signal'] as const)
    it(`pauses by a ${pause}, and goes on`, async () => {
      const directory = await newRun(counting, { ...resumable(100_000), pause, stop: 'file' });
      const running = carryOutRun(directory);
      await whenAtStep(directory, 2);
      await requestControl(directory, 'pause');
      await whenState(directory, 'paused');
      // It may be in the middle of a step.
      const lines = async () => (await readFile(programFiles(directory).metrics, 'utf8')).length;
      let before = -1;
      await waitFor('quiet', async () => {
        const [last, now] = [before, await lines()];
        before = now;
        return last === now;
      });
      await requestControl(directory, 'continue');
      await whenState(directory, 'running');
      await waitFor('more figures', async () => (await lines()) > before);
      await requestControl(directory, 'stop');
      assert.equal((await running).state, 'stopped');
    });

  it('says that it cannot pause where the program does not say that it can', async () => {
    const directory = await newRun(counting, resumable(100_000));
    const running = carryOutRun(directory);
    await whenAtStep(directory, 1);
    const request = await requestControl(directory, 'pause');
    await waitFor('an answer', async () => (await readManifest(directory)).answeredRequests.length > 0);
    assert.equal((await readManifest(directory)).state, 'running');
    assert.ok(
      request !== undefined && /does not say that it can pause/.test(await readFile(runFiles(directory).log, 'utf8')),
    );
    await requestControl(directory, 'stop');
    await running;
  });

  it('is refused when it is to go on, and left as it was, where the program does not say how', async () => {
    const directory = await newRun('exit 7');
    assert.equal((await carryOutRun(directory)).state, 'failed');
    const before = await readManifest(directory);
    await assert.rejects(carryOutRun(directory), /cannot be resumed/);
    assert.deepEqual(await readManifest(directory), before);
  });

  it('fails with the exit code, and what the program said last', async () => {
    const directory = await newRun('echo first; echo "No space left on device" >&2; exit 7');
    assert.equal((await carryOutRun(directory)).state, 'failed');
    const words = 'The program ended with exit code 7. It said last: first | No space left on device';
    assert.equal(await failureOf(directory), words);
  });

  it('fails in words where the program is not there, or may not be executed', async () => {
    const directory = await newRun('', { command: ['reptile-lab-has-no-such-program'] });
    assert.equal((await carryOutRun(directory)).state, 'failed');
    assert.match((await failureOf(directory)) ?? '', /There is no program reptile-lab-has-no-such-program/);
    const script = await newRun('exit 0', { command: ['./train.sh'] });
    assert.equal((await carryOutRun(script)).state, 'failed');
    assert.match((await failureOf(script)) ?? '', /train\.sh, or it may not be executed/);
  });

  it('is never begun with what lies beside the experiment and was not named as lying there', async () => {
    const directory = await newRun(counting, { command: ['tool-beside', '${parameters.steps}'] });
    const beside = path.join(folder(), 'project', 'tool-beside');
    await writeFile(beside, `#!/bin/sh\ntouch ${path.join(folder(), 'executed')}\n`, { mode: 0o755 });
    const before = process.env.PATH;
    process.env.PATH = `.:${before}`;
    try {
      await carryOutRun(directory).catch(() => undefined);
    } finally {
      process.env.PATH = before;
    }
    assert.match((await failureOf(directory)) ?? '', /There is no program tool-beside/);
    assert.deepEqual(
      (await readdir(folder())).filter((name) => name === 'executed'),
      [],
    );
  });

  it('ends a program by force that does not stop in its time, with all that it has started', async () => {
    const directory = await newRun(stubborn, { stopSeconds: 0.2 });
    const running = carryOutRun(directory);
    const pids = [await pidIn(directory, 'own'), await pidIn(directory, 'child')];
    if (process.platform === 'linux') pids.push(await pidIn(directory, 'left'));
    await whenAtStep(directory, 1);
    await requestControl(directory, 'stop');
    assert.equal((await running).state, 'stopped');
    for (const pid of pids) await whenGone(pid);
  });

  for (const stop of ['never', 'well'] as const)
    it(`gives what a program has started its time to stop, where it ends ${stop}, when the program itself has ended`, async () => {
      const stopSeconds = stop === 'well' ? 60 : 0.5;
      const directory = await newRun(wrapped, { command: ['sh', 'train.sh', stop], stopSeconds });
      const running = carryOutRun(directory);
      await whenAtStep(directory, 1);
      await requestControl(directory, 'stop');
      assert.equal((await running).state, 'stopped');
      await whenGone(await pidIn(directory, 'child'));
      const saved = await readFile(path.join(programFiles(directory).checkpoints, 'saved'), 'utf8').catch(() => '');
      assert.deepEqual([saved, await scoresOf(directory)], stop === 'well' ? ['whole\n', upTo(2)] : ['', upTo(1)]);
      assert.equal(/ended by force/.test(await readFile(runFiles(directory).log, 'utf8')), stop === 'never');
    });

  it('leaves nothing of a program behind that has ended before what it has started', async () => {
    const directory = await newRun('sleep 1000 & echo $! > "$REPTILE_LAB_RUN/child"; exit 0');
    assert.equal((await carryOutRun(directory)).state, 'completed');
    await whenGone(await pidIn(directory, 'child'));
  });

  it('loses no figure of a resumed program where the one before ended within a line, and takes none of that one', async () => {
    for (const [half, last] of [
      ['{"step": 4, "test/sc', 3],
      ['{"step": 4, "test/score": 4}', 4],
    ] as const) {
      const script = `cd "$REPTILE_LAB_RUN"
if [ ! -f checkpoints/1 ]; then
  touch checkpoints/1
  printf '{"step": 1, "test/score": 1}\n{"step": 2, "test/score": 2}\n{"step": 3, "test/score": 3}\n%s' '${half}' >> metrics.jsonl
  kill -9 $$
fi
for step in 2 3; do printf '{"step": %s, "test/score": %s0}\n' $step $step >> metrics.jsonl; done
`;
      const directory = await newRun(script, resumable(3));
      assert.equal((await carryOutRun(directory)).state, 'failed');
      assert.deepEqual(await scoresOf(directory), upTo(3), `${last}`);
      assert.equal((await carryOutRun(directory)).state, 'completed');
      assert.deepEqual(await scoresOf(directory), [
        [1, 1],
        [2, 20],
        [3, 30],
      ]);
    }
  });

  it('fails where the program says nothing for longer than it may', async () => {
    const directory = await newRun(stubborn, { hangAfterSeconds: 0.5 });
    assert.equal((await carryOutRun(directory)).state, 'failed');
    assert.match((await failureOf(directory)) ?? '', /said nothing for 0\.5 s/);
    await whenGone(await pidIn(directory, 'own'));
  });

  it('does not take a program to hang while nobody looked, as where its trainer was stopped or the machine slept', async () => {
    const script = `echo '{"step": 1, "test/score": 1}' >> "$REPTILE_LAB_RUN/metrics.jsonl"
sleep 0.5
echo '{"step": 2, "test/score": 2}' >> "$REPTILE_LAB_RUN/metrics.jsonl"`;
    const directory = await newRun(script, { hangAfterSeconds: 60 });
    const { now } = performance;
    let slept = 0;
    performance.now = () => now.call(performance) + slept;
    try {
      const { state } = await carryOutRun(directory, {
        onProgress: (progress) => {
          if (progress.kind === 'step' && progress.iteration === 1) slept = 3_600_000;
        },
      });
      assert.equal(state, 'completed', (await failureOf(directory)) ?? '');
    } finally {
      performance.now = now;
    }
    assert.ok(slept > 0);
  });

  it('fails where the program is killed', async () => {
    const directory = await newRun(stubborn);
    const running = carryOutRun(directory);
    const [own, child] = [await pidIn(directory, 'own'), await pidIn(directory, 'child')];
    process.kill(own, 'SIGKILL');
    assert.equal((await running).state, 'failed');
    assert.match((await failureOf(directory)) ?? '', /ended by signal SIGKILL/);
    await whenGone(child);
  });

  it('is lost where its trainer is killed, with nothing left of the program, and goes on without a figure too many', async () => {
    const trainer = path.resolve(import.meta.dirname, '../../../../dist/trainer.js');
    const directory = await newRun(
      `sleep 1000 & echo $! > "$REPTILE_LAB_RUN/child"; echo $$ > "$REPTILE_LAB_RUN/own"${counting}`,
      resumable(100_000),
    );
    for (let round = 0; round < 3; round++) {
      const { iteration } = await readManifest(directory);
      const process_ = spawn(process.execPath, [trainer, directory], { stdio: 'ignore' });
      const ended = new Promise((resolve) => process_.once('exit', resolve));
      await whenAtStep(directory, iteration + 3);
      const pids = [await pidIn(directory, 'own'), await pidIn(directory, 'child')];
      process_.kill('SIGKILL');
      await ended;
      for (const pid of pids) await whenGone(pid);
      assert.equal((await observeRun(directory)).state, 'lost');
    }
    const running = carryOutRun(directory);
    await whenAtStep(directory, (await readManifest(directory)).iteration + 3);
    await requestControl(directory, 'stop');
    assert.equal((await running).state, 'stopped');
    assert.deepEqual(await scoresOf(directory), upTo((await readManifest(directory)).iteration));
  });

  it('shows what the program writes as TensorBoard does, too', async () => {
    const other = path.join(folder(), 'other');
    await mkdir(other);
    const writer = await EventWriter.create(await holdOf(other));
    for (let step = 1; step <= 3; step++) writer.add(step, [{ tag: 'test/score', value: step }], 1000 + step);
    await writer.close();
    const directory = await newRun('cp "$1"/events* "$REPTILE_LAB_RUN/"', { command: ['sh', 'train.sh', other] });
    assert.equal((await carryOutRun(directory)).state, 'completed');
    assert.deepEqual(await scoresOf(directory), upTo(3));
    assert.deepEqual(
      (await readFigures(directory)).get('test/score')?.map(({ wallTime }) => wallTime),
      [1001, 1002, 1003],
    );
  });

  it('has all figures that the program has written, also those that its trainer did not live to relay', async () => {
    const append = (line: string) => `echo '${line}' >> "$REPTILE_LAB_RUN/metrics.jsonl"`;
    const resume = ['sh', '-c', append('{"step": 11, "test/score": 11}')];
    const directory = await newRun(`${append('{"step": 10, "loss": 0.5}')}; exit 1`, { resume });
    assert.equal((await carryOutRun(directory)).state, 'failed');
    const missed = '{"step": 10, "test/score": 10}\n{"step": 5, "test/score": 5}\n';
    await appendFile(programFiles(directory).metrics, missed);
    assert.equal((await carryOutRun(directory)).state, 'completed');
    assert.deepEqual(await scoresOf(directory), [
      [5, 5],
      [10, 10],
      [11, 11],
    ]);
  });

  it('keeps the figures of lines where the program’s event files are exchanged, and withdraw', async () => {
    const record = (event: Parameters<typeof encodeEvent>[0]) => frameRecord(encodeEvent(event));
    const scalar = (iteration: number) =>
      record({ kind: 'scalars', wallTime: 1, iteration, scalars: [{ tag: 'x', value: iteration }] });
    const start = (iteration: number) => record({ kind: 'sessionStart', wallTime: 1, iteration });
    await writeFile(path.join(folder(), 'one'), scalar(1));
    const steps = Array.from({ length: 50 }, (_, step) => [scalar(step), start(step)]).flat();
    await writeFile(path.join(folder(), 'two'), Buffer.concat([...steps, scalar(2)]));
    const script = `
cp "$1/one" "$REPTILE_LAB_RUN/events.out.tfevents.1.x"
for v in 1 2 3; do echo "{\\"step\\": $v, \\"test/score\\": $v}" >> "$REPTILE_LAB_RUN/metrics.jsonl"; done
until [ -f "$REPTILE_LAB_RUN/go" ]; do sleep 0.02; done
rm "$REPTILE_LAB_RUN/events.out.tfevents.1.x"; cp "$1/two" "$REPTILE_LAB_RUN/events.out.tfevents.2.x"
`;
    const directory = await newRun(script, { command: ['sh', 'train.sh', folder()] });
    const running = carryOutRun(directory);
    await whenAtStep(directory, 3);
    await writeFile(path.join(programFiles(directory).folder, 'go'), '');
    assert.equal((await running).state, 'completed');
    assert.deepEqual(await scoresOf(directory), upTo(3));
    assert.equal((await readdir(directory)).filter(isEventFileName).length, 1);
  });

  it('fails in words where the disk is full, and leaves nothing of the program behind', async () => {
    const directory = await newRun(stubborn);
    const mend = failAppends(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }), 2);
    try {
      assert.equal((await carryOutRun(directory)).state, 'failed');
    } finally {
      mend();
    }
    assert.match((await failureOf(directory)) ?? '', /The disk is full/);
    for (const name of ['own', 'child']) await whenGone(await pidIn(directory, name));
  });

  it('says so and loses nothing where the run’s event file is deleted while the program trains', async () => {
    const directory = await newRun(counting, { parameters: { steps: 40 } });
    const warnings: string[] = [];
    let isDeleted = false;
    const { state } = await carryOutRun(directory, {
      onProgress: (progress) => {
        if (progress.kind === 'warning') warnings.push(progress.message);
        if (progress.kind !== 'step' || isDeleted) return;
        isDeleted = true;
        for (const name of readdirSync(directory).filter(isEventFileName)) rmSync(path.join(directory, name));
      },
    });
    assert.deepEqual([state, isDeleted], ['completed', true]);
    assert.deepEqual(await scoresOf(directory), upTo(40));
    assert.match(warnings.join('\n'), /^.* was exchanged or deleted .*$/);
  });

  it('ends the program when its folder is taken away', async () => {
    const directory = await newRun(stubborn, { stopSeconds: 0.2 });
    const running = carryOutRun(directory);
    const [own, child] = [await pidIn(directory, 'own'), await pidIn(directory, 'child')];
    await whenAtStep(directory, 1);
    await rename(directory, `${directory}-elsewhere`);
    assert.equal((await running).state, 'failed');
    for (const pid of [own, child]) await whenGone(pid);
  });

  it('takes no harm from what else lies in the program’s folder', async () => {
    const script = `
cd "$REPTILE_LAB_RUN"
ln -s /etc/passwd stopp; mkfifo pipe; mkdir events.out.tfevents.1.x; head -c 100000 /dev/urandom > events.out.tfevents.2.x
head -c 3000000 /dev/zero | tr '\\0' x > metrics.jsonl; echo >> metrics.jsonl
echo '{"step": 1, "test/score": 1}' >> metrics.jsonl; echo 'no json' >> metrics.jsonl; printf '{"step": 2, "test/score": 2}' >> metrics.jsonl
`;
    const directory = await newRun(script);
    assert.equal((await carryOutRun(directory)).state, 'completed');
    assert.deepEqual(await scoresOf(directory), upTo(1));
    const log = await readFile(runFiles(directory).log, 'utf8');
    assert.match(log, /Line 1 of .* is passed over: it is too long/);
    assert.match(log, /Line 3 of .* is passed over: it is no JSON object/);
  });
});
