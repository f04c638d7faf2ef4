// Tools that start, stop, wait for and measure runs. A person is asked before anything is started, stopped or executed.

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as z from 'zod';
import { inPassing } from '../../base/systemErrors.ts';
import { isExternal } from '../../experiment/whoTrains.ts';
import { type AskedStart, type PreparedStart, prepareStart } from '../../launchers/askedStart.ts';
import { agreementOn } from '../../launchers/frozenPart.ts';
import { LaunchError, type Submission } from '../../launchers/launcher.ts';
import type { LocalLauncher } from '../../launchers/localLauncher.ts';
import { shownWhole } from '../../launchers/shownWhole.ts';
import { readMarks } from '../../runs/marks/marksFile.ts';
import { localLauncher } from '../../runs/runOrigin.ts';
import { isEnded } from '../../runs/runState.ts';
import { createRunFrom } from '../createRunFrom.ts';
import { CommandError } from '../failures.ts';
import { type FoundRun, readRun } from '../findRun.ts';
import { labelsAmongSiblings } from '../runLabels.ts';
import { describeRun } from '../runReport.ts';
import { asked, askedPath, confirmExecution, confirmWithPerson, describeExecution } from './askClient.ts';
import { answerOf } from './commandAnswer.ts';
import { readNamedFile } from './namedFile.ts';
import { runWord, type ToolParts } from './readingTools.ts';
import { silentSurface } from './silentSurface.ts';
import { answerWith } from './toolAnswer.ts';

/** Of which a client should tell the person, and ask, before it calls such a tool. */
const changes = { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false } as const;
const measures = { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false } as const;
const waits = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false } as const;

const lookEveryMilliseconds = 250;
const longestWaitSeconds = 3600;

export interface ChangingToolParts extends ToolParts {
  readonly launcher: LocalLauncher;
  /** Has what waits start in its turn for as long as the server runs: nobody asked for that who only looked. */
  readonly keepQueue: () => void;
  /** What the person agreed to whom the editor has asked already, see `PreparedStart`; nobody else is asked then. */
  readonly agreed: readonly string[];
}

export function addChangingTools(server: McpServer, parts: ChangingToolParts): void {
  addStart(server, parts);
  addStop(server, parts);
  addWait(server, parts);
  addCompare(server, parts);
}

function addStart(server: McpServer, { folders, launcher, keepQueue, agreed }: ChangingToolParts): void {
  server.registerTool(
    'start_run',
    {
      title: 'Start a run',
      description:
        'Starts meta-training from an experiment file, in a process of its own that outlives this server, or queues it where others are at work. Asks the person first.',
      inputSchema: {
        file: z.string().min(1).max(4096).describe('An experiment file (*.reptile.json).'),
        set: z.array(z.string().max(10_000)).max(100).default([]).describe('Values to set, each key.path=value.'),
      },
      annotations: changes,
    },
    ({ file: named, set }, { signal }) =>
      answerWith(async () => {
        const file = path.resolve(named);
        const source = await readNamedFile(named, folders);
        const start = { file, source, overrides: set, runsFolder: folders.ofFile(file) };
        const asked = await readyStart(start);
        if (agreed.length === 0) await confirmWithPerson(server, () => questionOf(start, asked), signal);
        const isAgreed = agreed.length === 0 || agreed.includes(asked.agreement);
        if (!isAgreed || (await readyStart(start)).agreement !== asked.agreement) throw changedSinceAsked(start);
        const directory = await createRunFrom({ ...start, launcher: localLauncher }, silentSurface);
        const submission = await agreedSubmission(directory, start, asked);
        const { kind } = await launcher.submit(directory, submission);
        if (kind === 'waiting') keepQueue();
        return { outcome: kind, run: await describe(await readRun(directory)) };
      }),
  );
}

function changedSinceAsked({ file }: AskedStart): CommandError {
  return new CommandError(
    `${file}, or what it executes, has changed since the person was asked about it, so nothing was started. Look at it again before you try again.`,
  );
}

/**
 * What the person agreed to of the run that was just made, which takes a while: all that says what it executes is as it
 * was when the person was asked. Otherwise the run is removed again. @throws {CommandError} where it is not
 */
async function agreedSubmission(directory: string, start: AskedStart, { agreement }: ReadyStart): Promise<Submission> {
  try {
    const { manifest } = await readRun(directory);
    // First: what is changed from now on is another thing than was agreed to, and what was before is seen by the look.
    const agreed = await agreementOn(directory, manifest);
    if ((await readyStart(start)).agreement === agreement) return { acceptsChangedData: false, agreed };
    throw changedSinceAsked(start);
  } catch (error) {
    await inPassing(() => rm(directory, { recursive: true, force: true }));
    throw error;
  }
}

type ReadyStart = Extract<PreparedStart, { kind: 'ready' }>;

