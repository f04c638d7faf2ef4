// `reptile-lab tensorflow`: installs TensorFlow's native backend for this user, and tells whether it is found and
// computes.

import { Command } from 'commander';
import { userFolder } from '../../base/userFolder.ts';
import {
  describeMissing,
  findTfjsNode,
  howToInstall,
  type TfjsNodeInstallation,
} from '../../engine/tfjs/findTfjsNode.ts';
import {
  type InstallOutcome,
  type InstallStep,
  installTfjsNode,
} from '../../engine/tfjs/installation/installTfjsNode.ts';
import { verifyTfjsNode } from '../../engine/tfjs/installation/verifyTfjsNode.ts';
import {
  type TfjsNodeOrigin,
  tensorflowVariable,
  tfjsNodePlaces,
  tfjsNodeVersion,
} from '../../engine/tfjs/tfjsNodePlaces.ts';
import type { CommandContext } from '../commandContext.ts';
import { CommandError, exitCodes, explained } from '../failures.ts';
import { type Interruption, listenForInterruption } from '../interruption.ts';
import { jsonOption } from '../parseOptions.ts';
import { printable, printableLines, writeJsonLine } from '../terminal.ts';

const statusDetails = `
Looks where a run of an experiment in the current folder would: in the folder that ${tensorflowVariable}
names, in Reptile Lab's own folder, in the current one and those above it, and for this user.
With --json it prints one object: {"state":"works","tensorflow","version","folder","origin"}, or
{"state":"broken" or "missing","reason"}. Exit code 0 if it works, otherwise 1.
`;

const steps: Record<InstallStep, string> = {
  downloading: `Installing tfjs-node ${tfjsNodeVersion} with npm (about 120 MB) ...`,
  verifying: 'Verifying it ...',
};

const origins: Record<TfjsNodeOrigin, string> = {
  environment: `named by ${tensorflowVariable}`,
  project: 'beside Reptile Lab',
  experiment: 'beside the experiment',
  editor: 'installed by the editor',
  user: 'installed for this user',
};

export function tensorFlowCommand(context: CommandContext): Command {
  const install = new Command('install')
    .description('Install tfjs-node for this user with npm, and verify it; one that works already stays.')
    .action(() => installForUser(context));
  const status = new Command('status')
    .description('Tell whether tfjs-node is found, and whether it computes.')
    .addOption(jsonOption('print one JSON object'))
    .addHelpText('after', statusDetails)
    .action(({ json }: { json: boolean }) => tellStatus(json, context));
  const command = new Command('tensorflow').description(
    'TensorFlow’s native backend (engine.backend "tfjs-node"): install it, or see whether it is there.',
  );
  for (const part of [install, status]) command.addCommand(part);
  return command;
}

async function installForUser(context: CommandContext): Promise<void> {
  const { messages, output } = context.terminal;
  const keptIn = userFolder();
  const interruption = listenForInterruption(() => messages.write('Cancelling ...\n'));
  context.stopWork = interruption.request;
  try {
    const outcome = await installTfjsNode({
      keptIn,
      signal: interruption.signal,
      environment: process.env,
      onProgress: (progress) => {
        if (progress.kind === 'step') messages.write(`${steps[progress.step]}\n`);
        else messages.write(`${messages.paint('dim', `  ${printable(progress.line)}`)}\n`);
      },
    });
    finishInstallation(outcome, context);
    if (outcome.kind === 'installed') output.write(`${printable(outcome.folder)}\n`);
  } catch (error) {
    throw explained(error, keptIn);
  } finally {
    endInterruption(interruption, context);
  }
}

function finishInstallation(outcome: InstallOutcome, context: CommandContext): void {
  const { messages } = context.terminal;
  switch (outcome.kind) {
    case 'installed':
      messages.write(
        `TensorFlow ${outcome.tensorflow} ${outcome.wasThere ? 'is there already and computes' : 'is installed and computes'}.\n`,
      );
      return;
    case 'cancelled':
      messages.write('Cancelled; nothing was left behind.\n');
      context.exitCode = exitCodes.stopped;
      return;
    case 'failed':
      throw new CommandError(outcome.message, exitCodes.failed);
  }
}

type Status =
  | ({ readonly state: 'works'; readonly tensorflow: string } & TfjsNodeInstallation)
  | { readonly state: 'broken' | 'missing'; readonly reason: string };

async function tellStatus(json: boolean, context: CommandContext): Promise<void> {
  const { output } = context.terminal;
  const interruption = listenForInterruption(() => undefined);
  try {
    const status = await readStatus(interruption.signal);
    if (status === undefined) {
      context.exitCode = exitCodes.stopped;
      return;
    }
    if (status.state !== 'works') context.exitCode = exitCodes.failed;
    if (json) writeJsonLine(output, status);
    else output.write(`${describeStatus(status)}\n`);
  } finally {
    interruption.dispose();
  }
}

/** Undefined where it was interrupted. */
async function readStatus(signal: AbortSignal): Promise<Status | undefined> {
  // Finding out whether it works executes it: not what happens to lie in the folder that somebody looks around in.
  const search = findTfjsNode(tfjsNodePlaces(undefined));
  if (search.kind === 'missing') return { state: 'missing', reason: describeMissing(search) };
  const { installation } = search;
  const verification = await verifyTfjsNode(installation.folder, signal);
  switch (verification.kind) {
    case 'works':
      return { state: 'works', tensorflow: verification.tensorflow, ...installation };
    case 'broken':
      return {
        state: 'broken',
        reason: `tfjs-node in ${installation.folder} does not work: ${verification.reason} ${howToInstall}`,
      };
    case 'cancelled':
      return undefined;
  }
}

function describeStatus(status: Status): string {
  if (status.state !== 'works') return printableLines(status.reason);
  const { tensorflow, version, folder, origin } = status;
  return printable(
    `TensorFlow ${tensorflow} computes, through tfjs-node ${version} in ${folder} (${origins[origin]}).`,
  );
}

function endInterruption(interruption: Interruption, context: CommandContext): void {
  context.stopWork = undefined;
  interruption.dispose();
}
