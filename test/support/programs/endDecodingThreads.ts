// Ends decoding threads again and again, each at another moment of its work; the last one by leaving, with exit code 3.

import { randomStream } from '../../../src/engine/random.ts';
import { PictureThread } from '../../../src/tasks/pictures/pictureThread.ts';
import { noisePng } from '../pngs.ts';

const rounds = 60;
const picture = { bytes: noisePng(randomStream(9, 'split')) };
const pictures = Array.from({ length: 2000 }, () => picture);

for (let round = 0; ; round++) {
  const thread = new PictureThread({
    size: 8,
    channels: 'grey',
    fit: 'stretch',
    resampling: 'area',
    invert: false,
  });
  await thread.prepare([picture]);
  const answer = thread.prepare(pictures).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 2 + (round % 17)));
  if (round === rounds) process.exit(3);
  await thread.dispose();
  await answer;
}
