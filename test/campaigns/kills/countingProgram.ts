// The program that a round of kills has train a run: it counts, and starts processes that would be there for ever.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isProcessThere } from '../processes.ts';
import { figuresOfRun, programFilesOf } from '../product.ts';
import type { Fault } from './witness.ts';

const steps = 60;

/**
 * Counts steps from its checkpoint on. Of the processes that it starts one stays in its group and one leaves its
 * session; neither goes before it is made to.
 */
const script = `
trap 'exit 0' TERM
( trap '' TERM; exec sleep 100000 ) &
( trap '' TERM; exec setsid sleep 100000 ) &
step=0
if [ -f "$REPTILE_LAB_RUN/checkpoints/step" ]; then read -r step < "$REPTILE_LAB_RUN/checkpoints/step"; fi
echo $$ > "$REPTILE_LAB_RUN/own"
while [ "$step" -lt ${steps} ]; do
  sleep 0.01
  step=$((step + 1))
  printf '{"step": %s, "test/score": %s}\\n' "$step" "$((step * 3))" >> "$REPTILE_LAB_RUN/metrics.jsonl"
  printf '%s\\n' "$step" > "$REPTILE_LAB_RUN/checkpoints/new" && mv "$REPTILE_LAB_RUN/checkpoints/new" "$REPTILE_LAB_RUN/checkpoints/step"
done
`;

/** Lays the experiment file, under the name that starters take, and the program into `folder`. */
export async function writeCountingProgram(folder: string): Promise<void> {
  const command = ['sh', 'train.sh'];
  const metrics = { figureOfMerit: 'test/score', direction: 'higher' };
  const experiment = { name: 'Killed program', trainer: { command, resume: command, steps, metrics } };
  await writeFile(path.join(folder, 'killed.reptile.json'), `${JSON.stringify(experiment)}\n`);
  await writeFile(path.join(folder, 'train.sh'), script);
}

/** The program's own process, where it is at work. */
export async function programOf(directory: string): Promise<number | undefined> {
  const own = path.join(programFilesOf(directory).folder, 'own');
  const pid = Number(await readFile(own, 'utf8').catch(() => ''));
  return (await processesOf(directory)).find((found) => found === pid);
}

/** Every process that bears the run's folder in its environment, as the program does and all that it starts. */
export async function processesOf(directory: string): Promise<number[]> {
  const mark = `REPTILE_LAB_RUN=${programFilesOf(directory).folder}\0`;
  const pids = (await readdir('/proc').catch(() => [])).map(Number).filter(Number.isInteger);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      return environment.includes(mark) && isProcessThere(pid) ? [pid] : [];
    }),
  );
  return found.flat();
}

export async function stepsWritten(directory: string): Promise<number> {
  const text = await readFile(programFilesOf(directory).metrics, 'utf8').catch(() => '');
  return text.split('\n').length - 1;
}

/** Each step counts once, whatever was written twice, and none is missing. */
export async function judgeCount(directory: string): Promise<Fault[]> {
  const points = (await figuresOfRun(directory)).get('test/score') ?? [];
  const found = points.map(({ iteration, value }) => `${iteration}: ${value}`).join(', ');
  const expected = Array.from({ length: steps }, (_, index) => `${index + 1}: ${3 * (index + 1)}`).join(', ');
  return found === expected ? [] : [{ kind: 'figures: not as uninterrupted', detail: found }];
}
