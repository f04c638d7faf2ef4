// `reptile-lab validate`: every problem of experiment files, with its position.

import { Command } from 'commander';
import type { CommandContext } from '../commandContext.ts';
import { CommandError, exitCodes } from '../failures.ts';
import { jsonOption } from '../parseOptions.ts';
import { formatProblem, hasError, type ReportedProblem } from '../problems.ts';
import { checkSource, readSourceText } from '../readSource.ts';
import { writeJsonLine } from '../terminal.ts';

const details = `
A problem is printed as FILE:LINE:COLUMN: SEVERITY RULE: MESSAGE. With --json all problems are one
array of {"file","line","column","rule","severity","message"}; severity is "error", "warning" or
"information", and line and column are counted from 1.
Exit code 2 if there is any error, otherwise 0.
`;

export function validateCommand(context: CommandContext): Command {
  return new Command('validate')
    .description('Check experiment files and print every problem with its position.')
    .argument('<files...>', 'experiment files')
    .addOption(jsonOption('print the problems as one JSON array'))
    .addHelpText('after', details)
    .action(async (files: string[], { json }: { json: boolean }) => {
      const { output, messages } = context.terminal;
      const problems: ReportedProblem[] = [];
      for (const file of files) problems.push(...(await findProblems(file)));
      if (json) writeJsonLine(output, problems);
      else {
        for (const problem of problems) output.write(formatProblem(problem, output));
        messages.write(`${summarize(problems, files.length)}\n`);
      }
      if (hasError(problems)) context.exitCode = exitCodes.badInput;
    });
}

async function findProblems(file: string): Promise<readonly ReportedProblem[]> {
  try {
    const source = await readSourceText(file);
    return source.kind === 'refused' ? [source.problem] : checkSource(source.text, file).problems;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return [{ file, line: 1, column: 1, rule: 'file-unreadable', severity: 'error', message: error.message }];
  }
}

function summarize(problems: readonly ReportedProblem[], files: number): string {
  const counts = (['error', 'warning', 'information'] as const)
    .map((severity) => ({ severity, count: problems.filter((problem) => problem.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}${count === 1 || severity === 'information' ? '' : 's'}`);
  return `${files} ${files === 1 ? 'file' : 'files'}: ${counts.length === 0 ? 'no problems' : counts.join(', ')}`;
}
