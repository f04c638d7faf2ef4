// Support and query sets with something wrong in them, each with what a person is to be told.

import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { randomStream } from '../../src/engine/random.ts';
import { classTree, type Tree, textFile, writeTree } from './imageData.ts';
import { jpegs } from './jpegs.ts';
import { noisePng } from './pngs.ts';
import { wavFile } from './wavFiles.ts';

export type OwnDomain = 'images' | 'recordings' | 'texts' | 'numbers';

export interface MangledSet {
  readonly name: string;
  readonly domain: OwnDomain;
  /** The set that is wrong; the other one is good. */
  readonly role: 'support' | 'query';
  readonly told: RegExp;
  /** Writes the set; gives where it lies. */
  write(folder: string): Promise<string>;
}

const tone = (pitch: number, length = 800) =>
  wavFile({
    sampleRate: 8000,
    values: Array.from({ length }, (_, index) => 0.5 * Math.sin((2 * Math.PI * pitch * index) / 8000)),
  });

/** A good one of each domain, of two classes. */
export const goodSets: Readonly<Record<OwnDomain, (folder: string) => Promise<string>>> = {
  images: (folder) => writeTree(path.join(folder, 'good'), classTree(['a', 'b'], 2)),
  recordings: (folder) =>
    writeTree(path.join(folder, 'good'), { 'a/1.wav': tone(300), 'a/2.wav': tone(310), 'b/1.wav': tone(700) }),
  texts: (folder) => writeText(folder, 'good.csv', 'text,label\nwordc0 take0 of all,one\n"words, others",two\n'),
  numbers: (folder) => writeText(folder, 'good.csv', 'x,y\n-1,0.5\n0.5,2\n1e-1,-3\n'),
};

async function writeText(folder: string, name: string, text: string | Uint8Array): Promise<string> {
  await writeFile(path.join(folder, name), text);
  return path.join(folder, name);
}

function table(
  domain: 'texts' | 'numbers',
  name: string,
  file: string,
  text: string | Uint8Array,
  told: RegExp,
  role: MangledSet['role'] = 'support',
): MangledSet {
  return { name: `${domain}: ${name}`, domain, role, told, write: (folder) => writeText(folder, file, text) };
}

function files(
  domain: 'images' | 'recordings',
  name: string,
  change: (tree: Tree) => Tree,
  told: RegExp,
  role: MangledSet['role'] = 'support',
): MangledSet {
  const good: Tree = domain === 'images' ? classTree(['a', 'b'], 2) : { 'a/1.wav': tone(300), 'b/1.wav': tone(700) };
  return {
    name: `${domain}: ${name}`,
    domain,
    role,
    told,
    write: (folder) => writeTree(path.join(folder, 'bad'), change({ ...good })),
  };
}

const png = noisePng(randomStream(1, 'split'));
const cut = (bytes: Uint8Array) => bytes.subarray(0, Math.floor(bytes.length / 2));
const changed = (bytes: Uint8Array) => bytes.map((byte, index) => (index > 40 ? byte ^ 0x55 : byte));
const [jpeg = new Uint8Array(0)] = Object.values(jpegs);

