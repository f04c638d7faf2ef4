// What a manifest says in codes, which `src/words/` puts into words. Manifests of earlier versions have sentences in their places, which are shown as they are.

import * as z from 'zod';
import type { EngineReason, EngineReasonPart } from '../engine/engineReason.ts';

/** Linux has no longer paths; Windows has where a person asks for them. */
export const filePath = z.string().max(4096);
/** A word, an identifier, a version. */
export const word = z.string().max(1000);
/** One or two sentences, which are only shown: what is longer than any is cut. */
export const sentences = z.string().transform((text) => text.slice(0, 20_000));

const bytes = z.number().min(0);

const whyMissing = z.discriminatedUnion('why', [
  z.object({ why: z.literal('off'), variable: word }),
  z.object({ why: z.literal('misnamed'), variable: word, folder: filePath }),
  z.object({ why: z.literal('incomplete'), folder: filePath }),
  z.object({ why: z.literal('absent') }),
]);

const engineReasonPart = z.union([
  z.object({ code: z.enum(['supported', 'named', 'begunWith']) }),
  z.object({ code: z.literal('tooLargeForFused'), bytes, mostBytes: bytes }),
  z.object({ code: z.literal('unsupportedByFused'), detail: sentences }),
  z.object({ code: z.literal('fastMathKept'), fastMath: z.boolean() }),
  z.object({ code: z.literal('fastMathMissing'), node: word }),
  z.object({ code: z.literal('tensorFlowFound'), folder: filePath }),
  z.object({ code: z.literal('tensorFlowMissing') }).and(whyMissing),
  z.object({ code: z.literal('tensorFlowBroken'), folder: filePath, detail: sentences }),
]) satisfies z.ZodType<EngineReasonPart>;

/** More than any choice has to say. */
const mostParts = 10;

const engineReason: z.ZodType<EngineReason> = z.array(engineReasonPart).max(mostParts);

/** A run goes on without, and a code of another version is as good as none. */
export const engineReasonIfKnown = sentences.or(engineReason).nullable().catch(null).default(null);
