// A thread that has two others decode pictures until it is ended.

import { register } from 'tsx/esm/api';

register();
await import('./decodeForEver.ts');
