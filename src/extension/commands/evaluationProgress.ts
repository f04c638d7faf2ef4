// What a notification says of an evaluation that the command line carries out, from the lines that it prints.

export interface EvaluationProgress {
  /** `118 / 1,000 · 6.1 tasks/s · 2:24 left`; lines that tell of no tasks as they are. */
  readonly message: string;
  /** 0 to 1, of the tasks of this run; undefined where nothing is said of it. */
  readonly share: number | undefined;
}

const counted = /^evaluating ([\d,]+)\/([\d,]+)(?: {2}(.*))?$/;

/** The title says what is done, so that the line need not. */
export function readProgress(line: string): EvaluationProgress {
  const [, done, total, facts = ''] = counted.exec(line.trim()) ?? [];
  if (done === undefined || total === undefined) return { message: line, share: undefined };
  const [ofTasks, tasks] = [done, total].map((count) => Number(count.replaceAll(',', '')));
  const share = tasks === undefined || !(tasks > 0) || ofTasks === undefined ? undefined : Math.min(1, ofTasks / tasks);
  const parts = [`${done} / ${total}`, ...facts.split(/ {2,}/)].filter((part) => part !== '');
  return { message: parts.join(' · '), share };
}

/**
 * Hands on what is said, and by how many percent of all runs more is done than when it was handed on last.
 *
 * @param runs that are measured one after another
 */
export function reportProgress(
  report: (message: string, increment?: number) => void,
  runs: number,
): (line: string) => void {
  let ended = 0;
  let last = 0;
  let told = 0;
  return (line) => {
    const { message, share } = readProgress(line);
    if (share === undefined) return report(message);
    if (share < last) ended = Math.min(runs - 1, ended + 1);
    last = share;
    const percent = (100 * (ended + share)) / runs;
    report(message, Math.max(0, percent - told));
    told = Math.max(told, percent);
  };
}
