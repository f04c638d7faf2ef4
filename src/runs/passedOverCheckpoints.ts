// In words: the checkpoints that were passed over when the newest good one was looked for.

import path from 'node:path';
import type { NewestCheckpoint } from './newestCheckpoint.ts';

const mostDescribed = 20;

/**
 * What a person should know of the checkpoints that were passed over, a sentence or two each; of very many the newest.
 */
export function describePassedOver({ damaged, crowd }: Omit<NewestCheckpoint<unknown>, 'state'>): string[] {
  const described = damaged
    .slice(0, mostDescribed)
    .map(({ folder, reason }) => `The checkpoint ${path.basename(folder)} is passed over: ${reason}`);
  const more = damaged.length - described.length;
  if (more > 0) described.push(`${more} more checkpoints are passed over. Move away what does not belong there.`);
  return crowd === undefined ? described : [...described, crowd];
}
