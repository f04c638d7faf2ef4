// Which classes a source's image files form, from their names alone: `class/image`, with or without folders for the
// parts of a split.

import { type FileSource, inCodeUnitOrder, type SourceFile } from '../files/fileSource.ts';
import { countOf, someNames } from '../files/someNames.ts';
import { TaskError } from '../taskError.ts';

/** A part of a split: training classes, and two sets of classes that are never trained on. */
export type Part = 'train' | 'validation' | 'test';

export interface LabelledClass {
  /** In Unicode's composed form, so that names from different systems compare equal. */
  readonly name: string;
  readonly files: readonly SourceFile[];
}

/** Classes of each part; without a split all of them stand under `unsplit`. */
export type ClassLayout =
  | { readonly kind: 'unsplit'; readonly classes: readonly LabelledClass[] }
  | { readonly kind: 'split'; readonly parts: ReadonlyMap<Part, readonly LabelledClass[]>; readonly splitBy: string };

/** The files of a source that matter, without folders that everything lies in. */
export interface SourceContents {
  /** Its names and those of `tables` begin with this. */
  readonly root: string;
  readonly images: readonly SourceFile[];
  /** CSV and JSON files directly in the root. */
  readonly tables: readonly SourceFile[];
  readonly notes: readonly string[];
}

const imageName = /\.(png|jpe?g)$/i;
const tableName = /\.(csv|json)$/i;
const otherPictureName = /\.(gif|webp|bmp|tiff?|heic|avif|jxl|ppm|pgm)$/i;
/** Deeper names are no layout that is known, and costly to take apart. */
const mostFolders = 16;

/** @throws {TaskError} when there are no images */
export function contentsOf(source: FileSource): SourceContents {
  const found: SourceFile[] = [];
  const shallow: SourceFile[] = [];
  const otherPictures: string[] = [];
  const tooDeep: string[] = [];
  for (const file of source.files) {
    if (otherPictureName.test(file.name)) otherPictures.push(file.name);
    const isDeep = file.name.split('/', mostFolders + 2).length > mostFolders + 1;
    if (!isDeep) shallow.push(file);
    if (!imageName.test(file.name) && !tableName.test(file.name)) continue;
    if (isDeep) tooDeep.push(file.name);
    else found.push(file);
  }
  const images = found.filter(({ name }) => imageName.test(name));
  if (images.length === 0) throw new TaskError(noImages(source, otherPictures));
  const root = findRoot(found);
  const tables = found.filter(
    ({ name }) => tableName.test(name) && name.startsWith(root) && !name.slice(root.length).includes('/'),
  );
  return {
    root,
    images: images.filter(({ name }) => name.startsWith(root)),
    tables,
    notes: [
      ...source.notes,
      ...noteOn(
        source,
        foldersWithoutImages(shallow, source.emptyFolders, root),
        'without images take no part',
        'folder',
      ),
      ...noteOn(source, otherPictures, 'of other kinds than PNG and JPEG passed over', 'picture'),
      ...noteOn(source, tooDeep, `in more than ${mostFolders} folders passed over`, 'file'),
    ],
  };
}

function noImages(source: FileSource, otherPictures: readonly string[]): string {
  const zip = source.files.find(({ name }) => /\.zip$/i.test(name));
  if (zip !== undefined)
    return `${source.location} holds no images, but a zip. Set task.dataset.path to ${source.describe(zip)}.`;
  if (otherPictures.length > 0) {
    return `${source.location} holds no PNG or JPEG, but other pictures: ${someNames(otherPictures)}. Save them as PNG or JPEG.`;
  }
  return `${source.location} holds no images. It needs folders of PNGs or JPEGs, one for each class: class/image.png.`;
}

function noteOn(source: FileSource, names: readonly string[], what: string, noun: string): string[] {
  return names.length === 0 ? [] : [`${source.location}: ${countOf(names.length, noun)} ${what}: ${someNames(names)}.`];
}

/** Empty ones, and those with files of which none is an image or below a folder of images. */
function foldersWithoutImages(files: readonly SourceFile[], emptyFolders: readonly string[], root: string): string[] {
  const withImages = new Set<string>();
  for (const { name } of files) {
    if (!imageName.test(name)) continue;
    for (let folder = folderOf(name); folder !== '' && !withImages.has(folder); folder = folderOf(folder))
      withImages.add(folder);
  }
  const others = new Set(
    files.map(({ name }) => folderOf(name)).filter((folder) => folder.startsWith(root) && folder !== ''),
  );
  return [...emptyFolders, ...[...others].filter((folder) => !withImages.has(folder))].filter(
    (folder) => folder !== '',
  );
}

