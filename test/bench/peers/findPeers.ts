// Which peers this machine has: Python interpreters with PyTorch or TensorFlow.

import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ContestantId } from '../contestant.ts';
import { PeerProcess } from './peerProcess.ts';

/** Interpreters to look in first, separated as in PATH; then comes `python3`. */
const pythonVariable = 'REPTILE_LAB_PYTHON';

/** A way of running a peer. */
export interface Peer {
  readonly id: ContestantId;
  /** Said behind the peer's own description. */
  readonly suffix: string;
  start(): PeerProcess;
}

interface Library {
  /** Python's name of it. */
  readonly module: string;
  readonly title: string;
  readonly install: string;
  readonly script: string;
  readonly ways: readonly {
    readonly id: ContestantId;
    readonly args: readonly string[];
    readonly threads: 'one' | 'all';
  }[];
}

const libraries: readonly Library[] = [
  {
    module: 'torch',
    title: 'PyTorch',
    install: 'torch==2.13.0',
    script: 'pytorch.py',
    ways: [
      { id: 'pytorch', args: [], threads: 'one' },
      { id: 'pytorch-all', args: [], threads: 'all' },
    ],
  },
  {
    module: 'tensorflow',
    title: 'TensorFlow',
    install: 'tensorflow-cpu',
    script: 'tensorflow2.py',
    ways: [
      { id: 'tensorflow', args: ['graph'], threads: 'one' },
      { id: 'tensorflow-all', args: ['graph'], threads: 'all' },
      { id: 'tensorflow-eager', args: ['eager'], threads: 'one' },
    ],
  },
];

/** The peers that are there, and for each library that is not, how to get it. */
export async function findPeers(): Promise<{ readonly peers: readonly Peer[]; readonly missing: readonly string[] }> {
  const named = (process.env[pythonVariable] ?? '').split(path.delimiter).filter((name) => name !== '');
  const interpreters = [...new Set([...named, 'python3'])];
  const peers: Peer[] = [];
  const missing: string[] = [];
  for (const library of libraries) {
    const interpreter = await firstWith(interpreters, library.module);
    if (interpreter === undefined) missing.push(howToGet(library, interpreters));
    else peers.push(...library.ways.map((way) => peerOf(library, way, interpreter)));
  }
  return { peers, missing };
}

function peerOf({ script }: Library, { id, args, threads }: Library['ways'][number], interpreter: string): Peer {
  const file = path.join(path.dirname(fileURLToPath(import.meta.url)), script);
  // Libraries below PyTorch and TensorFlow read how many threads they may have before they can be told.
  const oneThread = { OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  const environment = { PYTHONDONTWRITEBYTECODE: '1', ...(threads === 'one' ? oneThread : {}) };
  return {
    id,
    suffix: threads === 'one' ? '' : ', all threads',
    start: () => new PeerProcess(interpreter, [file, ...args, threads === 'one' ? '1' : '0'], environment),
  };
}

async function firstWith(interpreters: readonly string[], module: string): Promise<string | undefined> {
  for (const interpreter of interpreters) {
    try {
      const probe = `import importlib.util, sys; sys.exit(importlib.util.find_spec("${module}") is None)`;
      await promisify(execFile)(interpreter, ['-c', probe]);
      return interpreter;
    } catch {
      // No such interpreter, or not in it.
    }
  }
  return undefined;
}

function howToGet({ title, module, install }: Library, interpreters: readonly string[]): string {
  return (
    `${title} does not take part: no ${interpreters.join(' or ')} with the module ${module} was found. ` +
    `To compare with it: python3 -m pip install ${install}, or name an interpreter that has it in ${pythonVariable}.`
  );
}
