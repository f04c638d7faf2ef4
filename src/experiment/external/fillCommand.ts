// From the command of an experiment file to the arguments of a process: what stands in for values is replaced within each
// argument, and nothing is ever split, joined or given to a shell.

import type { ExternalExperiment } from '../schema.ts';

/** `${parameters.lr}`, `${seed}`, `${run}`; whatever else stands in braces is the program's own business. */
const placeholder = /\$\{(?:parameters\.([^}]*)|(seed|run))\}/g;

export interface CommandValues {
  readonly parameters: ExternalExperiment['trainer']['parameters'];
  readonly seed: number;
  /** Absolute path of the folder that is the program's own. */
  readonly run: string;
}

/** Names of the parameters that the command asks for. */
export function parametersAskedFor(argument: string): readonly string[] {
  return [...argument.matchAll(placeholder)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** One argument for each entry. @throws {RangeError} for a parameter that there is none of */
export function fillCommand(command: readonly string[], { parameters, seed, run }: CommandValues): string[] {
  return command.map((argument) =>
    argument.replaceAll(placeholder, (_, name: string | undefined, word: string | undefined) => {
      if (word === 'seed') return String(seed);
      if (word === 'run') return run;
      const value = name !== undefined && Object.hasOwn(parameters, name) ? parameters[name] : undefined;
      if (value === undefined) throw new RangeError(`The command asks for the parameter "${name}", and there is none.`);
      return String(value);
    }),
  );
}

/**
 * Command and resume as they are executed: all that stands in for something replaced, once. One that asks for a parameter
 * that there is none of is never executed, and left out.
 */
export function executedCommands({ trainer, seed }: ExternalExperiment, run: string): string[][] {
  const { command, resume, parameters } = trainer;
  return [command, ...(resume === undefined ? [] : [resume])].flatMap((each) => {
    const isFillable = each.every((argument) =>
      parametersAskedFor(argument).every((name) => Object.hasOwn(parameters, name)),
    );
    return isFillable ? [fillCommand(each, { parameters, seed, run })] : [];
  });
}

/**
 * The command as far as it says which program is executed: texts of parameters may name one, or be one, and stand in
 * their places; numbers, the seed and the run's folder do not.
 */
export function fillTexts(command: readonly string[], parameters: CommandValues['parameters']): string[] {
  return command.map((argument) =>
    argument.replaceAll(placeholder, (asked, name: string | undefined) => {
      const value = name !== undefined && Object.hasOwn(parameters, name) ? parameters[name] : undefined;
      return typeof value === 'string' ? value : asked;
    }),
  );
}
