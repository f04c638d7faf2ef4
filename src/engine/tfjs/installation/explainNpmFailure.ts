// Says why npm could not install tfjs-node, and what a person can do about it.

import { networkFailure } from './networkFailure.ts';

const goOn = 'The fused backend computes without it.';

export const npmIsMissing =
  'npm was not found on the PATH, and TensorFlow’s backend is installed with it. Install Node.js, which brings npm, and try again. ' +
  goOn;

/**
 * @param ending how npm ended, for instance `npm ended with exit code 1`
 * @param lines what it wrote
 */
export function explainNpmFailure(ending: string, lines: readonly string[]): string {
  const network = networkFailure(lines);
  if (network !== undefined) {
    const proxy = 'Where there is a proxy, name it in HTTPS_PROXY and try again.';
    const link =
      'Where PyPI can be reached, “npm run tensorflow:link” in a checkout of Reptile Lab takes the library from there (Linux, x64).';
    return `TensorFlow’s backend could not be downloaded: the network did not let through what its installation asks for (${network}). ${proxy} ${link} ${goOn}`;
  }
  const reason = reasonIn(lines);
  return `TensorFlow’s backend could not be installed: ${ending}${reason === undefined ? '' : `: ${reason}`}. The output says more. ${goOn}`;
}

/** The first line in which npm, or a script that it ran, names an error. */
function reasonIn(lines: readonly string[]): string | undefined {
  const named = lines.find((line) => /^(npm error )?\w*Error: \S/.test(line));
  const fromNpm = lines.find((line) =>
    /^npm (error|ERR!) (?!(code|path|errno|syscall|A complete log|command)\b)\S/.test(line),
  );
  return (named ?? fromNpm)?.replace(/^npm (error|ERR!) /, '').replace(/\.$/, '');
}
