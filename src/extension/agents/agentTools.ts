// The tools that agents in the editor have, the same as the server's, and what a person is asked before one is used.

import { l10n } from 'vscode';
import { plainText } from '../../base/shownText.ts';
import type { AgentQuestion } from '../doors/agentQuestion.ts';

export interface AgentTool {
  /** As the server calls it. */
  readonly name: string;
  /** While it is at work. */
  readonly doing: () => string;
  /** Undefined for what only looks. @param input what the agent gave, checked by nobody but for its shape */
  readonly question: ((input: object) => AgentQuestion) | undefined;
}

const looks = { question: undefined } as const;

export const agentTools: readonly AgentTool[] = [
  { name: 'list_runs', ...looks, doing: () => l10n.t('Listing runs') },
  { name: 'show_run', ...looks, doing: () => l10n.t('Reading a run') },
  { name: 'table_of_runs', ...looks, doing: () => l10n.t('Reading the table of runs') },
  { name: 'validate_experiment', ...looks, doing: () => l10n.t('Validating an experiment file') },
  { name: 'wait_for_run', ...looks, doing: () => l10n.t('Waiting for a run') },
  {
    ...{ name: 'start_run', doing: () => l10n.t('Starting a run') },
    question: (input) => ({
      title: l10n.t('Start a run?'),
      message: withValues(input, l10n.t('Meta-training starts from {0}.', shown(input, 'file'))),
    }),
  },
  {
    ...{ name: 'stop_run', doing: () => l10n.t('Stopping a run') },
    question: (input) => ({
      title: l10n.t('Stop a run?'),
      message: l10n.t('The run {0} saves a checkpoint and ends. It can be resumed.', shown(input, 'run')),
    }),
  },
  {
    ...{ name: 'compare_runs', doing: () => l10n.t('Measuring runs on the same tasks') },
    question: (input) => ({
      title: l10n.t('Measure runs?'),
      message: l10n.t('Computes for a while, and stores what is measured with these runs: {0}.', shown(input, 'runs')),
    }),
  },
];

/** Of a text that a model wrote. */
const longestShown = 500;

function shown(input: object, key: string): string {
  const value: unknown = Object.entries(input).find(([name]) => name === key)?.[1];
  const text = Array.isArray(value) ? value.map(String).join(', ') : String(value ?? '');
  return `“${plainText(text, longestShown)}”`;
}

function withValues(input: object, sentence: string): string {
  const { set = [] }: { readonly set?: unknown } = input;
  return Array.isArray(set) && set.length > 0
    ? `${sentence} ${l10n.t('These values are set: {0}.', shown(input, 'set'))}`
    : sentence;
}
