// One decoding thread as the loading sees it: a batch of files in, a promise of their pixels out, and an error if the
// thread dies.

import { type GatedThread, startGatedThread } from '../../base/gatedThread.ts';
import { builtFile } from '../../base/installation.ts';
import type { PictureFormat } from './picturePreparer.ts';
import type { PictureBatch, PictureFile, PreparedPicture } from './pictureProtocol.ts';

interface WaitingBatch {
  readonly resolve: (pictures: readonly PreparedPicture[]) => void;
  readonly reject: (error: unknown) => void;
}

export class PictureThread {
  readonly #thread: GatedThread;
  readonly #waiting = new Map<number, WaitingBatch>();
  #failure: { readonly error: unknown } | undefined;
  #batches = 0;

  /** `program`: what runs in the thread; by default the build of `pictureWorker.ts`. */
  constructor(format: PictureFormat, program: string = builtFile('pictureWorker.js')) {
    this.#thread = startGatedThread(program, { workerData: format, name: 'reptile-lab-pictures' });
    const { worker } = this.#thread;
    worker.on('message', ({ number, items }: PictureBatch<PreparedPicture>) => {
      const waiting = this.#waiting.get(number);
      this.#waiting.delete(number);
      waiting?.resolve(items);
    });
    worker.on('error', (error) => this.#fail(error));
    worker.on('messageerror', (error) => this.#fail(error));
    worker.on('exit', (code) => this.#fail(new Error(`A decoding thread ended unexpectedly (exit code ${code}).`)));
  }

  async prepare(items: readonly PictureFile[]): Promise<readonly PreparedPicture[]> {
    if (this.#failure !== undefined) throw this.#failure.error;
    const batch: PictureBatch<PictureFile> = { number: this.#batches++, items };
    const answer = new Promise<readonly PreparedPicture[]>((resolve, reject) => {
      this.#waiting.set(batch.number, { resolve, reject });
    });
    this.#thread.worker.postMessage(batch);
    return answer;
  }

  /** Ends the thread as soon as it is not inside a PNG. */
  async dispose(): Promise<void> {
    this.#fail(new Error('The decoding thread was ended.'));
    await this.#thread.gate?.shut();
    await this.#thread.worker.terminate();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    for (const { reject } of this.#waiting.values()) reject(this.#failure.error);
    this.#waiting.clear();
  }
}
