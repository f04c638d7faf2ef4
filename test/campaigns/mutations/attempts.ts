// What is tried on a mutated run: every command that touches runs, and the extension's parts that read and start them.

import { type Choices, shuffled } from '../choices.ts';

export type Attempt =
  /** A command line, in a process that is used again; `json` says that its output is JSON. */
  | { readonly kind: 'command'; readonly name: string; readonly words: readonly string[]; readonly json: boolean }
  /** A command line in a process of its own. */
  | { readonly kind: 'process'; readonly name: string; readonly words: readonly string[]; readonly json: boolean }
  | { readonly kind: 'index'; readonly name: 'index' }
  | { readonly kind: 'feed'; readonly name: 'feed' }
  /** The runs table's views, as the editor reads them. */
  | { readonly kind: 'views'; readonly name: 'views' }
  | { readonly kind: 'launcher'; readonly name: 'submit' | 'poll' | 'cancel' };

type Named<Kind extends Attempt['kind']> = Extract<Attempt, { kind: Kind }>;

/** `run` is the run's path from the project's folder. */
function attemptsOn(run: string, sibling: string): readonly Attempt[] {
  const runs = ['--runs', 'runs'];
  const command = (name: string, ...words: readonly string[]): Named<'command'> => ({
    kind: 'command',
    name,
    words,
    json: words.includes('--json'),
  });
  const measuring = ['--tasks', '3', '--workers', '1'];
  return [
    command('list --json', 'list', '--json', ...runs),
    command('show', 'show', run),
    command('show --json', 'show', run, '--json'),
    command('show latest', 'show', 'latest', ...runs),
    command('evaluations', 'evaluations', run),
    command('evaluations --json', 'evaluations', run, '--json'),
    command('eval', 'eval', run, ...measuring),
    command('eval --json', 'eval', run, '--json', '--compare-random', ...measuring),
    command('compare', 'compare', run, sibling, ...measuring),
    command('compare --json', 'compare', sibling, run, '--json', ...measuring),
    command('validate', 'validate', `${run}/source.reptile.json`),
    command('validate --json', 'validate', `${run}/source.reptile.json`, '--json'),
    command('runs', 'runs', ...runs),
    command('runs --json', 'runs', '--columns', 'all', '--json', ...runs),
    command('trash', 'trash', ...runs),
    command('trash --json', 'trash', '--json', ...runs),
    command('queue', 'queue', ...runs),
    command('queue --json', 'queue', '--json', ...runs),
    command('clean --dry-run', 'clean', '--dry-run', '--json', ...runs),
    { kind: 'feed', name: 'feed' },
    { kind: 'views', name: 'views' },
    command('mark', 'mark', run, '--star', '--add-tag', 'campaign'),
    command('queue top', 'queue', 'top', run),
    command('queue hold', 'queue', 'hold', run),
    command('queue release', 'queue', 'release', run),
    command('clean', 'clean', run, ...runs),
    command('trash --empty', 'trash', '--empty', ...runs),
    command('pause', 'pause', run, '--no-wait'),
    command('continue', 'continue', run, '--no-wait'),
    command('stop', 'stop', run, '--no-wait'),
    { kind: 'launcher', name: 'cancel' },
    { kind: 'launcher', name: 'submit' },
    { kind: 'launcher', name: 'poll' },
    { kind: 'process', name: 'resume', words: ['resume', run], json: false },
    { kind: 'process', name: 'resume --json', words: ['resume', run, '--json'], json: true },
    { kind: 'process', name: 'resume --extend', words: ['resume', run, '--extend', '20', '--json'], json: true },
  ];
}

const listing: Named<'command'> = { kind: 'command', name: 'list', words: ['list', '--runs', 'runs'], json: false };

export const commandNames: readonly string[] = ['list', 'index', ...attemptsOn('', '').map(({ name }) => name)];

/**
 * The list and the index always, before and after some others; those that only read come before those that change the
 * run, as a person would use them. `only` names commands; empty: all.
 */
export function chooseAttempts(
  run: string,
  sibling: string,
  choices: Choices,
  only: readonly string[],
): readonly Attempt[] {
  const isWanted = ({ name }: Attempt) => only.length === 0 || only.includes(name);
  const all = attemptsOn(run, sibling).filter(isWanted);
  const resumes = all.filter(({ kind }) => kind === 'process');
  const others = all.filter(({ kind }) => kind !== 'process');
  const chosen = new Set(only.length > 0 ? others : shuffled(others, choices).slice(0, choices.integer(3, 5)));
  const isResumed = only.length > 0 || choices.number(0, 1) < 0.35;
  const around = [listing, { kind: 'index', name: 'index' } as const].filter(isWanted);
  const [resume] = shuffled(resumes, choices);
  return [
    ...around,
    ...others.filter((attempt) => chosen.has(attempt)),
    ...(isResumed && resume !== undefined ? [resume, ...around] : []),
  ];
}
