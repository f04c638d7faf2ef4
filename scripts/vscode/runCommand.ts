// Runs a program to its end; its output is kept, and shown only when it fails.

import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly folder: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Throws an Error with the end of the program's output when it cannot be started or its exit code is not 0. */
export function runCommand(program: string, args: readonly string[], options: CommandOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    // Windows starts .cmd files (npm is one) through a shell only.
    const child = spawn(program, args, {
      cwd: options.folder,
      env: options.environment ?? process.env,
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => reject(new Error(`${program} could not be started: ${error.message}`)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output);
      else
        reject(
          new Error(
            `\`${[program, ...args].join(' ')}\` ended with ${signal ?? `exit code ${code}`}:\n${lastLines(output, 20)}`,
          ),
        );
    });
  });
}

/**
 * Environment for an npm of its own: the user's registry, proxy and cache stay, what the npm that runs this script told
 * about this project goes.
 */
export function npmEnvironment(additions: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^npm_(package|lifecycle)_/i.test(name) &&
      !/^(npm_config_local_prefix|npm_config_nodedir|npm_config_omit|init_cwd)$/i.test(name),
  );
  return { ...Object.fromEntries(inherited), ...additions };
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
