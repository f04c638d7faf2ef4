// `reptile-lab data`: lists the public data sets, gets them, and verifies those that are there.

import { Argument, Command } from 'commander';
import { formatBytes } from '../../base/formatMemory.ts';
import { describeDataset } from '../../datasets/catalogue.ts';
import { type DatasetId, datasetIds, isDatasetId } from '../../datasets/dataset.ts';
import { dataFolder, dataVariable, howToGet } from '../../datasets/datasetFolder.ts';
import { describeByHand } from '../../datasets/explainFailure.ts';
import { type GetOutcome, getDataset } from '../../datasets/getDataset.ts';
import { type ListedDataset, listDatasets } from '../../datasets/listDatasets.ts';
import { type Verification, verifyDataset } from '../../datasets/verifyDataset.ts';
import { formatCount } from '../../words/formatFigures.ts';
import type { CommandContext } from '../commandContext.ts';
import { showGetting, showVerifying } from '../datasetProgress.ts';
import { exitCodes } from '../failures.ts';
import { formatTable } from '../formatTable.ts';
import { listenForInterruption } from '../interruption.ts';
import { folderName, jsonOption } from '../parseOptions.ts';
import { suggestCommand } from '../suggestCommand.ts';
import { printable, printableLines, type Terminal, writeJsonLine } from '../terminal.ts';

const groupDetails = `
Data sets are kept once for all workspaces: in the folder that ${dataVariable} names, else with what
else Reptile Lab keeps for this user. Experiments find them there when they name no path.
`;

const listDetails = `
With --json all data sets are one array of {"id","title","state","folder","files","bytes","gotAt",
"downloadBytes","license","citation","homepage","usedBy","downloads"}; state is "there" or "absent",
and an entry of downloads is {"name","addresses","bytes","sha256"}.
`;

const getDetails = `
Examples:
  reptile-lab data get omniglot clinc150
  reptile-lab data get omniglot --from ~/Downloads    with files fetched in another way

A download that was cut off or cancelled is continued. Where a proxy is needed, name it in HTTPS_PROXY.
Prints the folder of each data set. Exit code 0 if all are there now, otherwise 1; 3 if cancelled.

With --json every line is one object with "event" and "id": downloading (file, received, total;
five a second at most), waiting (file, reason, seconds), queueing (another process gets it),
unpacking (file, done, total), checking, and at the end got or there (folder), cancelled, or failed
(message, byHand with folder and files).
`;

const verifyDetails = `
Reads every file and compares its SHA-256 with the one that was taken when it was got. Without names,
all data sets that are there. Exit code 0 if all are good, otherwise 1; 3 if cancelled.
With --json each is one object on a line: {"id","state","folder","files","bytes","damaged","problems"};
state is "good", "damaged" or "absent", an entry of damaged {"path","damage"}.
`;

interface GetOptions {
  readonly from: string | undefined;
  readonly again: boolean;
  readonly json: boolean;
}

export function dataCommand(context: CommandContext): Command {
  const list = new Command('list')
    .description('List the public data sets, what is there of them, and where.')
    .addOption(jsonOption('print the data sets as one JSON array'))
    .addHelpText('after', listDetails)
    .action(({ json }: { json: boolean }) => printList(json, context.terminal));
  const get = new Command('get')
    .description('Download data sets, check them, and put them where experiments find them.')
    .addArgument(namesArgument('<names...>'))
    .option('--from <folder>', 'take the files from this folder instead of downloading them', folderName)
    .option('--again', 'get a data set that is there once more, and replace it', false)
    .addOption(jsonOption('print one JSON object a line'))
    .addHelpText('after', getDetails)
    .action((names: string[], options: GetOptions) => getAll(names.filter(isDatasetId), options, context));
  const verify = new Command('verify')
    .description('Check the files of data sets that are there.')
    .addArgument(namesArgument('[names...]'))
    .addOption(jsonOption('print one JSON object a line'))
    .addHelpText('after', verifyDetails)
    .action((names: string[], { json }: { json: boolean }) => verifyAll(names.filter(isDatasetId), json, context));
  const command = new Command('data')
    .description('Public data sets: list them, get them, verify them.')
    .addHelpText('after', groupDetails);
  for (const part of [list, get, verify]) command.addCommand(part);
  return command;
}

function namesArgument(form: string): Argument {
  return new Argument(form, 'data sets').choices(datasetIds);
}

async function printList(json: boolean, { output, messages }: Terminal): Promise<void> {
  const listed = await listDatasets();
  if (json) {
    writeJsonLine(output, listed.map(reportListed));
    return;
  }
  const columns = [
    { title: 'name', alignment: 'left' },
    { title: 'data set', alignment: 'left' },
    { title: 'state', alignment: 'left' },
    { title: 'size', alignment: 'right' },
    { title: 'place', alignment: 'left' },
  ] as const;
  const rows = listed.map(({ dataset, folder, state }) =>
    state.kind === 'there'
      ? [dataset.id, dataset.title, output.paint('green', 'there'), formatBytes(state.bytes), printable(folder)]
      : [dataset.id, dataset.title, 'absent', formatBytes(state.downloadBytes), 'to download'],
  );
  output.write(formatTable(columns, rows, (line) => output.paint('bold', line)));
  messages.write(
    `\nThey are kept in ${printable(dataFolder())}. Get one with: ${suggestCommand('data', 'get')} NAME\n`,
  );
}

