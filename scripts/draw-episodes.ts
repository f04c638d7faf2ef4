// Draws episodes of Lake's kind from the names in the Omniglot pack: 20 ways within an alphabet of the evaluation set,
// one drawing of each to learn from by one drawer, and one by another to recognise. Prints them as
// `src/experiment/presets/omniglotEpisodes.ts` holds them. Run with `npx tsx scripts/draw-episodes.ts FOLDER`, where the
// folder is that of the pack.

import { readCharacterPack } from '../src/tasks/omniglotPack.ts';
import { drawEpisodes } from './drawEpisodes.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: npx tsx scripts/draw-episodes.ts FOLDER');
const { characters, names } = await readCharacterPack(folder);
for (const { alphabet, firstNumber, drawers, characters: drawn } of drawEpisodes(characters, names))
  process.stdout.write(`  ['${alphabet}', ${firstNumber}, [${drawers.join(', ')}], [${drawn.join(', ')}]],\n`);
