// The document that an adaptation to a person's own samples becomes: Markdown, to be shown rendered. All text in it is
// text, whatever it holds.

import * as z from 'zod';
import { markdownText } from '../../base/markdownText.ts';
import { formatCount, formatLoss, formatPercent, formatQuantity, missing } from '../../words/formatFigures.ts';

const probabilities = z.record(z.string(), z.number().nullable());
const outputSchema = z.object({
  iteration: z.number(),
  steps: z.number(),
  classes: z.array(z.string()),
  support: z.array(z.string()),
  queries: z.array(z.unknown()),
  accuracy: z.number().nullable(),
  meanSquaredError: z.number().nullable(),
});

const querySchema = z.union([
  z.object({ place: z.string(), label: z.string().nullable(), predicted: z.string(), probabilities }),
  z.object({ place: z.string(), target: z.array(z.number()).nullable(), values: z.array(z.number()) }),
]);

type Query = z.output<typeof querySchema>;

/** More rows nobody reads in a document, and making them would hold up the editor. */
const mostRows = 500;

/** @param output of `reptile-lab adapt --json`; throws where it is none */
export function adaptationDocument(title: string, output: string): string {
  const { iteration, steps, classes, support, queries, accuracy, meanSquaredError } = outputSchema.parse(
    JSON.parse(output),
  );
  const of = classes.length === 0 ? '' : ` of ${formatQuantity(classes.length, 'class', 'classes')}`;
  const known = [
    ...(accuracy === null ? [] : [`- Of the queries whose class is known ${formatPercent(accuracy)} are right`]),
    ...(meanSquaredError === null
      ? []
      : [`- Mean squared error on the queries whose values are known: ${formatLoss(meanSquaredError)}`]),
  ];
  const facts = [
    `- The parameters of meta-iteration ${formatCount(iteration)}, adapted by ${formatQuantity(steps, 'step')} to ${formatQuantity(support.length, 'sample')}${of}`,
    ...known,
  ].join('\n');
  const heads = classes.length === 0 ? ['Query', 'Answer', 'Known'] : ['Query', 'Class', 'Probability', 'Known'];
  const shown = queries.slice(0, mostRows).map((query) => querySchema.parse(query));
  const table = [heads, heads.map(() => '---'), ...shown.map(cellsOf)].map((cells) => `| ${cells.join(' | ')} |`);
  const rest =
    queries.length === shown.length
      ? []
      : [
          `The first ${formatCount(mostRows)} of ${formatCount(queries.length)} queries. In a terminal \`reptile-lab adapt\` prints all of them.`,
        ];
  const answers = queries.length === 0 ? [] : [table.join('\n'), ...rest];
  return `${[`# ${markdownText(title)}`, facts, ...answers].join('\n\n')}\n`;
}

function cellsOf(query: Query): readonly string[] {
  const place = markdownText(query.place);
  if ('values' in query)
    return [place, numbersOf(query.values), query.target === null ? missing : numbersOf(query.target)];
  const probability = query.probabilities[query.predicted] ?? Number.NaN;
  const label = query.label === null ? missing : markdownText(query.label);
  return [place, markdownText(query.predicted), formatPercent(probability), label];
}

function numbersOf(values: readonly number[]): string {
  return values.map((value) => Number(value.toPrecision(5)).toString()).join(', ');
}
