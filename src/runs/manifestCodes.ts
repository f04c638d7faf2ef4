// What a manifest says in codes, which `src/words/` puts into words. Manifests of earlier versions have sentences in
// their places, which are shown as they are.

import * as z from 'zod';
import { crashSignals } from '../base/crashedNative.ts';
import type { EngineReason, EngineReasonPart } from '../engine/engineReason.ts';
import {
  classNouns,
  groupNouns,
  type HeldOutDescription,
  makerNouns,
  type PlainDescription,
  queriesFrom,
  textNouns,
} from '../tasks/heldOutDescription.ts';
import { loadActivities } from '../tasks/loadOptions.ts';

/** Linux has no longer paths; Windows has where a person asks for them. */
export const filePath = z.string().max(4096);
/** A word, an identifier, a version. */
export const word = z.string().max(1000);
/** One or two sentences, which are only shown: what is longer than any is cut. */
const sentences = z.string().transform((text) => text.slice(0, 20_000));

const bytes = z.number().min(0);

const whyMissing = z.discriminatedUnion('why', [
  z.object({ why: z.literal('off'), variable: word }),
  z.object({ why: z.literal('misnamed'), variable: word, folder: filePath }),
  z.object({ why: z.literal('incomplete'), folder: filePath }),
  z.object({ why: z.literal('absent') }),
]);

const whyNotNative = z.discriminatedUnion('why', [
  z.object({ why: z.literal('off'), variable: word }),
  z.object({ why: z.literal('absent'), platform: word }),
  z.object({ why: z.literal('broken'), detail: sentences }),
  z.object({ why: z.enum(['damaged', 'instructions']) }),
  z.object({ why: z.literal('wrongBits'), kernels: word }),
  z.object({ why: z.literal('crashed'), signal: z.enum(crashSignals) }),
]);

const engineReasonPart = z.union([
  z.object({ code: z.enum(['supported', 'named', 'begunWith']) }),
  z.object({ code: z.literal('tooLargeForFused'), bytes, mostBytes: bytes }),
  z.object({ code: z.literal('unsupportedByFused'), detail: sentences }),
  z.object({ code: z.literal('fastMathKept'), fastMath: z.boolean() }),
  z.object({ code: z.literal('fastMathMissing'), node: word }),
  z.object({ code: z.literal('fmaWrong'), kernels: word }),
  z.object({ code: z.literal('nativeMissing') }).and(whyNotNative),
  z.object({ code: z.literal('tensorFlowFound'), folder: filePath }),
  z.object({ code: z.literal('tensorFlowMissing') }).and(whyMissing),
  z.object({ code: z.literal('tensorFlowBroken'), folder: filePath, detail: sentences }),
]) satisfies z.ZodType<EngineReasonPart>;

/** More than any choice has to say. */
const mostParts = 10;

const engineReason: z.ZodType<EngineReason> = z.array(engineReasonPart).max(mostParts);

/** A run goes on without, and a code of another version is as good as none. */
export const engineReasonIfKnown = sentences.or(engineReason).nullable().catch(null).default(null);

const progress = { done: z.int(), total: z.int() };

/** Earlier versions said what is done as a present participle, and what is counted in the plural. */
export const loadingIfKnown = z
  .union([
    z.object({ activity: z.enum(loadActivities), ...progress }),
    z.object({ doing: word, ...progress, unit: word }),
  ])
  .nullable()
  .catch(null)
  .default(null);

const count = z.int().min(0);
/** Names, which are only shown: more and longer ones than anybody reads are cut. */
const names = z.array(z.string().transform((name) => name.slice(0, 200))).transform((all) => all.slice(0, 50));
const namedIfFew = z.object({ count, names });

export const plainHeldOutCode: z.ZodType<PlainDescription> = z.discriminatedUnion('code', [
  z.object({ code: z.enum(['sineWaves', 'goals', 'functions', 'moduleTasks']) }),
  z.object({ code: z.literal('classes'), noun: z.enum(classNouns), count }),
  z.object({ code: z.literal('textClasses'), noun: z.enum(textNouns), count, domains: namedIfFew.nullable() }),
  z.object({ code: z.literal('digits'), digits: z.array(z.int().min(0).max(9)).max(10) }),
  z.object({ code: z.literal('speakers'), speakers: namedIfFew }),
  z.object({ code: z.literal('wordsAndSpeakers'), words: count, speakers: namedIfFew }),
  z.object({ code: z.literal('goalsInSector'), from: z.number(), to: z.number() }),
  z.object({ code: z.literal('described'), text: sentences }),
]);

const unseenHeldOutCode = plainHeldOutCode.or(
  z.object({
    code: z.literal('grouped'),
    of: plainHeldOutCode,
    oneGroup: z.enum(groupNouns).nullable(),
    queries: z.object({ from: z.enum(queriesFrom), makers: z.enum(makerNouns) }).nullable(),
    turned: z.boolean(),
  }),
);

const heldOutCode: z.ZodType<HeldOutDescription> = unseenHeldOutCode.or(
  z.object({ code: z.literal('seenBefore'), of: unseenHeldOutCode, count }),
);

export const heldOutIfKnown = sentences.or(heldOutCode).nullable().catch(null);

/** 32 hexadecimal digits. */
export const digestIfKnown = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .nullable()
  .catch(null)
  .default(null);
