// Which bytes each operation touches: one rule for every operation of the table, so that a forgotten one does not compile.

import type { OperationName } from '../program/operationTable.ts';
import type { Access, AccessRules, Its } from './accessRule.ts';
import { imageAccesses } from './imageAccesses.ts';
import { tableAccesses } from './tableAccesses.ts';
import { transformAccesses } from './transformAccesses.ts';
import { valueAccesses } from './valueAccesses.ts';

const rules: AccessRules<OperationName> = {
  END: () => [],
  ...valueAccesses,
  ...imageAccesses,
  ...tableAccesses,
  ...transformAccesses,
};

/** @throws ProgramFault where the operation's sizes do not go together */
export function accessesOf(name: OperationName, its: Its<string>): readonly Access[] {
  const rule: (own: Its<string>) => readonly Access[] = rules[name];
  return rule(its);
}

/** Operations that read each value before they write over it, so that two of their operands may be one. */
const inPlace: ReadonlySet<OperationName> = new Set<OperationName>([
  'ACTIVATE',
  'ACTIVATION_TANGENT',
  'BATCH_NORM',
  'BATCH_NORM_TANGENT',
  'MULTIPLY_BY_MASK',
  'COPY',
]);

export function worksInPlace(name: OperationName): boolean {
  return inPlace.has(name);
}
