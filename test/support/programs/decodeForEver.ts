// What `decodeForEver.mjs` does: says so when it has begun.

import { parentPort } from 'node:worker_threads';
import { randomStream } from '../../../src/engine/random.ts';
import { PictureThread } from '../../../src/tasks/pictures/pictureThread.ts';
import { noisePng } from '../pngs.ts';

const picture = { bytes: noisePng(randomStream(9, 'split')) };
const pictures = Array.from({ length: 200 }, () => picture);
const format = { size: 8, channels: 'grey', fit: 'stretch', resampling: 'area', invert: false } as const;
const threads = [new PictureThread(format), new PictureThread(format)];
for (const thread of threads) await thread.prepare([picture]);
parentPort?.postMessage('begun');
for (;;) await Promise.all(threads.map((thread) => thread.prepare(pictures)));
