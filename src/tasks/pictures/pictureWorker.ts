// A worker thread that decodes pictures. Started by `pictureThread.ts`.

import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type PictureFormat, PicturePreparer } from './picturePreparer.ts';
import { type PictureBatch, type PictureFile, preparePictures } from './pictureProtocol.ts';

if (parentPort === null) throw new Error('This file runs only as a worker thread.');
const port: MessagePort = parentPort;
const format: PictureFormat = workerData;
const preparer = new PicturePreparer(format);

// One batch after another: a decoder has one picture at a time.
let last = Promise.resolve();
port.on('message', (batch: PictureBatch<PictureFile>) => {
  last = last.then(async () => {
    port.postMessage({ number: batch.number, items: await preparePictures(preparer, batch.items) });
  });
  // An error that nobody expects ends the thread, and the loading with it.
  last.catch((error: unknown) => {
    throw error;
  });
});
