// Differentiates a small network with a copy of dist/tfjs that stands alone, on both backends, and prints the gradients
// as JSON.

import { pathToFileURL } from 'node:url';

const [folder] = process.argv.slice(2);
const { tf, setWasmPaths } = await import(pathToFileURL(`${folder}/tfjs.js`).href);
tf.enableProdMode();
setWasmPaths(`${folder}/`);
const gradients = {};
for (const backend of ['cpu', 'wasm']) {
  await tf.setBackend(backend);
  const inputs = tf.tensor([1, -2, 3, 4, 5, -6], [2, 3]);
  const loss = (weights) => tf.mean(tf.square(tf.tanh(tf.matMul(inputs, weights))));
  gradients[backend] = Array.from(
    tf
      .grad(loss)(tf.tensor([0.1, -0.2, 0.3], [3, 1]))
      .dataSync(),
  );
}
console.log(JSON.stringify(gradients));
