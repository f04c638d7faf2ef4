// Which engine computes a model, and why.

import { formatMemory, howToSaveMemory } from '../base/formatMemory.ts';
import { messageOf } from '../base/systemErrors.ts';
import { candidatesOf } from '../experiment/backends.ts';
import type { BackendName, EngineSpec } from '../experiment/schema.ts';
import {
  type Backend,
  type BackendSearch,
  type EarlierEngine,
  type EngineSelection,
  isRefused,
  type RefusedPlan,
} from './backend.ts';
import { type Backends, backends, familyOf } from './backends.ts';
import type { EngineReason, EngineReasonPart } from './engineReason.ts';
import type { NativeSearch } from './fused/native/findNative.ts';
import type { Engine, LearnerOptions } from './learner.ts';
import { loadEngine } from './loadEngine.ts';
import { machineMemory } from './machineMemory.ts';
import { howToDoWithout } from './tfjs/findTfjsNode.ts';
import { TfjsNodeError } from './tfjs/tfjsNode.ts';
import { type TfjsNodePlace, tfjsNodePlaces } from './tfjs/tfjsNodePlaces.ts';

export interface EngineRequest {
  readonly spec: EngineSpec;
  readonly options: LearnerOptions;
  /** Folder of the experiment file, in whose `node_modules` tfjs-node may be. */
  readonly experimentFolder: string | undefined;
  /**
   * Of a resumed run, which continues on it where the experiment leaves the backend open: other engines round
   * differently. Where the experiment names a backend, what a run says of itself makes no other one execute.
   */
  readonly earlier?: EarlierEngine | undefined;
  /**
   * Whether numbers will do that differ from the earlier engine's in their last digits, as where a run is evaluated; by
   * default a run whose bits are promised does not go on with others.
   */
  readonly mayDeviate?: boolean;
  /** Where tfjs-node is looked for; by default everywhere it is ever installed. */
  readonly places?: readonly TfjsNodePlace[];
  /** Whether this V8 rounds fused products once; by default it is asked. */
  readonly relaxedSimd?: boolean;
  /** The native kernels of this machine; by default they are looked for. */
  readonly native?: NativeSearch;
  /** Bytes of memory that there are; by default the machine is asked. */
  readonly memoryBytes?: number;
  /** What there is to choose from; by default all. */
  readonly backends?: Backends;
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
 * The engine that the experiment names; for `auto` fused where it supports the model, else tfjs-node where it is found,
 * else tfjs-wasm. A resumed run stays with what it began with as long as that can be had; where not, `deviation` says
 * so.
 * @throws {EngineError} {ModelError} where a named backend cannot be had, the model does not fit into it, or the bits of
 *   a run that goes on are promised and not to be had
 */
export async function chooseEngine(request: EngineRequest): Promise<EngineChoice> {
  const { selection, reason } = await usable(selectEngine(request), request);
  const engine = await loadEngine(selection);
  return { engine, backend: selection.backend, selection, reason, deviation: deviationOf(request, engine.variant) };
}

function deviationOf(request: EngineRequest, variant: string): string | undefined {
  const { earlier } = request;
  if (earlier === undefined || familyOf(earlier.variant) === familyOf(variant)) return undefined;
  const why =
    continuable(request) === undefined ? 'which is not what its experiment names' : 'which is not to be had here';
  return (
    `The run was computed on ${earlier.variant} until now, ${why}. ${variant} takes its place: numbers differ in their last digits from those ` +
    'of a run that was never interrupted.'
  );
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
  return wanted === 'auto' ? selectFirst(request) : selectNamed(request, wanted);
}

/** The backend that the experiment names, or that a resumed run began with. */
function selectNamed(request: EngineRequest, name: BackendName): Selected {
  const backend = backendsOf(request)[name];
  const isNamed = request.spec.backend === name;
  if (backend.reservesMemory) {
    const plan = backend.plan(request.options);
    if (isRefused(plan)) {
      throw new EngineError(`${explainRefusal(plan)} ${howToSaveMemory}, or set engine.backend to "auto".`);
    }
  }
  const search = searchFor(backend, request);
  if (search.kind === 'here') {
    // What `auto` tries first, it takes wherever it supports the model.
    const isFirst = candidatesOf('auto')[0] === name;
    const code = isNamed ? 'named' : request.earlier !== undefined && !isFirst ? 'begunWith' : 'supported';
    return { selection: search.selection, reason: [{ code }, ...search.notes] };
  }
  if (search.kind === 'refused') throw new EngineError(search.message);
  if (isNamed) throw new EngineError(`${search.advice} ${howToDoWithout}`);
  // The experiment leaves the choice to us, and the run is worth more than its last digits.
  return selectAnew(request);
}

/**
 * The first of those that `auto` tries. What speaks against the others is the reason.
 * @throws {EngineError} where there is none
 */
function selectFirst(request: EngineRequest): Selected {
  const { memoryBytes = machineMemory() } = request;
  const against: EngineReasonPart[] = [];
  const refusals: string[] = [];
  const advice: string[] = [];
  for (const name of candidatesOf('auto')) {
    const backend = backendsOf(request)[name];
    const plan = backend.plan(request.options);
    if (isRefused(plan)) {
      if (plan.kind === 'sized' && plan.bytes > memoryBytes)
        throw new EngineError(explainShortage(plan.bytes, memoryBytes));
      against.push(refusalOf(plan));
      refusals.push(explainRefusal(plan));
      continue;
    }
    const search = searchFor(backend, request);
    if (search.kind === 'here') {
      const reason: EngineReason = against.length === 0 ? [{ code: 'supported' }] : against;
      return { selection: search.selection, reason: [...reason, ...search.notes] };
    }
    if (search.kind === 'refused') throw new EngineError(search.message);
    against.push(search.why);
    advice.push(search.advice);
  }
  const [refusal = 'No backend computes here.'] = refusals;
  throw new EngineError(`${refusal} ${howToSaveMemory}, or let TensorFlow compute it: ${advice.join(' ')}`);
}

function selectAnew(request: EngineRequest): Selected {
  return selectEngine({ ...request, earlier: undefined });
}

/**
 * Replaces a backend that a person has installed and that turns out to be broken, unless the experiment insists on it.
 */
async function usable(selected: Selected, request: EngineRequest): Promise<Selected> {
  const { selection } = selected;
  if (!('folder' in selection) || request.spec.backend === selection.backend) return selected;
  const { folder } = selection;
  try {
    await loadEngine(selection);
    return selected;
  } catch (error) {
    if (!(error instanceof TfjsNodeError)) throw error;
    const anew = selectAnew({ ...request, places: [] });
    const [detail = ''] = messageOf(error.cause).slice(0, 1000).split('\n');
    return { ...anew, reason: [...anew.reason, { code: 'tensorFlowBroken', folder, detail }] };
  }
}

function backendsOf(request: EngineRequest): Backends {
  return request.backends ?? backends;
}

function searchFor(
  backend: Backend,
  { spec, earlier, mayDeviate = false, places, experimentFolder, relaxedSimd, native }: EngineRequest,
): BackendSearch {
  return backend.search({
    spec,
    earlier,
    mayDeviate,
    relaxedSimd,
    native,
    places: places ?? tfjsNodePlaces(experimentFolder),
  });
}

function refusalOf(plan: RefusedPlan): EngineReasonPart {
  switch (plan.kind) {
    case 'sized':
      return { code: 'tooLargeForFused', bytes: plan.bytes, mostBytes: plan.mostBytes };
    case 'unsupported':
      return { code: 'unsupportedByFused', detail: plan.detail };
  }
}

/** As a sentence of an error. */
function explainRefusal(plan: RefusedPlan): string {
  switch (plan.kind) {
    case 'sized':
      return `The model needs ${formatMemory(plan.bytes)} of memory, and fused has ${formatMemory(plan.mostBytes)} at most.`;
    case 'unsupported':
      return `Fused does not support the model (${plan.detail}).`;
  }
}

function explainShortage(bytes: number, memoryBytes: number): string {
  return `The model needs ${formatMemory(bytes)} of memory, but there are ${formatMemory(memoryBytes)}. ${howToSaveMemory}.`;
}
