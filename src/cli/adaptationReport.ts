// An adaptation to a person's own samples, as text, as JSON and as CSV.

import type { OwnAdaptation, OwnSets, OwnSettings } from '../evaluation/adaptToOwnData.ts';
import { toCsv } from '../table/copy/delimited.ts';
import { countOf } from '../tasks/files/someNames.ts';
import type { OwnAnswer } from '../tasks/ownSamples/ownSample.ts';
import { formatPercent } from '../words/formatFigures.ts';
import { formatTable } from './formatTable.ts';
import { printable } from './terminal.ts';

export interface AdaptationReport extends OwnSettings {
  readonly run: string;
  readonly iteration: number;
  readonly sets: OwnSets;
  readonly adaptation: OwnAdaptation;
}

export function jsonOfAdaptation(report: AdaptationReport): object {
  const { run, iteration, steps, transductive, sets, adaptation } = report;
  const { classNames, supportPlaces, batches } = adaptation;
  const queries = sets.query.map(({ place, answer }, index) => {
    const found = adaptation.answers[index] ?? [];
    if (classNames.length === 0)
      return { place, target: answer.kind === 'values' ? answer.values : null, values: found };
    const probabilities = Object.fromEntries(classNames.map((name, way) => [name, found[way] ?? null]));
    return { place, label: labelOf(answer) ?? null, predicted: likeliest(found, classNames), probabilities };
  });
  const { accuracy = null, meanSquaredError = null } = gradeOf(report);
  return {
    run,
    iteration,
    steps,
    transductive,
    classes: classNames,
    support: supportPlaces,
    batches,
    queries,
    accuracy,
    meanSquaredError,
  };
}

/** A line for each query, in full precision. */
export function csvOfAdaptation({ sets, adaptation: { classNames, answers } }: AdaptationReport): string {
  const isOfValues = classNames.length === 0;
  const values = Array.from({ length: answers[0]?.length ?? 0 }, (_, index) => index);
  const numbered = (name: string) => values.map((index) => (values.length === 1 ? name : `${name} ${index + 1}`));
  const heads = isOfValues
    ? ['query', ...numbered('answer'), ...numbered('known')]
    : ['query', 'known', 'answer', ...classNames.map((name) => `probability of ${name}`)];
  const rows = sets.query.map(({ place, answer }, index) => {
    const found = answers[index] ?? [];
    if (!isOfValues) return [place, labelOf(answer), likeliest(found, classNames), ...found];
    return [place, ...found, ...values.map((value) => (answer.kind === 'values' ? answer.values[value] : undefined))];
  });
  return toCsv({ heads, rows });
}

export function textOfAdaptation(report: AdaptationReport, paintHead: (line: string) => string): string {
  const { iteration, steps, sets, adaptation } = report;
  const { classNames, answers } = adaptation;
  const of = classNames.length === 0 ? '' : ` of ${countOf(classNames.length, 'class')}`;
  const told = `Adapted the parameters of meta-iteration ${iteration} by ${countOf(steps, 'step')} to ${countOf(sets.support.length, 'sample')}${of}.\n`;
  if (sets.query.length === 0) return told;
  const rows = sets.query.map(({ place, answer }, index) => {
    const found = answers[index] ?? [];
    const shown = printable(place);
    if (classNames.length === 0)
      return [
        shown,
        found.map(shortNumber).join(' '),
        answer.kind === 'values' ? answer.values.map(shortNumber).join(' ') : '',
      ];
    const predicted = likeliest(found, classNames);
    const probability = formatPercent(found[classNames.indexOf(predicted)] ?? Number.NaN);
    return [shown, printable(predicted), probability, printable(labelOf(answer) ?? '')];
  });
  const columns =
    classNames.length === 0
      ? [text('query'), number('answer'), number('known')]
      : [text('query'), text('class'), number('probability'), text('known')];
  return `${told}\n${formatTable(columns, rows, paintHead)}\n${sentenceOf(report)}`;
}

const text = (title: string) => ({ title, alignment: 'left' }) as const;
const number = (title: string) => ({ title, alignment: 'right' }) as const;

interface Grade {
  /** Of the queries whose answer is known. */
  readonly known: number;
  readonly correct?: number;
  readonly accuracy?: number;
  readonly meanSquaredError?: number;
}

function gradeOf({ sets, adaptation: { classNames, answers } }: AdaptationReport): Grade {
  const known = sets.query.flatMap(({ answer }, index) =>
    answer.kind === 'unknown' ? [] : [{ answer, found: answers[index] ?? [] }],
  );
  if (known.length === 0) return { known: 0 };
  if (classNames.length > 0) {
    const correct = known.filter(({ answer, found }) => labelOf(answer) === likeliest(found, classNames)).length;
    return { known: known.length, correct, accuracy: correct / known.length };
  }
  const squares = known.flatMap(({ answer, found }) =>
    answer.kind === 'values' ? answer.values.map((value, index) => (value - (found[index] ?? Number.NaN)) ** 2) : [],
  );
  return { known: known.length, meanSquaredError: squares.reduce((sum, square) => sum + square, 0) / squares.length };
}

function sentenceOf(report: AdaptationReport): string {
  const { known, correct, accuracy, meanSquaredError } = gradeOf(report);
  if (accuracy !== undefined)
    return `${correct} of the ${countOf(known, 'query')} whose class is known ${correct === 1 ? 'is' : 'are'} right: ${formatPercent(accuracy)}.\n`;
  if (meanSquaredError !== undefined)
    return `Mean squared error on the ${countOf(known, 'query')} whose values are known: ${shortNumber(meanSquaredError)}.\n`;
  return '';
}

function labelOf(answer: OwnAnswer): string | undefined {
  return answer.kind === 'class' ? answer.name : undefined;
}

function likeliest(probabilities: readonly number[], classNames: readonly string[]): string {
  return classNames[probabilities.indexOf(Math.max(...probabilities))] ?? '';
}

function shortNumber(value: number): string {
  return Number(value.toPrecision(5)).toString();
}
