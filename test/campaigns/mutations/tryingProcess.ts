// A process that tries one thing after another on mutated runs, in this process, because starting one for each takes
// too long. It is killed when it hangs.

import { register } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { noticeWords } from '../../support/noticeWords.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { newLauncher } from '../newLauncher.ts';
import { isProcessThere } from '../processes.ts';
import { LaunchError, RefusedFileError, runCommand } from '../product.ts';
import { type Answered, type Asked, askedSchema } from './tryingProtocol.ts';

register(new URL('../programs/vscodeHook.mjs', import.meta.url));
const { RunFeed, RunIndex, rowsOf, StoredViews } = await import('../productInEditor.ts');

const silentTrainer = fileURLToPath(new URL('../programs/silentTrainer.mjs', import.meta.url));
/** A page that is told nothing for this long shows "Reading the run…" to a person. */
const feedMilliseconds = 5000;

type Problems = { kind: string; detail: string }[];
let problems: Problems = [];

function note(kind: string, error: unknown): void {
  problems.push({
    kind,
    detail: error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : String(error),
  });
}

process.on('disconnect', () => process.exit());
process.on('uncaughtException', (error) => note('uncaught', error));
process.on('unhandledRejection', (error) => note('uncaught', error));
process.on('message', (message) => void answer(askedSchema.parse(message)));
process.send?.('ready');

async function answer(asked: Asked): Promise<void> {
  problems = [];
  process.chdir(asked.project);
  const answered: Answered = {
    id: asked.id,
    exitCode: null,
    output: '',
    messages: '',
    markdown: [],
    unshown: '',
    problems,
  };
  try {
    Object.assign(answered, await carryOut(asked));
    // What was left to fail on its own does so before the next look at the loop.
    await delay(0);
    if ('polluted' in {}) note('polluted prototype', 'Every object has what a file said under __proto__.');
  } catch (error) {
    note('uncaught', error);
  }
  process.send?.(answered);
}

async function carryOut({ attempt, project, runDirectory, siblingDirectory }: Asked): Promise<Partial<Answered>> {
  switch (attempt.kind) {
    case 'command': {
      const recorded = recordTerminal(false);
      const exitCode = await runCommand(attempt.words, recorded.terminal);
      return { exitCode, output: recorded.output(), messages: recorded.messages() };
    }
    case 'index':
      return lookThroughIndex(`${project}/runs`, siblingDirectory);
    case 'feed':
      return feedPage(runDirectory);
    case 'views':
      return readViews(project);
    case 'launcher':
      return { unshown: await launch(attempt.name, runDirectory, `${project}/runs`) };
  }
}

async function lookThroughIndex(runsFolder: string, siblingDirectory: string): Promise<Partial<Answered>> {
  const told: string[] = [];
  const index = new RunIndex((problem) => told.push(String(problem)));
  try {
    await index.setFolders([runsFolder]);
    await index.refresh();
    if (index.get(siblingDirectory) === undefined)
      note('sibling is gone', 'The index does not list the run beside the mutated one.');
    const rows = await rowsOf(index);
    return {
      output: rows
        .map(
          ({ label, description }) => `${typeof label === 'string' ? label : label?.label}  ${description}
`,
        )
        .join(''),
      markdown: rows.map(({ tooltip }) => (typeof tooltip === 'string' ? tooltip : (tooltip?.value ?? ''))),
      unshown: told
        .map(
          (one) => `${one}
`,
        )
        .join(''),
    };
  } finally {
    index.dispose();
  }
}

async function feedPage(directory: string): Promise<Partial<Answered>> {
  const kinds: string[] = [];
  let texts = '';
  const feed = new RunFeed(directory, 'id', (message) => {
    kinds.push(message.kind);
    if (message.kind === 'unavailable') texts += `${noticeWords(message.notice)}\n`;
    structuredClone(message);
  });
  feed.start();
  try {
    const deadline = performance.now() + feedMilliseconds;
    while (kinds.length === 0 && performance.now() < deadline) await delay(10);
    if (kinds.length === 0) note('feed is silent', `The page was told nothing for ${feedMilliseconds / 1000} s.`);
    return { unshown: texts };
  } finally {
    feed.dispose();
  }
}

async function readViews(workspace: string): Promise<Partial<Answered>> {
  const views = new StoredViews(workspace);
  let texts = '';
  for (const name of await views.list()) {
    try {
      structuredClone(await views.read(name));
    } catch (error) {
      texts += `${error instanceof Error ? error.message : String(error)}\n`;
    }
  }
  return { unshown: texts };
}

async function launch(name: 'submit' | 'poll' | 'cancel', directory: string, runsFolder: string): Promise<string> {
  const told: string[] = [];
  const launcher = newLauncher(runsFolder, silentTrainer, {
    places: 2,
    // What names the file and says what to do is as good an answer as an outcome.
    onError: (error) =>
      error instanceof RefusedFileError ? told.push(error.message) : note('launcher told an error', error),
  });
  try {
    if (name === 'cancel') {
      await launcher.cancel(directory);
      return told.join('\n');
    }
    const outcomes = name === 'submit' ? [await launcher.submit(directory)] : await launcher.poll();
    for (const outcome of outcomes) if (outcome.kind === 'started') await untilGone(outcome.pid);
    return [...told, ...outcomes.flatMap((outcome) => ('message' in outcome ? [outcome.message] : []))]
      .map((text) => `${text}\n`)
      .join('');
  } catch (error) {
    return explainRefusal(error);
  }
}

/** Errors that explain themselves are shown as they are; others are not what a person can act on. */
function explainRefusal(error: unknown): string {
  if (error instanceof LaunchError) return `${error.message}\n`;
  const isOfTheLanguage = error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
  if (isOfTheLanguage || !(error instanceof Error)) note('uncaught', error);
  return error instanceof Error ? `${error.message}\n` : '';
}

async function untilGone(pid: number): Promise<void> {
  const deadline = performance.now() + 5000;
  while (isProcessThere(pid) && performance.now() < deadline) await delay(5);
  // What is done about its end takes a few reads and one write.
  await delay(50);
}
