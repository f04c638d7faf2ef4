// What the figures were measured on, for the report's file.

import os from 'node:os';

export interface Machine {
  readonly processor: string;
  readonly processors: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly node: string;
  readonly v8: string;
  /** Of the last minute before the bench: others' work makes every figure worse. */
  readonly load: number;
}

export function describeMachine(): Machine {
  const processors = os.cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    processors: processors.length,
    memoryBytes: os.totalmem(),
    platform: `${process.platform}-${process.arch} ${os.release()}`,
    node: process.versions.node,
    v8: process.versions.v8,
    load: os.loadavg()[0] ?? 0,
  };
}

/** One line. */
export function formatMachine({ processor, processors, node, v8, platform, load }: Machine): string {
  return `${processor}, ${processors} processors, ${platform}, Node ${node}, V8 ${v8}, load ${load.toFixed(1)} at the start`;
}
