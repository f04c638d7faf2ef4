// What "Evaluate Run…" and "Report Paired Comparison…" ask the command line for, what a document of its answer is called, and its
// errors.

import { plainText } from '../../base/shownText.ts';
import type { CheckpointChoice } from '../../runs/chosenCheckpoint.ts';

/** How is measured, as a person chooses it: how query samples are normalised, or what is told beside. */
export type ProtocolChoice = 'experiment' | 'transductive' | 'notTransductive' | 'both' | 'baselines' | 'probabilities';

/** What a person asked to be measured. */
export interface AskedEvaluation {
  readonly tasks: number;
  readonly protocol: ProtocolChoice;
  /** `test`: in the place of the validation classes that the runs hold out. */
  readonly classes: 'own' | 'test';
  /** Of the one run; of several the newest are compared. */
  readonly checkpoint: CheckpointChoice;
  /** What the person agreed to of each run, in their order, see `agreementOn`. */
  readonly agreed: readonly string[];
  /** Whether to go on where the data no longer hold the split that a run keeps. */
  readonly acceptsChangedData: boolean;
}

/** The words of `reptile-lab eval` for one run, or of `compare` for several. */
export function evaluationWords(
  directories: readonly string[],
  { tasks, protocol, classes, checkpoint, agreed, acceptsChangedData }: AskedEvaluation,
): string[] {
  const how: Record<ProtocolChoice, readonly string[]> = {
    experiment: [],
    transductive: ['--transductive'],
    notTransductive: ['--no-transductive'],
    both: ['--both'],
    baselines: ['--baselines'],
    probabilities: ['--probabilities'],
  };
  const agreeing = agreed.flatMap((agreement) => ['--agreed', agreement]);
  const accepting = acceptsChangedData ? ['--accept-changed-data'] : [];
  const onTest = classes === 'test' ? ['--test-classes'] : [];
  const options = ['--tasks', String(tasks), ...how[protocol], ...onTest, ...agreeing, ...accepting, '--json'];
  if (directories.length !== 1) return ['compare', ...directories, ...options];
  return ['eval', ...directories, ...(checkpoint === 'latest' ? [] : ['--checkpoint', String(checkpoint)]), ...options];
}

/** The document's name in its tab: what is a separator or has another meaning in addresses is left out. */
export function reportFileName(title: string, number: number): string {
  return `${plainText(title, 100).replace(/[\\/:*?"<>|#%[\]$()]+/g, ' ')} ${number}.md`;
}

/** What is wrong with a number of tasks that a person typed; undefined where nothing is. */
export function problemOfTasks(text: string): 'noNumber' | undefined {
  const tasks = Number(text);
  return /^\d+$/.test(text) && tasks >= 1 && tasks <= 10_000_000 ? undefined : 'noNumber';
}

/**
 * Hands lines on as progress until an error begins: that is shown by itself when the command has ended, and would
 * stand twice on the screen.
 */
export function progressBeforeError(report: (line: string) => void): (line: string) => void {
  let hasFailed = false;
  return (line) => {
    hasFailed ||= line.startsWith('error:');
    if (!hasFailed) report(line);
  };
}

/** The last words of a command that failed: its own error, without the prefix. */
export function errorOf(messages: string): string {
  const lines = messages.split('\n').filter((line) => line.trim() !== '');
  const start = lines.findIndex((line) => line.startsWith('error:'));
  return lines
    .slice(start < 0 ? -1 : start)
    .join(' ')
    .replace(/^error:\s*/, '');
}
