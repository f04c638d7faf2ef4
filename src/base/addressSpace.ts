// How many addresses the system lets this process have, and what to do where WebAssembly asks for more of them.

import { readFileSync } from 'node:fs';
import { formatMemory } from './formatMemory.ts';

/** Node's own, by which WebAssembly reserves no more than it uses. */
const withoutReserves = '--disable-wasm-trap-handler';

/** What WebAssembly reserves for each memory, in bytes: what it addresses at most, with guards around it. */
const reservedBytes = 10 * 2 ** 30;

/** In bytes, as `ulimit -v` sets it; undefined where there is no limit, or nobody says. */
export function addressLimit(): number | undefined {
  try {
    return limitIn(readFileSync('/proc/self/limits', 'utf8'));
  } catch {
    // Only Linux tells.
    return undefined;
  }
}

/** @param text of `/proc/self/limits` */
export function limitIn(text: string): number | undefined {
  const [, bytes] = /^Max address space +(\d+) /m.exec(text) ?? [];
  return bytes === undefined ? undefined : Number(bytes);
}

/**
 * What to do where a limit on addresses, and no want of memory, keeps models from being made, without a full stop;
 * undefined where there is none, or Node was told not to reserve any.
 */
export function adviseOnAddresses(
  limit: number | undefined,
  options: readonly string[] = [...process.execArgv, process.env.NODE_OPTIONS ?? ''],
): string | undefined {
  if (limit === undefined || options.some((option) => option.includes(withoutReserves))) return undefined;
  return (
    `This process may have ${formatMemory(limit)} of addresses (ulimit -v; h_vmem or vmem of a batch system), and WebAssembly reserves ` +
    `${formatMemory(reservedBytes)} of them for each model in each thread, whatever it uses. Raise that limit, or set ` +
    `NODE_OPTIONS=${withoutReserves}, with which it reserves no more than it uses`
  );
}

/**
 * A warning before threads begin, since one that gets no addresses ends the whole process without a word of ours;
 * undefined where so many workers have enough, each with a model and what moves its parameters.
 */
export function warnOfAddresses(workers: number, limit: number | undefined): string | undefined {
  if (limit === undefined || limit > (2 * workers + 1) * reservedBytes) return undefined;
  const advice = adviseOnAddresses(limit);
  return advice && `The addresses of this process may not suffice for what the run needs. ${advice}.`;
}
