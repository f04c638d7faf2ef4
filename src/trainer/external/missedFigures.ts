// What a program has written and nobody came to relay, because the trainer died: by source, name and step, each once.

import { listEventFiles } from '../../runs/eventFiles.ts';
import type { Figure } from '../../runs/figureBatch.ts';
import { readFigures } from '../../runs/readFigures.ts';
import type { RunHold } from '../../runs/runHold.ts';
import type { FigureSource, ProgramFigures } from './programFigures.ts';
import { readSettled, writeSettled } from './relayedRecord.ts';

const nothing = { lines: 0, events: 0 };

export interface MissedFigures extends Readonly<Record<FigureSource, readonly Figure[]>> {
  /** Where the process that wrote them went on, if nobody has seen that: what stands in the run's events from there on does not count. */
  readonly goesOnAt: number | undefined;
}

/**
 * Reads all that the program's files hold by now. What was settled when the latest process began is left out: it is in
 * the run's events, or was withdrawn since.
 * @param highest the largest step in the run's events
 */
export async function findMissed(hold: RunHold, figures: ProgramFigures, highest: number): Promise<MissedFigures> {
  const { directory } = hold;
  const settled = await readSettled(directory);
  const isFirst = (await listEventFiles(directory)).length <= 1;
  if (settled !== undefined) figures.passOver(settled);
  else if (isFirst) await writeSettled(hold, nothing);
  const { firsts, ...written } = await readAll(figures);
  const goesOnAt = settled?.isGoingOn === true && firsts.length > 0 ? Math.min(...firsts) : undefined;
  // Which of its lines earlier processes have withdrawn nobody knows of a run of an earlier version.
  const isUnknown = settled === undefined && !isFirst;
  if (written.lines.length + written.events.length === 0) return { ...written, goesOnAt };
  const remaining = isUnknown ? undefined : await countBySteps(directory);
  const isMissed = ({ tag, iteration }: Figure) => {
    if (remaining === undefined) return iteration > highest;
    if (goesOnAt !== undefined && iteration >= goesOnAt) return true;
    const steps = remaining.get(tag);
    const left = steps?.get(iteration) ?? 0;
    if (left > 0) steps?.set(iteration, left - 1);
    return left === 0;
  };
  return { lines: written.lines.filter(isMissed), events: written.events.filter(isMissed), goesOnAt };
}

/** With the step of each source's first figure that says where a process goes on. */
async function readAll(
  figures: ProgramFigures,
): Promise<Readonly<Record<FigureSource, readonly Figure[]>> & { readonly firsts: readonly number[] }> {
  const expected = figures.settled;
  const written: Record<FigureSource, Figure[]> = { lines: [], events: [] };
  const firsts = new Map<FigureSource, number>();
  const readOn = async () => {
    for (let isWhole = false; !isWhole; ) {
      const reading = await figures.readNew();
      isWhole = reading.isWhole;
      for (const each of reading.news)
        if (each.kind === 'figures') {
          const [first] = each.figures;
          if (first !== undefined && !each.isToldAgain && !firsts.has(each.source))
            firsts.set(each.source, first.iteration);
          for (const figure of each.figures) written[each.source].push(figure);
        } else written.events = written.events.filter(({ iteration }) => iteration < each.fromIteration);
    }
  };
  await readOn();
  // Fewer than there were: the program has begun its file anew.
  const replaced = (['lines', 'events'] as const).filter((source) => figures.told[source] < expected[source]);
  for (const source of replaced) figures.beginAgain(source);
  if (replaced.length > 0) await readOn();
  // What event files tell again may be what they told before.
  if (replaced.includes('events')) firsts.delete('events');
  return { ...written, firsts: [...firsts.values()] };
}

/** How many figures of a name and a step the run's events hold. */
async function countBySteps(directory: string): Promise<ReadonlyMap<string, Map<number, number>>> {
  const counts = new Map<string, Map<number, number>>();
  for (const [tag, series] of await readFigures(directory)) {
    const steps = new Map<number, number>();
    for (const { iteration } of series) steps.set(iteration, (steps.get(iteration) ?? 0) + 1);
    counts.set(tag, steps);
  }
  return counts;
}
