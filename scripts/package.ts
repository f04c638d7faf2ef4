// `npm run package`: writes the VSIX and says where and how large it is.

import { stat } from 'node:fs/promises';
import { packageExtension } from './packageExtension.ts';

const file = await packageExtension();
console.log(`${file} (${((await stat(file)).size / 1e6).toFixed(2)} MB)`);
