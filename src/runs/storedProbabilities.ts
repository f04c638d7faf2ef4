// Class probabilities of an evaluation's query samples, in a CSV file beside it that anything can read.

import { csvCell, withoutFormulas } from '../base/webText.ts';
import { writeAtomically } from '../base/writeAtomically.ts';

/** The query samples of one task, after adaptation. */
export interface TaskProbabilities {
  /** The task's number in the sequence of held-out tasks. */
  readonly task: number;
  /** Way by way. */
  readonly classNames: readonly string[];
  /** For each query sample what it is called, and which way is right. */
  readonly samples: readonly { readonly name: string; readonly way: number }[];
  /** [samples, ways] */
  readonly probabilities: Float32Array;
}

/** Some 110 MB. */
const mostProbabilities = 10_000_000;

/**
 * Writes `<evaluation>.probabilities.csv`: task, sample, class, way, and the probability of each way, as many digits as
 * a float32 has. Gives the file's path.
 * @param evaluation the file of the evaluation that they belong to
 * @throws RangeError where there are too many for a file; the system's error
 */
export async function storeProbabilities(evaluation: string, tasks: readonly TaskProbabilities[]): Promise<string> {
  const count = tasks.reduce((sum, { probabilities }) => sum + probabilities.length, 0);
  if (count > mostProbabilities) {
    const [all, most] = [count, mostProbabilities].map((number) => number.toLocaleString('en-US'));
    throw new RangeError(`There are ${all} of them, and a file has room for ${most}. Measure fewer tasks at a time.`);
  }
  const ways = tasks[0]?.classNames.length ?? 0;
  const header = ['task', 'sample', 'class', 'way', ...Array.from({ length: ways }, (_, way) => `p${way}`)].join(',');
  const file = evaluation.replace(/\.json$/, '.probabilities.csv');
  await writeAtomically(file, `${[header, ...tasks.flatMap(linesOf)].join('\n')}\n`);
  return file;
}

function linesOf({ task, classNames, samples, probabilities }: TaskProbabilities): string[] {
  const ways = classNames.length;
  return samples.map(({ name, way }, sample) => {
    const ofSample = probabilities.subarray(sample * ways, (sample + 1) * ways);
    const [sampleCell, classCell] = [name, classNames[way] ?? ''].map(cellOf);
    return [task, sampleCell, classCell, way, ...Array.from(ofSample, shortest)].join(',');
  });
}

/** Programs look names up in the data, so they are those to the letter, but for what a spreadsheet would execute. */
function cellOf(name: string): string {
  return csvCell(withoutFormulas(name));
}

/** The shortest decimal fraction that is this float32. */
function shortest(value: number): string {
  for (const digits of [6, 7, 8]) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}
