// Which classes image files form, from their names alone: `class/image`, with folders for the parts of a split around
// the classes or inside of them.

import { addTo } from '../../base/addTo.ts';
import type { SourceFile } from '../files/fileSource.ts';
import { countOf, someNames } from '../files/someNames.ts';
import { type ClassLayout, classesOf, type LabelledClass } from './classLayout.ts';
import { type Part, partNamed, partsNamedAlike } from './partNames.ts';
import { folderOf } from './paths.ts';
import type { SourceContents } from './sourceContents.ts';

/** An image and its path below the folder that the classes lie in. */
interface PlacedImage {
  readonly file: SourceFile;
  readonly path: string;
}

type Images = Pick<SourceContents, 'root' | 'images'>;

/** Classes by folders. Folders for the parts at the top are a split; what lies beside them takes no part. */
export function layOutByFolders(contents: Images, onNote: (note: string) => void): ClassLayout {
  const folders = foldersAtTop(contents);
  const { byPart, others } = sortIntoParts(folders, (folder) => partNamed(folder)) ?? sortIntoAlike(folders) ?? {};
  if (byPart === undefined || others === undefined) {
    tellUndivided(folders, onNote);
    return { kind: 'unsplit', classes: classesByFolder(contents, onNote) };
  }
  if (others.length > 0) {
    const names = someNames(others.map(({ name }) => name));
    onNote(`${countOf(others.length, 'image')} beside the folders of the split take no part: ${names}.`);
  }
  const parts = [...byPart].map(([part, { placed, names }]) => {
    const source = names.map((name) => `${name}/`).join(', ');
    return [part, { classes: groupByClass(placed, onNote), source }] as const;
  });
  return { kind: 'split', parts: new Map(parts), splitBy: 'its folders' };
}

/** Images by the folder at the top; the empty name for those in none. */
type FoldersAtTop = ReadonlyMap<string, readonly PlacedImage[]>;

function foldersAtTop({ root, images }: Images): FoldersAtTop {
  const folders = new Map<string, PlacedImage[]>();
  for (const file of images) {
    const path = file.name.slice(root.length);
    const slash = path.indexOf('/');
    addTo(folders, path.slice(0, Math.max(0, slash)), { file, path: path.slice(slash + 1) });
  }
  return folders;
}

interface Parts {
  readonly byPart: ReadonlyMap<Part, { readonly placed: readonly PlacedImage[]; readonly names: readonly string[] }>;
  readonly others: readonly SourceFile[];
}

/** Undefined where the folders are no split. */
function sortIntoParts(folders: FoldersAtTop, partOf: (folder: string) => Part | undefined): Parts | undefined {
  const byPart = new Map<Part, { placed: PlacedImage[]; names: string[] }>();
  const others: SourceFile[] = [];
  for (const [folder, placed] of folders) {
    const part = partOf(folder);
    if (part === undefined) {
      for (const { file } of placed) others.push(file);
      continue;
    }
    const of = byPart.get(part) ?? { placed: [], names: [] };
    byPart.set(part, { placed: [...of.placed, ...placed], names: [...of.names, folder] });
  }
  const isSplit = byPart.size > 1 && (byPart.has('train') || others.length === 0);
  return isSplit ? { byPart, others } : undefined;
}

/** Folders such as `train_images` and `test_images`, if all their images lie in classes. */
function sortIntoAlike(folders: FoldersAtTop): Parts | undefined {
  const alike = partsNamedAlike([...folders.keys()]);
  const holdClasses = [...alike.keys()].every((folder) => folders.get(folder)?.every(isInFolder));
  return holdClasses ? sortIntoParts(folders, (folder) => alike.get(folder)) : undefined;
}

function isInFolder({ path }: PlacedImage): boolean {
  return path.includes('/');
}

const mostTold = 3;

