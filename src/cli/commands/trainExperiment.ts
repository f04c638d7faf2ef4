// `reptile-lab train`: begins a run and carries it out in this process.

import { Command, Option } from 'commander';
import type { CommandContext } from '../commandContext.ts';
import { createRunFrom } from '../createRunFrom.ts';
import { findInitialization } from '../findInitialization.ts';
import { folderName, gather, jsonOption, runsOption, workersOption } from '../parseOptions.ts';
import { trainRun } from '../trainRun.ts';
import { readNamedWeights } from '../weightFiles.ts';

const details = `
Examples:
  reptile-lab train sine-regression.reptile.json
  reptile-lab train omniglot.reptile.json --set seed=1 --set algorithm.metaIterations=2000
  reptile-lab train mnist-digits.reptile.json --workers 4 --json | tee run.jsonl
  reptile-lab train omniglot-20-way.reptile.json --initialize-from RUN@best
  reptile-lab train omniglot.reptile.json --initialization weights.safetensors

--initialize-from begins with the parameters of another run's checkpoint, where its model has the same
tensors: neither its optimizers' state nor its meta-iterations. A copy lies in the new run, and run.json says
whose it is. What stands as untrained is then measured of these parameters.
--initialization does so with weights made elsewhere, by the names and layouts that "export" writes
(docs/weights.md); run.json has the file's digest.

Ctrl+C stops cleanly: a checkpoint is saved, the exit code is 3, and "reptile-lab resume" continues
bit for bit. The run can be watched, paused and stopped from VS Code and other terminals.

With --json every line is one object, told apart by "event":
  started     run: the run's directory
  loading     doing, done, total, unit: while data are decoded, or what a program has written is read before it
              goes on, five a second at most
  training    iteration, metaIterations, backend, engineVariant, engineReason (why it was chosen),
              workers, memoryBytes (of all of them), parameterCount
  iteration   iteration, firstLoss, lastLoss (of a task's first and last batch, before it learns from
              them; means over the meta-batch), metaStepSize, updateNorm, iterationsPerSecond, workerIdleShare (0 to 1);
              five a second at most
  evaluation  iteration, tasks, transductive, accuracy, accuracyCi95, loss, lossCi95 after
              adaptation, the same four under before, and adaptation: steps, loss, accuracy; trainingClasses:
              the same of training classes where the experiment asks for it, or null
  step        iteration and merit (of, tag, direction, value, iteration; null before it is measured), of a run that
              another program trains, in the place of iteration and evaluation; five a second at most
  checkpoint  iteration
  state       state: paused, running or stopping
  warning     message
  ended       run, state (completed, stopped or failed), iteration, failure and failureCode if it failed (in
              words, and which of them), and metrics:
              accuracy, accuracyCi95, loss, lossCi95 of the latest evaluation, trainingLoss, and under
              best, untrained and trainingClasses (null where they are not measured) the same four with their
              iteration, in the seven digits that a run keeps; baselines (name, quantity, mean, ci95 of each on
              the same tasks, where the experiment asks for them, or null); named: what another program is judged
              by (tag, direction, first, latest, best), null for runs of our own trainer; and named: tag, direction, first, latest and
              best of what another program is judged by, or null
`;

interface TrainOptions {
  readonly runs: string;
  readonly set: readonly string[];
  readonly workers: number | undefined;
  readonly initializeFrom: string | undefined;
  readonly initialization: string | undefined;
  readonly json: boolean;
}

export function trainCommand(context: CommandContext): Command {
  return new Command('train')
    .description('Begin a run of an experiment and carry it out.')
    .argument('<file>', 'experiment file (*.reptile.json)')
    .option('--set <key.path=value>', 'set a value of the experiment; may be repeated', gather, [])
    .addOption(workersOption())
    .addOption(
      new Option(
        '--initialize-from <run[@which]>',
        'begin with what a run has learned: its checkpoint of a meta-iteration, best or latest (default)',
      ),
    )
    .addOption(
      new Option(
        '--initialization <file>',
        'begin with the weights of a file, *.safetensors or *.npz: float32 or float64, named as "export" names them',
      )
        .argParser(folderName)
        .conflicts('initializeFrom'),
    )
    .addOption(runsOption())
    .addOption(jsonOption('print one JSON object a line'))
    .addHelpText('after', details)
    .action(async (file: string, { runs, set, workers, json, ...begun }: TrainOptions) => {
      const { messages } = context.terminal;
      const overrides = workers === undefined ? set : [...set, `engine.workers=${workers}`];
      const findIfNamed = async (words: string | undefined) =>
        words === undefined ? undefined : findInitialization(words, runs, messages);
      const initialization =
        begun.initialization === undefined
          ? await findIfNamed(begun.initializeFrom)
          : await readNamedWeights(begun.initialization);
      const directory = await createRunFrom({ file, runsFolder: runs, overrides, initialization }, messages);
      await trainRun(directory, { json }, context);
    });
}