function reportListed({ dataset, folder, state }: ListedDataset): object {
  const { id, title, license, citation, homepage, usedBy, remark, files } = dataset;
  const { files: count, bytes, gotAt } = state.kind === 'there' ? state : { files: 0, bytes: 0, gotAt: null };
  const downloads = files.map(({ name, addresses, size, checksum }) => ({
    name,
    addresses,
    bytes: size.bytes,
    sha256: checksum.kind === 'sha256' ? checksum.value : null,
  }));
  const downloadBytes = downloads.reduce((sum, download) => sum + download.bytes, 0);
  return {
    id,
    title,
    state: state.kind,
    folder,
    files: count,
    bytes,
    gotAt,
    downloadBytes,
    license,
    citation,
    homepage,
    usedBy,
    remark: remark ?? null,
    downloads,
  };
}

async function getAll(
  ids: readonly DatasetId[],
  { from, again, json }: GetOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const interruption = listenForInterruption(() => terminal.messages.write('Cancelling ...\n'));
  context.stopWork = interruption.request;
  try {
    for (const id of new Set(ids)) {
      const dataset = describeDataset(id);
      const view = showGetting(dataset, json, terminal);
      const outcome = await getDataset({
        dataset,
        from,
        again,
        signal: interruption.signal,
        onProgress: view.onProgress,
      }).finally(view.dispose);
      if (json) reportOutcome(id, outcome, terminal);
      else tellOutcome(id, outcome, terminal);
      if (outcome.kind === 'failed') context.exitCode = exitCodes.failed;
      if (outcome.kind === 'cancelled') {
        context.exitCode = exitCodes.stopped;
        return;
      }
    }
  } finally {
    context.stopWork = undefined;
    interruption.dispose();
  }
}

function reportOutcome(id: DatasetId, outcome: GetOutcome, { output }: Terminal): void {
  const { kind, ...facts } = outcome;
  if (outcome.kind !== 'failed') writeJsonLine(output, { event: kind, id, ...facts });
  else {
    const { message, byHand } = outcome;
    const files = byHand?.files.map(({ name, addresses, size }) => ({ name, addresses, bytes: size.bytes }));
    writeJsonLine(output, {
      event: kind,
      id,
      message,
      byHand: byHand === undefined ? null : { folder: byHand.folder, files },
    });
  }
}

function tellOutcome(id: DatasetId, outcome: GetOutcome, { output, messages }: Terminal): void {
  const { title, remark } = describeDataset(id);
  switch (outcome.kind) {
    case 'got':
      messages.write(
        `${title} is there: ${formatCount(outcome.files)} files, ${formatBytes(outcome.bytes)}, all checked.\n`,
      );
      if (remark !== undefined) messages.write(`${remark}\n`);
      output.write(`${printable(outcome.folder)}\n`);
      return;
    case 'there':
      messages.write(`${title} is there already. Check it with: ${suggestCommand('data', 'verify', id)}\n`);
      output.write(`${printable(outcome.folder)}\n`);
      return;
    case 'cancelled':
      messages.write('Cancelled. What was downloaded is kept, and continued the next time.\n');
      return;
    case 'failed':
      messages.write(`${messages.paint('red', 'error:')} ${printableLines(outcome.message)}\n`);
      if (outcome.byHand !== undefined) messages.write(`${describeByHand(outcome.byHand).map(printable).join('\n')}\n`);
  }
}

async function verifyAll(named: readonly DatasetId[], json: boolean, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const there = (await listDatasets()).filter(({ state }) => state.kind === 'there').map(({ dataset }) => dataset.id);
  const ids = named.length === 0 ? there : [...new Set(named)];
  if (ids.length === 0) terminal.messages.write('No data set is there yet.\n');
  const interruption = listenForInterruption(() => terminal.messages.write('Cancelling ...\n'));
  context.stopWork = interruption.request;
  try {
    for (const id of ids) {
      const view = showVerifying(id, terminal);
      const request = { dataset: describeDataset(id), signal: interruption.signal, onProgress: view.onProgress };
      const found = await verifyDataset(request).finally(view.dispose);
      if (json) reportVerification(id, found, terminal);
      else tellVerification(id, found, terminal);
      if (found.kind !== 'good') context.exitCode = exitCodes.failed;
    }
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    context.exitCode = exitCodes.stopped;
  } finally {
    context.stopWork = undefined;
    interruption.dispose();
  }
}

function reportVerification(id: DatasetId, found: Verification, { output }: Terminal): void {
  const { files, bytes } = found.kind === 'good' ? found : { files: null, bytes: null };
  const { files: damaged, problems } = found.kind === 'damaged' ? found : { files: [], problems: [] };
  writeJsonLine(output, { id, state: found.kind, folder: found.folder, files, bytes, damaged, problems });
}

const mostNamed = 20;

function tellVerification(id: DatasetId, found: Verification, { output }: Terminal): void {
  switch (found.kind) {
    case 'absent':
      output.write(`${id}: ${output.paint('red', 'absent')}. ${howToGet(id)}\n`);
      return;
    case 'good':
      output.write(
        `${id}: ${output.paint('green', 'good')}, ${formatCount(found.files)} files, ${formatBytes(found.bytes)}\n`,
      );
      return;
    case 'damaged': {
      const lines = [...found.problems, ...found.files.map(({ path, damage }) => `${path} is ${damage}.`)];
      output.write(`${id}: ${output.paint('red', 'damaged')}, in ${printable(found.folder)}\n`);
      for (const line of lines.slice(0, mostNamed)) output.write(`  ${printable(line)}\n`);
      if (lines.length > mostNamed) output.write(`  and ${formatCount(lines.length - mostNamed)} more\n`);
      output.write(`Get it once more with: ${suggestCommand('data', 'get', id, '--again')}\n`);
    }
  }
}
