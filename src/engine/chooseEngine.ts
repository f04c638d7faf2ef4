// Which engine computes a model, and why: the one place that knows all backends.

import { formatMemory, howToSaveMemory } from '../base/formatMemory.ts';
import { messageOf } from '../base/systemErrors.ts';
import type { BackendName, EngineSpec } from '../experiment/schema.ts';
import type { EngineReason } from './engineReason.ts';
import { loadFusedEngine } from './fused/fusedLearner.ts';
import { MAX_MEMORY_BYTES } from './fused/program/memoryPlan.ts';
import { planFusedMemory } from './fused/program/plannedMemory.ts';
import { hasRelaxedSimd } from './fused/wasm/kernelModule.ts';
import type { Engine, LearnerOptions } from './learner.ts';
import { machineMemory } from './machineMemory.ts';
import { ModelError } from './model.ts';
import { loadTfjsCpuEngine, loadTfjsWasmEngine } from './tfjs/builtinEngines.ts';
import { describeMissing, findTfjsNode, howToDoWithout, whyMissing } from './tfjs/findTfjsNode.ts';
import { loadTfjsNodeEngine, TfjsNodeError } from './tfjs/tfjsNode.ts';
import { type TfjsNodePlace, tfjsNodePlaces } from './tfjs/tfjsNodePlaces.ts';

/** An engine that any thread can load by itself; plain data. */
export type EngineSelection =
  | { readonly backend: 'fused'; readonly fastMath: boolean }
  | { readonly backend: 'tfjs-node'; readonly folder: string }
  | { readonly backend: 'tfjs-wasm' | 'tfjs-cpu' };

/** What computed a run until now. */
export interface EarlierEngine {
  readonly backend: BackendName;
  readonly variant: string;
}

export interface EngineRequest {
  readonly spec: EngineSpec;
  readonly options: LearnerOptions;
  /** Folder of the experiment file, in whose `node_modules` tfjs-node may be. */
  readonly experimentFolder: string | undefined;
  /**
   * Of a resumed run, which continues on it where the experiment leaves the backend open: other engines round differently. Where the experiment
   * names a backend, what a run says of itself makes no other one execute.
   */
  readonly earlier?: EarlierEngine | undefined;
  /** Where tfjs-node is looked for; by default everywhere it is ever installed. */
  readonly places?: readonly TfjsNodePlace[];
  /** Whether this V8 rounds fused products once; by default it is asked. */
  readonly relaxedSimd?: boolean;
  /** Bytes of memory that there are; by default the machine is asked. */
  readonly memoryBytes?: number;
  /** What fused would take; by default its own plan. */
  readonly plan?: typeof planFusedMemory;
}

export interface EngineChoice {
  readonly engine: Engine;
  readonly backend: BackendName;
  readonly selection: EngineSelection;
  readonly reason: EngineReason;
  /** Why a resumed run does not continue bit for bit; undefined where it does. */
  readonly deviation: string | undefined;
}

/** A backend that the experiment names cannot compute here. `message` says why and what to do. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

/**
 * The engine that the experiment names; for `auto` fused where it supports the model, else tfjs-node where it is found, else tfjs-wasm. A
 * resumed run stays with what it began with as long as that can be had; where not, `deviation` says so.
 * @throws {EngineError} {ModelError} where a named backend cannot be had, or the model does not fit into it
 */
export async function chooseEngine(request: EngineRequest): Promise<EngineChoice> {
  const { selection, reason } = await usable(selectEngine(request), request);
  const engine = await loadEngine(selection);
  return { engine, backend: selection.backend, selection, reason, deviation: deviationOf(request, engine.variant) };
}

function deviationOf(request: EngineRequest, variant: string): string | undefined {
  const { earlier } = request;
  if (earlier === undefined || familyOf(earlier.variant) === familyOf(variant)) return undefined;
  const why = continuable(request) === undefined ? 'which is not what its experiment names' : 'which is not to be had here';
  return (
    `The run was computed on ${earlier.variant} until now, ${why}. ${variant} takes its place: numbers differ in their last digits from those ` +
    'of a run that was never interrupted.'
  );
}

export async function loadEngine(selection: EngineSelection): Promise<Engine> {
  switch (selection.backend) {
    case 'fused':
      return loadFusedEngine({ fastMath: selection.fastMath });
    case 'tfjs-node':
      return loadTfjsNodeEngine(selection.folder);
    case 'tfjs-wasm':
      return loadTfjsWasmEngine();
    case 'tfjs-cpu':
      return loadTfjsCpuEngine();
  }
}

/** Variants of one family give the same bits: fused's tiles differ in speed alone. */
export function familyOf(variant: string): string {
  return variant.replace(/^(fused \w+) .*$/, '$1');
}

/** What a variant says of its backend: `fused` for `fused simd 5x8`; undefined for one that this version does not know. */
export function backendOf(variant: string): BackendName | undefined {
  return (['fused', 'tfjs-node', 'tfjs-wasm', 'tfjs-cpu'] as const).find((backend) => variant.startsWith(`${backend} `));
}

interface Selected {
  readonly selection: EngineSelection;
  readonly reason: EngineReason;
}

/** What computed the run until now, as far as the experiment allows to go on with it. */
function continuable({ spec, earlier }: EngineRequest): EarlierEngine | undefined {
  return spec.backend === 'auto' || spec.backend === earlier?.backend ? earlier : undefined;
}

