// `reptile-lab mark`: what a person says of runs, kept beside what they say of themselves.

import path from 'node:path';
import { Command, Option } from 'commander';
import { changeLogMarks } from '../../foreign/logMarks.ts';
import { changeMarks } from '../../runs/marks/changeMarks.ts';
import {
  MarkRefused,
  type MarksChange,
  nameWith,
  type RunMarks,
  runColours,
  tagsWith,
} from '../../runs/marks/marks.ts';
import { readMarks } from '../../runs/marks/marksFile.ts';
import type { CommandContext } from '../commandContext.ts';
import { factsOfMarks } from '../factsOfMarks.ts';
import { CommandError, explained } from '../failures.ts';
import { type FoundRunOrLog, findRunOrLog } from '../findRun.ts';
import { formatFacts } from '../formatTable.ts';
import { gather, jsonOption, runsOption } from '../parseOptions.ts';
import { printable, type Terminal, writeJsonLine } from '../terminal.ts';

const details = `
Examples:
  reptile-lab mark latest --star --add-tag paper
  reptile-lab mark RUN RUN --add-tag ablation --remove-tag baseline
  reptile-lab mark RUN --name "The good one" --note "Same as the paper's table 2."
  reptile-lab mark RUN --archive           not shown any more by "list" and "runs" without --archived

Marks lie in the run's marks.json, those of a log of another program in your own user folder. The experiment's own name and tags stay as they are: a new name stands
beside, an empty one ("") takes it back. Runs can be marked at any time, also while they train. Without an
option it says what was said of the runs. With --json every run is one line: {"id","directory","name",
"star","tags","note","archived","colour"}.
`;

interface MarkOptions {
  readonly runs: string;
  readonly star?: boolean;
  readonly archive?: boolean;
  readonly name?: string;
  readonly addTag: readonly string[];
  readonly removeTag: readonly string[];
  readonly note?: string;
  readonly colour?: (typeof runColours)[number] | 'none';
  readonly json: boolean;
}

export function markCommand({ terminal }: CommandContext): Command {
  return new Command('mark')
    .description('Star, rename, tag, archive or colour runs, and write notes to them.')
    .argument('<runs...>', "runs' folders, ids or beginnings of them, or latest; logs' ids, names or labels")
    .addOption(runsOption())
    .option('--star', 'star them')
    .option('--no-star', 'take the star away')
    .option('--name <name>', 'a name of its own; "" takes it back')
    .addOption(new Option('--add-tag <tag>', 'add a tag; may be given again').argParser(gather).default([]))
    .addOption(new Option('--remove-tag <tag>', 'take a tag away; may be given again').argParser(gather).default([]))
    .option('--note <text>', 'a note, of several lines if need be; "" takes it back')
    .option('--archive', 'put them away')
    .option('--no-archive', 'bring them back')
    .addOption(new Option('--colour <colour>', 'a colour in the editor').choices([...runColours, 'none']))
    .addOption(jsonOption('print the marks of each run as one JSON object a line'))
    .addHelpText('after', details)
    .action(async (words: string[], options: MarkOptions) => {
      const runs: FoundRunOrLog[] = [];
      for (const word of words) runs.push(await findRunOrLog(word, options.runs));
      const changes = changesOf(options);
      for (const run of runs) tellMarks(run, await mark(run, changes), options.json, terminal);
    });
}

function changesOf({ star, archive, name, addTag, removeTag, note, colour }: MarkOptions): readonly MarksChange[] {
  return [
    ...(star === undefined ? [] : [{ kind: 'star', isStarred: star } as const]),
    ...(name === undefined ? [] : [{ kind: 'name', name } as const]),
    ...(addTag.length + removeTag.length === 0 ? [] : [{ kind: 'tags', add: addTag, remove: removeTag } as const]),
    ...(note === undefined ? [] : [{ kind: 'note', note } as const]),
    ...(archive === undefined ? [] : [{ kind: 'archive', isArchived: archive } as const]),
    ...(colour === undefined ? [] : [{ kind: 'colour', colour: colour === 'none' ? undefined : colour } as const]),
  ];
}

async function mark(found: FoundRunOrLog, changes: readonly MarksChange[]): Promise<RunMarks> {
  const { directory } = found.kind === 'run' ? found.run : found.log;
  if (changes.length === 0) return found.kind === 'run' ? readMarks(directory) : found.log.marks;
  try {
    return await (found.kind === 'run' ? changeMarks : changeLogMarks)(directory, changes);
  } catch (error) {
    if (error instanceof MarkRefused) throw new CommandError(error.message);
    throw explained(error, directory);
  }
}

function tellMarks(found: FoundRunOrLog, marks: RunMarks, json: boolean, { output }: Terminal): void {
  const { directory, manifest } = found.kind === 'run' ? found.run : found.log.listing;
  const { isStarred: star, note, isArchived: archived, colour } = marks;
  const [name, tags] = [nameWith(manifest.name, marks), tagsWith(manifest.tags, marks)];
  const id = found.kind === 'run' ? path.basename(directory) : manifest.id;
  if (json) {
    writeJsonLine(output, { id, directory, name, star, tags, note, archived, colour: colour ?? null });
    return;
  }
  output.write(`${output.paint('bold', printable(id))}\n`);
  output.write(formatFacts(factsOfMarks(name, tags, marks)));
}