const pictures: readonly MangledSet[] = [
  files(
    'images',
    'a file that is empty',
    (tree) => ({ ...tree, 'a/x.png': new Uint8Array(0) }),
    /x\.png cannot be read:.*empty/,
  ),
  files('images', 'a picture that is cut off', (tree) => ({ ...tree, 'a/x.png': cut(png) }), /x\.png cannot be read/),
  files(
    'images',
    'a picture that is damaged',
    (tree) => ({ ...tree, 'a/x.png': changed(png) }),
    /x\.png cannot be read/,
  ),
  files('images', 'a JPEG that is cut off', (tree) => ({ ...tree, 'b/x.jpg': cut(jpeg) }), /x\.jpg cannot be read/),
  files(
    'images',
    'a text among pictures',
    (tree) => ({ ...tree, 'b/notes.txt': textFile('to do') }),
    /notes\.txt cannot be read:.*Only pictures may lie there/,
  ),
  files('images', 'a recording among pictures', (tree) => ({ ...tree, 'b/x.png': tone(300) }), /x\.png cannot be read/),
  files('images', 'a GIF', (tree) => ({ ...tree, 'b/x.gif': textFile('GIF89a…') }), /x\.gif cannot be read/),
  files(
    'images',
    'one class',
    ({ 'a/0.png': one = png }) => ({ 'a/0.png': one }),
    /1 class \("a"\), but the run has learned to tell 2 apart/,
  ),
  files(
    'images',
    'three classes',
    (tree) => ({ ...tree, 'c/0.png': png }),
    /3 classes.*"c"\).*Give it 2, or train a run with task\.ways 3/,
  ),
  files(
    'images',
    'a support sample without a class',
    (tree) => ({ ...tree, 'x.png': png }),
    /x\.png of the support set has no class/,
  ),
  files('images', 'no class at all', () => ({ 'x.png': png, 'y.png': png }), /has no class/),
  files(
    'images',
    'two folders called alike',
    (tree) => ({ ...tree, 'more/a/9.png': png }),
    /"a" and "more\/a" are called alike/,
  ),
  files(
    'images',
    'a query of another class',
    (tree) => ({ ...tree, 'c/0.png': png }),
    /said to be of the class "c".*"a" and "b"/,
    'query',
  ),
  files(
    'images',
    'a query that is damaged',
    (tree) => ({ ...tree, 'a/x.png': cut(png) }),
    /x\.png cannot be read/,
    'query',
  ),
  {
    name: 'images: a class without pictures',
    domain: 'images',
    role: 'support',
    told: /has a folder without pictures/,
    write: async (folder) => {
      const place = await writeTree(path.join(folder, 'bad'), classTree(['a', 'b'], 2));
      await mkdir(path.join(place, 'c'));
      return place;
    },
  },
  {
    name: 'images: nothing there',
    domain: 'images',
    role: 'support',
    told: /none: it does not exist.*Name a folder/,
    write: async (folder) => path.join(folder, 'none'),
  },
  {
    name: 'images: no queries there',
    domain: 'images',
    role: 'query',
    told: /none: it does not exist/,
    write: async (folder) => path.join(folder, 'none'),
  },
  {
    name: 'images: an empty folder',
    domain: 'images',
    role: 'support',
    told: /holds no pictures/,
    write: async (folder) => {
      await mkdir(path.join(folder, 'bad'));
      return path.join(folder, 'bad');
    },
  },
  {
    name: 'images: one picture in the place of a folder',
    domain: 'images',
    role: 'support',
    told: /neither a folder nor a zip/,
    write: (folder) => writeText(folder, 'x.png', png),
  },
  {
    name: 'images: a zip that is none',
    domain: 'images',
    role: 'support',
    told: /x\.zip/,
    write: (folder) => writeText(folder, 'x.zip', png),
  },
  {
    name: 'images: a link that leads nowhere',
    domain: 'images',
    role: 'support',
    told: /cannot be read whole:.*lead nowhere/,
    write: async (folder) => {
      const place = await writeTree(path.join(folder, 'bad'), classTree(['a', 'b'], 2));
      await symlink('gone', path.join(place, 'a', 'link.png'));
      return place;
    },
  },
];

const sounds: readonly MangledSet[] = [
  files('recordings', 'a file that is empty', (tree) => ({ ...tree, 'a/x.wav': new Uint8Array(0) }), /x\.wav/),
  files('recordings', 'an MP3', (tree) => ({ ...tree, 'a/x.mp3': textFile('ID3') }), /x\.mp3/),
  files('recordings', 'a header alone', (tree) => ({ ...tree, 'a/x.wav': tone(300).subarray(0, 20) }), /x\.wav/),
  files('recordings', 'a recording without samples', (tree) => ({ ...tree, 'a/x.wav': tone(300, 0) }), /x\.wav/),
  files('recordings', 'a picture among recordings', (tree) => ({ ...tree, 'a/x.wav': png }), /x\.wav/),
  files('recordings', 'one class', () => ({ 'a/1.wav': tone(300) }), /1 class/),
  files(
    'recordings',
    'a support sample without a class',
    (tree) => ({ ...tree, 'x.wav': tone(300) }),
    /x\.wav of the support set has no class/,
  ),
  files(
    'recordings',
    'a folder that is called as another one is',
    (tree) => ({ ...tree, 'more/a/1.wav': tone(500) }),
    /"a" and "more\/a" are called alike/,
  ),
  files(
    'recordings',
    'a query of another class',
    (tree) => ({ ...tree, 'c/0.wav': tone(300) }),
    /of the class "c"/,
    'query',
  ),
];