function selectEngine(asked: EngineRequest): Selected {
  const request = { ...asked, earlier: continuable(asked) };
  const wanted = request.earlier?.backend ?? request.spec.backend;
  switch (wanted) {
    case 'auto': {
      const misfit = misfitOf(request);
      if (misfit === undefined) return selectFused(request, [{ code: 'supported' }]);
      return selectTensorFlow(request, misfit);
    }
    case 'fused': {
      const misfit = misfitOf(request);
      if (misfit === undefined) return selectFused(request, reasonFor(request, wanted));
      throw new EngineError(`${explainMisfit(misfit)} ${howToSaveMemory}, or set engine.backend to "auto".`);
    }
    case 'tfjs-node':
      return selectTfjsNode(request);
    case 'tfjs-wasm':
    case 'tfjs-cpu':
      return { selection: { backend: wanted }, reason: reasonFor(request, wanted) };
  }
}

function reasonFor({ spec, earlier }: EngineRequest, backend: BackendName): EngineReason {
  if (spec.backend === backend) return [{ code: 'named' }];
  if (earlier !== undefined && backend !== 'fused') return [{ code: 'begunWith' }];
  return [{ code: 'supported' }];
}

/** Plain SIMD or fused products: what the run began with, else what the experiment says, as far as this V8 has it. */
function selectFused({ spec, earlier, relaxedSimd = hasRelaxedSimd() }: EngineRequest, reason: EngineReason): Selected {
  const wantsFastMath = earlier === undefined ? spec.fastMath : familyOf(earlier.variant) === 'fused relaxed';
  const fastMath = wantsFastMath && relaxedSimd;
  const selection = { backend: 'fused', fastMath } as const;
  if (fastMath === wantsFastMath && fastMath === spec.fastMath) return { selection, reason };
  const note =
    fastMath === wantsFastMath
      ? ({ code: 'fastMathKept', fastMath } as const)
      : ({ code: 'fastMathMissing', node: process.versions.node } as const);
  return { selection, reason: [...reason, note] };
}

function selectTfjsNode(request: EngineRequest): Selected {
  const search = findTfjsNode(placesOf(request));
  if (search.kind === 'found') {
    const { folder } = search.installation;
    const reason: EngineReason = [...reasonFor(request, 'tfjs-node'), { code: 'tensorFlowFound', folder }];
    return { selection: { backend: 'tfjs-node', folder }, reason };
  }
  if (request.spec.backend === 'tfjs-node') throw new EngineError(`${describeMissing(search)} ${howToDoWithout}`);
  // The experiment leaves the choice to us, and the run is worth more than its last digits.
  return selectAnew(request);
}

/** For a model that fused cannot compute. Where it is too large for fused, it is for tfjs-wasm, which keeps the same activations. */
function selectTensorFlow(request: EngineRequest, misfit: Misfit): Selected {
  const { memoryBytes = machineMemory() } = request;
  const bytes = misfit.code === 'tooLargeForFused' ? misfit.bytes : 0;
  if (bytes > memoryBytes) {
    throw new EngineError(
      `The model needs ${formatMemory(bytes)} of memory, but there are ${formatMemory(memoryBytes)}. ${howToSaveMemory}.`,
    );
  }
  const search = findTfjsNode(placesOf(request));
  if (search.kind === 'found') {
    const { folder } = search.installation;
    return { selection: { backend: 'tfjs-node', folder }, reason: [misfit, { code: 'tensorFlowFound', folder }] };
  }
  if (bytes > MAX_MEMORY_BYTES) {
    throw new EngineError(
      `${explainMisfit(misfit)} ${howToSaveMemory}, or let TensorFlow compute it: ${describeMissing(search)}`,
    );
  }
  return { selection: { backend: 'tfjs-wasm' }, reason: [misfit, { code: 'tensorFlowMissing', ...whyMissing(search) }] };
}

function selectAnew(request: EngineRequest): Selected {
  return selectEngine({ ...request, earlier: undefined });
}

/** Replaces a tfjs-node that turns out to be broken, unless the experiment insists on it. */
async function usable(selected: Selected, request: EngineRequest): Promise<Selected> {
  if (selected.selection.backend !== 'tfjs-node' || request.spec.backend === 'tfjs-node') return selected;
  const { folder } = selected.selection;
  try {
    await loadTfjsNodeEngine(folder);
    return selected;
  } catch (error) {
    if (!(error instanceof TfjsNodeError)) throw error;
    const anew = selectAnew({ ...request, places: [] });
    const [detail = ''] = messageOf(error.cause).split('\n');
    return { ...anew, reason: [...anew.reason, { code: 'tensorFlowBroken', folder, detail }] };
  }
}

function placesOf({ places, experimentFolder }: EngineRequest): readonly TfjsNodePlace[] {
  return places ?? tfjsNodePlaces(experimentFolder);
}

/** Why the model cannot run on fused. */
type Misfit = Extract<EngineReason[number], { readonly code: 'tooLargeForFused' | 'unsupportedByFused' }>;

function misfitOf({ options, plan = planFusedMemory }: EngineRequest): Misfit | undefined {
  try {
    const { bytes, fits } = plan(options);
    return fits ? undefined : { code: 'tooLargeForFused', bytes, mostBytes: MAX_MEMORY_BYTES };
  } catch (error) {
    if (error instanceof ModelError) return { code: 'unsupportedByFused', detail: error.message };
    throw error;
  }
}

/** As a sentence of an error. */
function explainMisfit(misfit: Misfit): string {
  switch (misfit.code) {
    case 'tooLargeForFused':
      return `The model needs ${formatMemory(misfit.bytes)} of memory, and fused has ${formatMemory(misfit.mostBytes)} at most.`;
    case 'unsupportedByFused':
      return `Fused does not support the model (${misfit.detail}).`;
  }
}