/** Folders that hold classes may be meant as parts: what is called so without a counterpart, or two or three alone. */
function tellUndivided(folders: FoldersAtTop, onNote: (note: string) => void): void {
  const holding = [...folders].filter(([, placed]) => placed.every(isInFolder)).map(([folder]) => folder);
  // A class may be called so, too.
  const called = [...folders]
    .filter(([folder, placed]) => partNamed(folder) !== undefined && placed.some(isInFolder))
    .map(([folder]) => folder);
  if (called.length > 0) {
    const names = called.map((folder) => `${folder}/`).join(', ');
    onNote(
      `${names} is no part of a split, since no other folders beside it are called as parts are: all classes count alike.`,
    );
  } else if (holding.length > 1 && holding.length <= mostTold && holding.length === folders.size) {
    onNote(
      `The classes lie in ${someNames(holding)}, which are not called as the parts of a split are (train, val, test): all classes count alike.`,
    );
  }
}

/** Classes by folders; folders for parts count only inside of classes, which they divide. */
export function classesByFolder({ root, images }: Images, onNote: (note: string) => void): readonly LabelledClass[] {
  const placed = images.map((file) => ({ file, path: file.name.slice(root.length) }));
  const dividers = findDividers(placed.map(({ path }) => folderOf(path)));
  if (dividers.size === 0) return groupByClass(placed, onNote);
  onNote(
    `Folders inside of the classes divide them into parts, as for ordinary classification: ${someNames([...dividers].sort())}. ` +
      'Their images are joined, and classes are held out as a whole.',
  );
  return groupByClass(
    placed.map(({ file, path }) => ({ file, path: withoutDividers(path, dividers) })),
    onNote,
  );
}

/**
 * Folders such as `dog/train` and `dog/test`, by their paths. A class may be called `train`: folders for training and
 * for another part lie side by side, or where other classes have such ones and nothing else lies beside.
 */
function findDividers(folders: readonly string[]): ReadonlySet<string> {
  const children = new Map<string, Set<string>>();
  for (const folder of new Set(folders)) {
    const names = folder.split('/');
    for (let depth = 1; depth < names.length; depth++) {
      const outer = names.slice(0, depth).join('/');
      children.set(outer, (children.get(outer) ?? new Set()).add(names[depth] ?? ''));
    }
  }
  const depthOf = (folder: string) => folder.split('/').length;
  const isDivided = (names: ReadonlySet<string>) => {
    const parts = new Set([...names].map(partNamed));
    return parts.has('train') && (parts.has('validation') || parts.has('test'));
  };
  const depths = new Set([...children].filter(([, names]) => isDivided(names)).map(([outer]) => depthOf(outer)));
  const dividers = new Set<string>();
  for (const [outer, names] of children) {
    const parts = [...names].filter((name) => partNamed(name) !== undefined);
    const isAlike = parts.length === names.size && depths.has(depthOf(outer));
    if (isDivided(names) || isAlike) for (const name of parts) dividers.add(`${outer}/${name}`);
  }
  return dividers;
}

function withoutDividers(path: string, dividers: ReadonlySet<string>): string {
  const names = path.split('/');
  return names.filter((_, depth) => !dividers.has(names.slice(0, depth + 1).join('/'))).join('/');
}

/**
 * A folder with images is a class, with all that lies below it; so `Tagalog/character07/…` is a class of this name.
 * Where all classes end alike, as in `n01443537/images`, the end says nothing and is left out.
 */
function groupByClass(images: readonly PlacedImage[], onNote: (note: string) => void): readonly LabelledClass[] {
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
  return classesOf(
    new Map([...classes].map(([name, files]) => [endAlike ? name.slice(0, -ending.length) : name, files])),
  );
}

/** The first of the folders on the way to `folder` that holds images itself. */
function outermost(folder: string, withImages: ReadonlySet<string>): string {
  for (let end = folder.indexOf('/'); end >= 0; end = folder.indexOf('/', end + 1)) {
    const outer = folder.slice(0, end);
    if (withImages.has(outer)) return outer;
  }
  return folder;
}