const texts: readonly MangledSet[] = [
  table('texts', 'an empty file', 'x.csv', '', /x\.csv holds no samples/),
  table('texts', 'a header alone', 'x.csv', 'text,label\n', /holds no samples.*column "text"/),
  table('texts', 'no header', 'x.csv', 'hello there,a\nbye,b\n', /line 2: there is no "text", only "hello there", "a"/),
  table('texts', 'no labels', 'x.csv', 'text\nhello\nbye\n', /line 2 of the support set has no class/),
  table('texts', 'one empty label', 'x.csv', 'text,label\nhello,a\nbye,\n', /line 3 of the support set has no class/),
  table(
    'texts',
    'a text without words',
    'x.csv',
    'text,label\nhello,a\n"…?!",b\n',
    /line 3: there are no words in "…\?!"/,
  ),
  table('texts', 'a missing text', 'x.csv', 'text,label\n,a\nbye,b\n', /line 2: the text is missing/),
  table('texts', 'a quote that is not closed', 'x.csv', 'text,label\n"hello,a\nbye,b\n', /cannot be read as CSV/),
  table('texts', 'a row too short', 'x.csv', 'text,label\nhello,a\nbye\n', /cannot be read as CSV.*line 3/),
  table('texts', 'a row too long', 'x.csv', 'text,label\nhello,a,more\n', /cannot be read as CSV/),
  table('texts', 'two columns called alike', 'x.csv', 'text,label,Text\nhello,a,b\n', /two columns called "text"/),
  table('texts', 'one class', 'x.csv', 'text,label\nhello,a\nbye,a\n', /1 class \("a"\)/),
  table(
    'texts',
    'a header of another language',
    'x.csv',
    'Text;Klasse\nhallo;a\nja;b\n',
    /line 2 of the support set has no class/,
  ),
  table('texts', 'three classes', 'x.csv', 'text,label\nhello,a\nbye,b\nno,c\n', /3 classes/),
  table('texts', 'UTF-16', 'x.csv', Buffer.from('\uFEFFtext,label\nhello,a\n', 'utf16le'), /no text in UTF-8/),
  table('texts', 'no JSON', 'x.json', '[{"text": "hello"', /x\.json is no JSON/),
  table('texts', 'JSON that is no list', 'x.json', '{"text": "hello", "label": "a"}', /holds an object, and no list/),
  table('texts', 'an entry that is no object', 'x.json', '["hello"]', /entry 1 is the text "hello", and no object/),
  table('texts', 'a text that is a number', 'x.json', '[{"text": 5, "label": "a"}]', /entry 1: the text is 5/),
  table(
    'texts',
    'a label that is a list',
    'x.json',
    '[{"text": "hello", "label": ["a"]}]',
    /entry 1: the class is a list of 1/,
  ),
  table('texts', 'a line that is no JSON', 'x.jsonl', '{"text": "hello", "label": "a"}\nbye\n', /line 2 is no JSON/),
  table(
    'texts',
    'JSON within JSON',
    'x.json',
    `${'['.repeat(5000)}${']'.repeat(5000)}`,
    /is no JSON|within each other/,
  ),
  table('texts', 'another kind of file', 'x.pdf', '%PDF-1.7', /x\.pdf is of no kind that is read here/),
  table(
    'texts',
    'a query of another class',
    'x.csv',
    'text,label\nhello,three\n',
    /of the class "three".*"one" and "two"/,
    'query',
  ),
  table('texts', 'a query without words', 'x.csv', 'text\n---\n', /no words/, 'query'),
  {
    name: 'texts: a folder',
    domain: 'texts',
    role: 'support',
    told: /it is a folder/,
    write: (folder) => writeTree(path.join(folder, 'bad.csv'), { 'a/1.txt': textFile('hello') }),
  },
];

const numbers: readonly MangledSet[] = [
  table('numbers', 'no header', 'x.csv', '1,2\n3,4\n', /there is no "x", only "1", "2"/),
  table('numbers', 'a word', 'x.csv', 'x,y\n1,high\n', /line 2: y is the text "high"\. It must be a number/),
  table('numbers', 'no number', 'x.csv', 'x,y\nNaN,1\n', /line 2: x is the text "NaN"/),
  table('numbers', 'infinity', 'x.csv', 'x,y\n1,1e999\n', /line 2: y is the text "1e999"/),
  table('numbers', 'beyond float32', 'x.json', '[{"x": 1, "y": 1e300}]', /entry 1: y is 1e\+300/),
  table('numbers', 'a missing value', 'x.csv', 'x,y\n1,2\n3,\n', /line 3 of the support set has no values/),
  table(
    'numbers',
    'a decimal comma',
    'x.csv',
    'x;y\n1,5;2\n2,5;3\n',
    /line 2: x is the text "1,5"\. It must be a number/,
  ),
  table('numbers', 'a missing input', 'x.csv', 'x,y\n,2\n', /line 2: there is no "x"/),
  table(
    'numbers',
    'vectors where there are numbers',
    'x.json',
    '[{"x": [1, 2], "y": 1}]',
    /entry 1: x holds 2 values, and the model has 1/,
  ),
  table('numbers', 'a truth value', 'x.json', '[{"x": true, "y": 1}]', /x is true\. It must be a number/),
  table('numbers', 'classes where there are values', 'x.csv', 'x,label\n1,a\n', /has no values/),
  table('numbers', 'queries without inputs', 'x.csv', 'y\n1\n', /there is no "x"/, 'query'),
];

export const mangledSupportSets: readonly MangledSet[] = [...pictures, ...sounds, ...texts, ...numbers];
