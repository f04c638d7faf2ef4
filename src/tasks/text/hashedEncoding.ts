// The hashed encoding: every term becomes a token, the hash of its name, so that no word is unknown.

import { hashBytes } from '../../engine/murmurHash3.ts';
import { type TermSettings, termsOf } from './terms.ts';

/** Part of an experiment's encoding section. */
export interface HashSettings extends TermSettings {
  readonly buckets: number;
  readonly maxTokens: number;
  readonly seed: number;
}

const utf8 = new TextEncoder();

/**
 * A number in [0, buckets) for a term: MurmurHash3 of its UTF-8 bytes, modulo the buckets. Different terms may share
 * one.
 */
export function bucketOf(term: string, buckets: number, seed: number): number {
  return hashBytes(utf8.encode(term), seed) % buckets;
}

/**
 * The tokens of a text, at most `maxTokens`: of its words first, then of its runs of words, then of the pieces of its
 * words.
 */
export function tokensOf(text: string, settings: HashSettings): number[] {
  const tokens: number[] = [];
  for (const term of termsOf(text, settings)) {
    if (tokens.length === settings.maxTokens) break;
    tokens.push(bucketOf(term, settings.buckets, settings.seed));
  }
  return tokens;
}
