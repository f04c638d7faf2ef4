// Takes imports out of built chunks that bind nothing and load nothing: esbuild writes one for each chunk that holds a
// part of what a chunk needs, also where another import leads there anyway. Their random names are what packs worst.

import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const chunk = /^[A-Z0-9]{8}\.js$/;
const bareImport = /\bimport"\.\/([A-Z0-9]{8}\.js)";/g;
/** What a file cannot be loaded without: not `import()`, which waits until it is asked. */
const staticImport = /(?:\bfrom|\bimport)\s*"\.\/([\w-]+\.js)"/g;

/**
 * Every file still loads the same ones, but for chunks that hold nothing, which go. Those that are called by name, which may rest on the order of their imports, stay as they
 * are.
 * @param {string} folder of all that was built, minified
 */
export async function dropIdleImports(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  const read = async (name) => [name, await readFile(path.join(folder, name), 'utf8')];
  const texts = new Map(await Promise.all(names.map(read)));
  await dropEmpty(texts, folder);
  const targets = new Map(
    [...texts].map(([name, text]) => [name, [...text.matchAll(staticImport)].map(([, to]) => to)]),
  );
  for (const name of [...texts.keys()].filter((one) => chunk.test(one))) {
    const text = texts.get(name);
    const kept = text.replaceAll(bareImport, (statement, to) => {
      const all = targets.get(name);
      const others = without(all, to);
      // Files may lead to each other: the way there must not go by this very import.
      targets.set(name, others);
      if (leadTo(others, to, targets)) return '';
      targets.set(name, all);
      return statement;
    });
    if (kept !== text) await writeFile(path.join(folder, name), kept);
  }
}

/** What is left of types alone. One that is imported otherwise than for its own sake stays. */
async function dropEmpty(texts, folder) {
  for (const [empty] of [...texts].filter(([name, text]) => chunk.test(name) && text.trim() === '')) {
    const statement = `import"./${empty}";`;
    const without = new Map([...texts].map(([name, text]) => [name, text.replaceAll(statement, '')]));
    if ([...without.values()].some((text) => text.includes(empty))) continue;
    for (const [name, text] of without) if (text !== texts.get(name)) await writeFile(path.join(folder, name), text);
    without.delete(empty);
    texts.clear();
    for (const [name, text] of without) texts.set(name, text);
    await rm(path.join(folder, empty));
  }
}

/** Without the first of these: a file may import a chunk both ways. */
function without(list, one) {
  const place = list.indexOf(one);
  return place < 0 ? list : list.toSpliced(place, 1);
}

function leadTo(from, to, targets) {
  const [seen, waiting] = [new Set(from), [...from]];
  while (waiting.length > 0) {
    const name = waiting.pop();
    if (name === to) return true;
    for (const next of targets.get(name) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return false;
}
