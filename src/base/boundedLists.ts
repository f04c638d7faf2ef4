// Lists and records in files that anybody may have written: given up at their first bad value, because a complaint
// about each of a million takes gigabytes.

import * as z from 'zod';

/** A list whose values are checked by `element`. */
export function listOf<Element>(element: z.ZodType<Element>): z.ZodType<Element[]> {
  return z.unknown().transform((value, context) => {
    if (!Array.isArray(value)) return giveUp(context, []);
    const list: Element[] = [];
    for (const [index, each] of value.entries()) {
      const checked = element.safeParse(each);
      if (!checked.success) return giveUp(context, [index, ...(checked.error.issues[0]?.path ?? [])]);
      list.push(checked.data);
    }
    return list;
  });
}

/** An object whose values, of whatever names, are checked by `element`. */
export function recordOf<Element>(element: z.ZodType<Element>): z.ZodType<ReadonlyMap<string, Element>> {
  return z.unknown().transform((value, context) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return giveUp(context, []);
    const record = new Map<string, Element>();
    for (const [name, each] of Object.entries(value)) {
      const checked = element.safeParse(each);
      if (!checked.success) return giveUp(context, [name, ...(checked.error.issues[0]?.path ?? [])]);
      record.set(name, checked.data);
    }
    return record;
  });
}

/** Texts. Checked without a schema for each, as numbers are. */
export const textList: z.ZodType<string[]> = plainList((value) => (typeof value === 'string' ? value : undefined));

/** Finite numbers. Checked without a schema for each: there are hundreds of thousands. */
export const numberList: z.ZodType<number[]> = plainList((value) => (isFiniteNumber(value) ? value : undefined));

/** Numbers that were measured: null stands for one that is none, which JSON cannot say. */
export const measuredList: z.ZodType<number[]> = plainList((value) =>
  value === null ? Number.NaN : isFiniteNumber(value) ? value : undefined,
);

/** `read` gives undefined for a value that is none of the list's. */
function plainList<Plain>(read: (value: unknown) => Plain | undefined): z.ZodType<Plain[]> {
  return z.unknown().transform((value, context) => {
    if (!Array.isArray(value)) return giveUp(context, []);
    const list: Plain[] = [];
    for (let index = 0; index < value.length; index++) {
      const plain = read(value[index]);
      if (plain === undefined) return giveUp(context, [index]);
      list.push(plain);
    }
    return list;
  });
}

/** Lists of finite numbers, all of `length` where it is given. */
export function numberLists(length?: number): z.ZodType<number[][]> {
  return z.unknown().transform((value, context) => {
    if (!Array.isArray(value)) return giveUp(context, []);
    const lists: number[][] = [];
    for (let index = 0; index < value.length; index++) {
      const list: unknown = value[index];
      if (!Array.isArray(list)) return giveUp(context, [index]);
      const bad = list.findIndex((each) => !isFiniteNumber(each));
      if (bad >= 0) return giveUp(context, [index, bad]);
      if (length !== undefined && list.length !== length) return giveUp(context, [index]);
      lists.push(list);
    }
    return lists;
  });
}

/** Pairs of finite numbers. */
export const pairList: z.ZodType<[number, number][]> = numberLists(2).transform((lists) =>
  lists.map(([first = 0, second = 0]): [number, number] => [first, second]),
);

/** Triples of integers. */
export const integerTriples: z.ZodType<[number, number, number][]> = numberLists(3)
  .refine((lists) => lists.every((list) => list.every(Number.isSafeInteger)), { abort: true })
  .transform((lists) =>
    lists.map(([first = 0, second = 0, third = 0]): [number, number, number] => [first, second, third]),
  );

function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function giveUp(context: z.RefinementCtx, path: PropertyKey[]): never {
  context.addIssue({ code: 'custom', message: 'is not what it should be', path });
  return z.NEVER;
}
