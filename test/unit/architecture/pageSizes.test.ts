// What pages load: no schemas, which are larger than most pages, since hosts check what they send.

import assert from 'node:assert/strict';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../../..');

describe('pages of many runs', function () {
  this.timeout(60_000);

  for (const page of ['table', 'compare'])
    it(`come without the library of schemas: ${page}`, async () => {
      const { metafile } = await build({
        entryPoints: [path.join(root, 'webview', page, 'main.ts')],
        bundle: true,
        write: false,
        outdir: path.join(root, 'out'),
        metafile: true,
        format: 'esm',
        loader: { '.css': 'empty' },
        logLevel: 'silent',
      });
      const taken = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
      assert.ok(taken.some((file) => file.endsWith('runColumns.ts')));
      assert.deepEqual(
        taken.filter((file) => file.includes('node_modules/zod/')),
        [],
      );
    });
});
