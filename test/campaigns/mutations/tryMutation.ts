// One mutation from beginning to end: a fresh run, the change, everything that is tried on it, and what was wrong with
// the answers.

import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { choicesOf } from '../choices.ts';
import { environmentIn } from '../environment.ts';
import { type Ended, endOf, type Limits, startProcess } from '../processes.ts';
import { documentedExitCodes, readManifest } from '../product.ts';
import { type Attempt, chooseAttempts } from './attempts.ts';
import { judgeClaims } from './claims.ts';
import { type Fixture, layOut } from './fixture.ts';
import { chooseRole, locate } from './locate.ts';
import { judgeMarkdown, judgeTexts, judgeWords, type Problem } from './oracles.ts';
import type { PlannedMutation } from './plan.ts';
import { judgeSuggestion } from './suggestions.ts';
import { judgeSurroundings, lookAround, type Places } from './surroundings.ts';
import type { Role } from './targets.ts';
import type { TryingWorker } from './tryingWorker.ts';

const run = promisify(execFile);

interface Finding extends Problem {
  readonly attempt: string;
}

export interface Tried {
  readonly planned: PlannedMutation;
  readonly role: Role;
  /** What was changed; undefined where this machine cannot do it. */
  readonly change: string | undefined;
  readonly attempts: readonly { readonly name: string; readonly milliseconds: number; readonly peakBytes: number }[];
  readonly findings: readonly Finding[];
}

export interface Laboratory {
  readonly fixture: Fixture;
  readonly sandbox: string;
  readonly worker: TryingWorker;
  /** The built command line. */
  readonly script: string;
  readonly limits: Limits;
  /** Names of commands; empty: a choice of all. */
  readonly only: readonly string[];
}

interface Outcome {
  readonly problems: readonly Problem[];
  readonly hasFailed: boolean;
  /** All that was shown. */
  readonly texts: string;
  readonly milliseconds: number;
  readonly peakBytes: number;
}

export async function tryMutation(planned: PlannedMutation, laboratory: Laboratory): Promise<Tried> {
  const { fixture, sandbox, only } = laboratory;
  const { target, mutation } = planned;
  const choices = choicesOf(planned.number);
  const role = await chooseRole(target, fixture, choices);
  const original = await layOut(fixture, role, sandbox, copy);
  const siblingDirectory = path.join(path.dirname(original), fixture.runs.sibling);
  const entry = await locate(target, original);
  const canary = path.join(sandbox, 'canary');
  const change = await mutation.apply({
    entry,
    runDirectory: original,
    runsFolder: path.dirname(original),
    canary,
    choices,
  });
  const tried = { planned, role, change, attempts: [], findings: [] };
  if (change === undefined) return tried;

  const runDirectory = await renamedOr(original, siblingDirectory, fixture.runs[role]);
  const places: Places = { sandbox, runDirectory, siblingDirectory };
  const project = path.join(sandbox, 'project');
  const asWord = (directory: string) => path.relative(project, directory);
  const findings: Finding[] = [];
  const attempts: Tried['attempts'][number][] = [];
  const best = await bestLossOf(runDirectory, target.name);
  for (const attempt of chooseAttempts(asWord(runDirectory), asWord(siblingDirectory), choices, only)) {
    const before = await lookAround(places);
    const { problems, hasFailed, milliseconds, peakBytes, texts } = await carryOut(attempt, places, laboratory);
    const around = [
      ...(await judgeSurroundings(before, places, hasFailed)),
      ...(await judgeClaims(planned, attempt, texts, runDirectory)),
    ];
    const figures = attempt.kind === 'process' && !hasFailed ? await judgeBest(best, runDirectory) : [];
    attempts.push({ name: attempt.name, milliseconds, peakBytes });
    const found = [...problems, ...around, ...figures].filter(
      ({ kind }) => kind !== 'hang' || !waitsForItsText(attempt, planned),
    );
    findings.push(...found.map((problem) => ({ ...problem, attempt: attempt.name })));
  }
  return { planned, role, change, attempts, findings };
}

/**
 * What a person names to be validated may come through a pipe, as `<(…)` gives it, and is waited for like by any other
 * program.
 */
function waitsForItsText({ name }: Attempt, { mutation }: PlannedMutation): boolean {
  return name.startsWith('validate') && mutation.name.endsWith('a pipe');
}

