// A digest of the code that makes pixels and spectrograms of a user's files. The build puts it into the key of their
// cache, so that what another version has made of a file is made anew, without anybody having to think of it.
//
// node scripts/reading-code.mjs [FOLDER]   prints it, of the sources in FOLDER

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

/** They and all that they import decide what becomes of a file's bytes. */
const readers = [
  'src/tasks/pictures/picturePreparer.ts',
  'src/tasks/speech/wav.ts',
  'src/tasks/speech/featureExtractor.ts',
  'src/tasks/split/contentDigest.ts',
];
const decoder = 'node_modules/@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm';

/** Gives the digest and the files that decide it. Comments, layout and names of variables do not. */
async function digestReaders(folder) {
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: folder,
    entryPoints: readers,
    outdir: 'out',
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
  });
  const hash = createHash('sha256').update(await readFile(path.join(folder, decoder)));
  for (const { contents } of outputFiles) hash.update(contents);
  const files = [...Object.keys(metafile.inputs), decoder].map((file) => path.join(folder, file));
  return { digest: hash.digest('hex').slice(0, 16), files };
}

/** Gives `src/tasks/readingCode.ts` its value. */
export const readingCodePlugin = {
  name: 'reading-code',
  setup({ onLoad }) {
    const folder = process.cwd();
    onLoad({ filter: /[/\\]src[/\\]tasks[/\\]readingCode\.ts$/ }, async () => {
      const { digest, files } = await digestReaders(folder);
      return { contents: `export const readingCode = ${JSON.stringify(digest)};`, watchFiles: files };
    });
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log((await digestReaders(path.resolve(process.argv[2] ?? '.'))).digest);
}
