// Which classes image files form, from their names alone: `class/image`, with folders for the parts of a split around
// the classes or inside of them.

import { addTo } from '../../base/addTo.ts';
import type { SourceFile } from '../files/fileSource.ts';
import { countOf, someNames } from '../files/someNames.ts';
import { type ClassLayout, classesOf, type LabelledClass } from './classLayout.ts';
import { type Part, partNamed } from './partNames.ts';
import { folderOf } from './paths.ts';
import type { SourceContents } from './sourceContents.ts';

/** An image and its path below the folder that the classes lie in. */
interface PlacedImage {
  readonly file: SourceFile;
  readonly path: string;
}

type Images = Pick<SourceContents, 'root' | 'images'>;

/** Classes by folders. Folders for the parts at the top are a split; what lies beside them takes no part. */
export function layOutByFolders({ root, images }: Images, onNote: (note: string) => void): ClassLayout {
  const byPart = new Map<Part, PlacedImage[]>();
  const folders = new Map<Part, Set<string>>();
  const others: SourceFile[] = [];
  for (const file of images) {
    const path = file.name.slice(root.length);
    const slash = path.indexOf('/');
    const folder = path.slice(0, Math.max(0, slash));
    const part = partNamed(folder);
    if (part === undefined) others.push(file);
    else {
      addTo(byPart, part, { file, path: path.slice(slash + 1) });
      folders.set(part, (folders.get(part) ?? new Set()).add(`${folder}/`));
    }
  }
  const isSplit = byPart.size > 1 && (byPart.has('train') || others.length === 0);
  if (!isSplit) {
    for (const [part, placed] of byPart) {
      // A class may be called so, too.
      if (placed.every(({ path }) => !path.includes('/'))) continue;
      const names = [...(folders.get(part) ?? [])].join(', ');
      onNote(
        `${names} is no part of a split, since no other folders beside it are called as parts are: all classes count alike.`,
      );
    }
    return { kind: 'unsplit', classes: classesByFolder({ root, images }, onNote) };
  }
  if (others.length > 0) {
    const names = someNames(others.map(({ name }) => name));
    onNote(`${countOf(others.length, 'image')} beside the folders of the split take no part: ${names}.`);
  }
  const parts = [...byPart].map(([part, placed]) => {
    const source = [...(folders.get(part) ?? [])].join(', ');
    return [part, { classes: groupByClass(placed, onNote), source }] as const;
  });
  return { kind: 'split', parts: new Map(parts), splitBy: 'its folders' };
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
