// Crew: everyone who can take inner steps on this machine, ready for one workload after another.

import { builtFile } from '../../src/base/installation.ts';
import { type FusedEngine, loadFusedEngine, nativeEngineOf } from '../../src/engine/fused/fusedLearner.ts';
import { kernelFamilies, kernelNamesOf, loadAddon, nativePlatform } from '../../src/engine/fused/native/addon.ts';
import { nativeLibraryFor } from '../../src/engine/fused/native/findNative.ts';
import { hasRelaxedSimd } from '../../src/engine/fused/wasm/kernelModule.ts';
import type { Engine } from '../../src/engine/learner.ts';
import { loadTfjsCpuEngine, loadTfjsWasmEngine } from '../../src/engine/tfjs/builtinEngines.ts';
import { describeMissing, findTfjsNode } from '../../src/engine/tfjs/findTfjsNode.ts';
import { loadTfjsNodeEngine, TfjsNodeError } from '../../src/engine/tfjs/tfjsNode.ts';
import { tfjsNodePlaces } from '../../src/engine/tfjs/tfjsNodePlaces.ts';
import type { Contestant, ContestantId } from './contestant.ts';
import { createLearnerContestant } from './learnerContestant.ts';
import { findPeers, type Peer } from './peers/findPeers.ts';
import { createPeerContestant } from './peers/peerContestant.ts';
import type { PeerProcess } from './peers/peerProcess.ts';
import type { Workload } from './workloads.ts';

/** A fused engine, by what it is called in ratios and targets. */
export interface FusedVariant {
  readonly id: 'fused' | 'fused-fast';
  readonly engine: FusedEngine;
}

interface Backend {
  readonly id: ContestantId;
  readonly engine: Engine;
}

interface RunningPeer extends Peer {
  readonly process: PeerProcess;
}

export class Crew {
  /** Plain SIMD, then relaxed SIMD where this V8 has it. */
  readonly fused: readonly FusedVariant[];
  /** Who is not here, and how to have them. */
  readonly missing: readonly string[];
  readonly #backends: readonly Backend[];
  readonly #peers: readonly RunningPeer[];

  private constructor(
    fused: readonly FusedVariant[],
    backends: readonly Backend[],
    peers: readonly RunningPeer[],
    missing: readonly string[],
  ) {
    this.fused = fused;
    this.#backends = backends;
    this.#peers = peers;
    this.missing = missing;
  }

  /** Loads the backends and starts the peers' processes; `dispose` ends these. */
  static async assemble(): Promise<Crew> {
    const fused: FusedVariant[] = [{ id: 'fused', engine: await loadFusedEngine() }];
    const missing: string[] = [];
    if (hasRelaxedSimd()) fused.push({ id: 'fused-fast', engine: await loadFusedEngine({ fastMath: true }) });
    else missing.push('fastMath does not take part: this Node.js has no relaxed SIMD. Use Node 22 or later.');
    const backends: Backend[] = [...nativeBackends(missing), { id: 'tfjs-wasm', engine: await loadTfjsWasmEngine() }];
    const native = await loadNative();
    if (typeof native === 'string') missing.push(`tfjs-node does not take part: ${native}`);
    else backends.push({ id: 'tfjs-node', engine: native });
    const found = await findPeers();
    const peers = found.peers.map((peer) => ({ ...peer, process: peer.start() }));
    return new Crew(fused, backends, peers, [...missing, ...found.missing]);
  }

  /** Everyone but tfjs-cpu, the fused engine first. Who cannot build the model is named in `errors`. */
  async contestantsFor(
    workload: Workload,
  ): Promise<{ readonly contestants: readonly Contestant[]; readonly errors: readonly string[] }> {
    const contestants = [...this.fused, ...this.#backends].map(({ id, engine }) =>
      createLearnerContestant(id, engine.variant, engine, workload),
    );
    const errors: string[] = [];
    for (const { id, suffix, process } of this.#peers) {
      try {
        contestants.push(await createPeerContestant(id, suffix, process, workload));
      } catch (error) {
        errors.push(`${id}${suffix} does not take part in ${workload.key}: ${messageOf(error)}`);
      }
    }
    return { contestants, errors };
  }

  /** By itself, because it is too slow for most workloads. */
  async createTfjsCpu(workload: Workload): Promise<Contestant> {
    const engine = await loadTfjsCpuEngine();
    return createLearnerContestant('tfjs-cpu', engine.variant, engine, workload);
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#peers.map(({ process }) => process.dispose()));
  }
}

/** The engine on TensorFlow's native library, or why there is none. */
async function loadNative(): Promise<Engine | string> {
  const search = findTfjsNode(tfjsNodePlaces(undefined));
  if (search.kind === 'missing') return describeMissing(search);
  try {
    return await loadTfjsNodeEngine(search.installation.folder);
  } catch (error) {
    if (error instanceof TfjsNodeError) return error.message;
    throw error;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Native kernels of both families, of each those with the widest vectors first; where there are none, `missing` is told so. */
function nativeBackends(missing: string[]): readonly Backend[] {
  const addon = loadAddon(builtFile('kernels', 'native', `${nativePlatform()}.node`), process.env);
  const backends = kernelFamilies
    .flatMap((family) => kernelNamesOf(family))
    .flatMap((name): Backend[] => {
      const library = nativeLibraryFor(addon, name);
      return library === undefined ? [] : [{ id: `native ${name}`, engine: nativeEngineOf(library) }];
    });
  if (backends.length === 0) missing.push('Native kernels do not take part: this machine has none.');
  return backends;
}