async function carryOut(
  attempt: Attempt,
  { sandbox, runDirectory, siblingDirectory }: Places,
  laboratory: Laboratory,
): Promise<Outcome> {
  const { worker, script, limits } = laboratory;
  const project = path.join(sandbox, 'project');
  if (attempt.kind === 'process') {
    const started = performance.now();
    const child = startProcess([script, ...attempt.words], {
      folder: project,
      environment: environmentIn(path.join(sandbox, 'home')),
    });
    const ended = await endOf(child, { ...limits, stopAfterMilliseconds: 8000 });
    const problems = [
      ...judgeEnd(ended, attempt.json),
      ...(await judgeSuggestion(ended.messages, project, runDirectory)),
    ];
    const hasFailed = ended.endedFor === undefined && ended.exitCode !== 0 && ended.exitCode !== 3;
    const texts = ended.output + ended.messages;
    return { problems, hasFailed, texts, milliseconds: performance.now() - started, peakBytes: ended.peakBytes };
  }
  const asked = attempt.kind === 'command' ? { ...attempt, words: [...attempt.words] } : attempt;
  const reply = await worker.ask({ project, runDirectory, siblingDirectory, attempt: asked }, limits);
  if (reply.kind === 'ended') {
    const kind = { time: 'hang', memory: 'too much memory', crash: 'crash' }[reply.reason];
    return {
      problems: [{ kind, detail: reply.detail }],
      hasFailed: false,
      texts: '',
      milliseconds: reply.milliseconds,
      peakBytes: 0,
    };
  }
  const { exitCode, output, messages, markdown, unshown, problems } = reply.answer;
  const isJson = attempt.kind === 'command' && attempt.json;
  const all = [
    ...problems,
    ...judgeTexts(output, messages, isJson),
    ...judgeWords(unshown),
    ...judgeMarkdown(markdown),
    ...judgeExitCode(exitCode ?? 0),
  ];
  all.push(...(await judgeSuggestion(messages, project, runDirectory)));
  if (attempt.name.startsWith('list') && !output.includes(path.basename(siblingDirectory))) {
    all.push({ kind: 'sibling is gone', detail: JSON.stringify(messages.slice(0, 300)) });
  }
  return {
    problems: all,
    hasFailed: (exitCode ?? 0) !== 0,
    texts: output + messages,
    milliseconds: reply.milliseconds,
    peakBytes: reply.peakBytes,
  };
}

function judgeEnd({ exitCode, signal, output, messages, endedFor }: Ended, json: boolean): Problem[] {
  const texts = judgeTexts(output, messages, json && endedFor === undefined);
  if (endedFor === 'time') return [{ kind: 'hang', detail: JSON.stringify(messages.slice(-300)) }, ...texts];
  if (endedFor === 'memory')
    return [{ kind: 'too much memory', detail: JSON.stringify(messages.slice(-300)) }, ...texts];
  // Only a process that is not yet listening is ended by it; by then it has had seconds.
  if (signal === 'SIGTERM') return [{ kind: 'hang', detail: 'not listening to SIGTERM' }, ...texts];
  if (signal !== null)
    return [{ kind: 'crash', detail: `${signal}: ${JSON.stringify(messages.slice(-300))}` }, ...texts];
  return [...judgeExitCode(exitCode), ...texts];
}

function judgeExitCode(exitCode: number | null): Problem[] {
  if (exitCode !== null && documentedExitCodes.includes(exitCode)) return [];
  return [{ kind: 'undocumented exit code', detail: String(exitCode) }];
}

/** The best loss that the run had acknowledged, where the mutation leaves that claim and the experiment alone. */
async function bestLossOf(directory: string, target: string): Promise<number | undefined> {
  if (['run.json', 'source.reptile.json', 'experiment.json'].includes(target)) return undefined;
  return readManifest(directory).then(
    ({ best }) => best?.loss,
    () => undefined,
  );
}

async function judgeBest(before: number | undefined, directory: string): Promise<Problem[]> {
  if (before === undefined) return [];
  const { best } = await readManifest(directory);
  if (best !== null && best.loss <= before) return [];
  return [{ kind: 'acknowledged best lost', detail: `loss ${before}, then ${best?.loss ?? 'none'}` }];
}

/** A mutation may give the run directory another name. */
async function renamedOr(original: string, sibling: string, name: string): Promise<string> {
  const names = await readdir(path.dirname(original));
  if (names.includes(name)) return original;
  const other = names.find((one) => one !== path.basename(sibling) && !one.startsWith('.'));
  return other === undefined ? original : path.join(path.dirname(original), other);
}

async function copy(from: string, to: string): Promise<void> {
  await run('cp', ['-a', from, to]);
}