/** @throws {CommandError} where it cannot run */
async function readyStart(start: AskedStart): Promise<ReadyStart> {
  const prepared = await prepareStart(start);
  if (prepared.kind === 'refused') throw new CommandError(prepared.message);
  return prepared;
}

/** What is executed stands before the values, which an agent wrote. @throws {CommandError} where these cannot be shown */
function questionOf({ file, overrides }: AskedStart, { experiment, execution }: ReadyStart): string {
  const { name } = experiment;
  const length = isExternal(experiment) ? '' : `: ${experiment.algorithm.metaIterations} meta-iterations`;
  const deeds = describeExecution(execution);
  return (
    `Start “${asked(name)}” from ${askedPath(file)}${length}?` +
    (deeds === '' ? '' : ` It ${deeds}.`) +
    (overrides.length === 0 ? '' : ` With ${valuesAsked(overrides)}`)
  );
}

function valuesAsked(overrides: readonly string[]): string {
  try {
    return asked(shownWhole(overrides.join(' ')));
  } catch (error) {
    throw error instanceof LaunchError ? new CommandError(error.message) : error;
  }
}

function addStop(server: McpServer, { folders, run }: ChangingToolParts): void {
  server.registerTool(
    'stop_run',
    {
      title: 'Stop a run',
      description:
        'Has a run save a checkpoint and end, or takes it out of the queue. It can be resumed, bit for bit. Asks the person first.',
      inputSchema: { run: runWord },
      annotations: changes,
    },
    ({ run: word }, { signal }) =>
      answerWith(async () => {
        const { directory, manifest, state } = await folders.find(word);
        const at = `${state}, at meta-iteration ${manifest.iteration} of ${manifest.metaIterations}`;
        await confirmWithPerson(server, () => `Stop the run “${asked(manifest.name)}” (${at})?`, signal);
        await answerOf(run, { words: ['stop', '--', directory], signal });
        return { run: await describe(await readRun(directory)) };
      }),
  );
}

function addWait(server: McpServer, { folders }: ChangingToolParts): void {
  server.registerTool(
    'wait_for_run',
    {
      title: 'Wait for a run',
      description: 'Waits until a run has ended, and says how. Where it has not in time, says how it stands.',
      inputSchema: {
        run: runWord,
        timeoutSeconds: z.number().min(0).max(longestWaitSeconds).default(60),
      },
      annotations: waits,
    },
    ({ run: word, timeoutSeconds }, { signal, _meta, sendNotification }) =>
      answerWith(async () => {
        const { directory } = await folders.find(word);
        const deadline = performance.now() + timeoutSeconds * 1000;
        let told = -1;
        for (;;) {
          const found = await readRun(directory);
          const { iteration: progress, metaIterations: total } = found.manifest;
          const hasEnded = isEnded(found.state);
          if (hasEnded || performance.now() >= deadline) return { hasEnded, run: await describe(found) };
          const progressToken = _meta?.progressToken;
          if (progressToken !== undefined && progress > told)
            await sendNotification({
              method: 'notifications/progress',
              params: { progressToken, progress, total },
            });
          told = progress;
          await delay(lookEveryMilliseconds, undefined, { signal });
        }
      }),
  );
}

function addCompare(server: McpServer, { folders, run }: ChangingToolParts): void {
  server.registerTool(
    'compare_runs',
    {
      title: 'Compare runs',
      description:
        'Measures runs on the same held-out tasks, and gives paired differences with intervals, corrected for how many are compared. ' +
        'What was measured before is used; what is measured is stored with the runs. Computes for a while.',
      inputSchema: {
        runs: z.array(runWord).min(2).max(20),
        tasks: z.int().min(2).max(100_000).default(200).describe('Held-out tasks: more give narrower intervals.'),
        against: z
          .enum(['first', 'best'])
          .default('first')
          .describe('With best, p is corrected for all pairs: the same figures choose it.'),
      },
      annotations: measures,
    },
    ({ runs: named, tasks, against }, { signal }) =>
      answerWith(async () => {
        const found = await Promise.all(named.map((word) => folders.find(word)));
        const agreed: string[] = [];
        for (const each of found) agreed.push(await confirmExecution(server, each, signal));
        const directories = found.map(({ directory }) => directory);
        const options = [
          '--json',
          `--tasks=${tasks}`,
          `--against=${against}`,
          ...agreed.map((one) => `--agreed=${one}`),
        ];
        const words = ['compare', ...options, '--', ...directories];
        const problems: string[] = [];
        const comparisons = await answerOf(run, { words, signal, onProblem: (problem) => problems.push(problem) });
        return { comparisons, ...(problems.length > 0 && { problems }) };
      }),
  );
}

async function describe(run: FoundRun): Promise<object> {
  const label = (await labelsAmongSiblings([run])).get(run.directory) ?? '';
  return describeRun({ ...run, marks: await readMarks(run.directory) }, label);
}