/** Looks through folders that hold everything, as a zip of a folder has one; but never into a class. */
function findRoot(files: readonly SourceFile[]): string {
  let root = '';
  for (;;) {
    const start = root.length;
    const [first] = files;
    const end = first?.name.indexOf('/', start) ?? -1;
    if (first === undefined || end < 0) return root;
    const next = first.name.slice(0, end + 1);
    if (!files.every(({ name }) => name.startsWith(next))) return root;
    if (files.some(({ name }) => imageName.test(name) && !name.slice(next.length).includes('/'))) return root;
    root = next;
  }
}

/** The names that data sets give to the parts, in lower case. */
const partNames: ReadonlyMap<string, Part> = new Map([
  ...(
    [
      'train',
      'training',
      'background',
      'images_background',
      'images_background_small1',
      'images_background_small2',
    ] as const
  ).map((name) => [name, 'train'] as const),
  ...(['val', 'valid', 'validation'] as const).map((name) => [name, 'validation'] as const),
  ...(['test', 'testing', 'evaluation', 'images_evaluation'] as const).map((name) => [name, 'test'] as const),
]);

export function partNamed(name: string): Part | undefined {
  return partNames.get(name.toLowerCase());
}

/** An image and its path below the folder that the classes lie in. */
interface PlacedImage {
  readonly file: SourceFile;
  readonly path: string;
}

/**
 * Classes by folders. Folders `train` and `val` or `test` at the top are a split; what lies beside them takes no part.
 */
export function layOutByFolders({ root, images }: SourceContents, onNote: (note: string) => void): ClassLayout {
  const byPart = new Map<Part, PlacedImage[]>();
  const others: SourceFile[] = [];
  for (const file of images) {
    const path = file.name.slice(root.length);
    const slash = path.indexOf('/');
    const part = partNamed(path.slice(0, Math.max(0, slash)));
    if (part === undefined) others.push(file);
    else addTo(byPart, part, { file, path: path.slice(slash + 1) });
  }
  if (!byPart.has('train') || byPart.size < 2)
    return { kind: 'unsplit', classes: classesByFolder({ root, images }, onNote) };
  if (others.length > 0) {
    const names = someNames(others.map(({ name }) => name));
    onNote(`${countOf(others.length, 'image')} beside the folders of the split take no part: ${names}.`);
  }
  const parts = new Map([...byPart].map(([part, placed]) => [part, groupByClass(placed, onNote)] as const));
  return { kind: 'split', parts, splitBy: 'its folders' };
}

/** Classes by folders, whatever the folders are called. */
export function classesByFolder(
  { root, images }: Pick<SourceContents, 'root' | 'images'>,
  onNote: (note: string) => void,
): LabelledClass[] {
  return groupByClass(
    images.map((file) => ({ file, path: file.name.slice(root.length) })),
    onNote,
  );
}

/**
 * A folder with images is a class, with all that lies below it; so `Tagalog/character07/…` is a class of this name.
 * Where all classes end alike, as in `n01443537/images`, the end says nothing and is left out.
 */
function groupByClass(images: readonly PlacedImage[], onNote: (note: string) => void): LabelledClass[] {
  const withImages = new Set(images.map(({ path }) => folderOf(path)));
  const classes = new Map<string, SourceFile[]>();
  const loose: string[] = [];
  for (const { file, path } of images) {
    const name = outermost(folderOf(path), withImages);
    if (name === '') loose.push(file.name);
    else addTo(classes, name.normalize('NFC'), file);
  }
  if (loose.length > 0)
    onNote(`${countOf(loose.length, 'image')} in no class folder take no part: ${someNames(loose)}.`);
  const names = [...classes.keys()];
  const ending = names[0]?.slice(names[0].lastIndexOf('/')) ?? '';
  const endAlike = names.length > 1 && names.every((name) => name.lastIndexOf('/') > 0 && name.endsWith(ending));
  return [...classes]
    .map(([name, files]) => ({ name: endAlike ? name.slice(0, -ending.length) : name, files }))
    .sort((a, b) => inCodeUnitOrder(a.name, b.name));
}

/** Classes of all parts: those of one name are one class. */
export function joinParts(layout: ClassLayout): readonly LabelledClass[] {
  if (layout.kind === 'unsplit') return layout.classes;
  const joined = new Map<string, SourceFile[]>();
  for (const { name, files } of [...layout.parts.values()].flat())
    joined.set(name, [...(joined.get(name) ?? []), ...files]);
  return [...joined].map(([name, files]) => ({ name, files })).sort((a, b) => inCodeUnitOrder(a.name, b.name));
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The first of the folders on the way to `folder` that holds images itself. */
function outermost(folder: string, withImages: ReadonlySet<string>): string {
  for (let end = folder.indexOf('/'); end >= 0; end = folder.indexOf('/', end + 1)) {
    const outer = folder.slice(0, end);
    if (withImages.has(outer)) return outer;
  }
  return folder;
}

export function addTo<Key, Item>(groups: Map<Key, Item[]>, key: Key, item: Item): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}
