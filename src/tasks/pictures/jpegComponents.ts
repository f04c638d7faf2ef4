// A JPEG of four components as one of three of them: the decoder knows no colours of four. Bits are copied, so that
// the numbers stay.

import { UnreadableFileError } from '../files/fileSource.ts';
import { BitReader, BitWriter, cutOff, HuffmanTable } from './entropyCode.ts';
import {
  endOfScan,
  type Frame,
  frameOf,
  isFrame,
  marker,
  mostAcross,
  mostDown,
  segmentFrom,
  segmentsOf,
} from './jpegSegments.ts';

/**
 * The numbers of two components, the lower first, that the picture keeps its size and blocks without: not one that alone has as many blocks as any.
 * @throws {UnreadableFileError}
 */
export function removableComponents(bytes: Uint8Array): readonly [number, number] {
  const { components } = frameOf(bytes);
  const [first, second] = components.flatMap((_, index) => {
    const others = components.filter((__, other) => other !== index);
    const isRemovable = mostAcross(others) === mostAcross(components) && mostDown(others) === mostDown(components);
    return isRemovable ? [index] : [];
  });
  if (first === undefined || second === undefined) throw cutOff();
  return [first, second];
}

/**
 * The JPEG without the component of this number, its three others declared to be red, green and blue.
 * @throws {UnreadableFileError} when it is damaged, or of a kind that no program writes
 */
export function withoutComponent(bytes: Uint8Array, removed: number): Uint8Array {
  const frame = frameOf(bytes);
  const tables = new Map<number, HuffmanTable>();
  let restartInterval = 0;
  const parts: Uint8Array[] = [Uint8Array.of(0xff, marker.startOfImage), untransformed];
  for (const segment of segmentsOf(bytes)) {
    const { marker: name, content, end } = segment;
    switch (name) {
      case marker.huffmanTables:
        readTables(content, tables);
        parts.push(segmentFrom(name, content));
        break;
      case marker.restartInterval:
        restartInterval = ((content[0] ?? 0) << 8) | (content[1] ?? 0);
        parts.push(segmentFrom(name, content));
        break;
      case marker.startOfScan: {
        const scan = readScan(content, frame);
        const source = { bytes, start: end, end: endOfScan(bytes, end) };
        parts.push(...scanWithout(removed, frame, scan, source, tables, restartInterval));
        break;
      }
      case marker.quantization:
      case marker.exif:
        parts.push(segmentFrom(name, content));
        break;
      case marker.endOfImage:
        parts.push(Uint8Array.of(0xff, name));
        break;
      default:
        if (isFrame(name)) parts.push(segmentFrom(name, frameWithout(removed, content, frame)));
    }
  }
  return Buffer.concat(parts);
}

/** Adobe's marker that says so. */
const untransformed = segmentFrom(marker.adobe, Uint8Array.from([...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 0]));

function frameWithout(removed: number, content: Uint8Array, { components }: Frame): Uint8Array {
  const kept = components.filter((_, index) => index !== removed);
  return Uint8Array.from([...content.subarray(0, 5), kept.length, ...kept.flatMap(({ bytes }) => [...bytes])]);
}

function readTables(content: Uint8Array, tables: Map<number, HuffmanTable>): void {
  for (let position = 0; position < content.length; ) {
    const counts = content.subarray(position + 1, position + 17);
    const values = position + 17 + counts.reduce((sum, count) => sum + count, 0);
    if (values > content.length) throw cutOff();
    tables.set(content[position] ?? 0, new HuffmanTable(counts, content.subarray(position + 17, values)));
    position = values;
  }
}

interface ScanComponent {
  /** Among those of the frame. */
  readonly number: number;
  readonly tables: number;
}

interface Scan {
  readonly components: readonly ScanComponent[];
  /** First and last coefficient, and the bits that are refined and written: as they stand in the file. */
  readonly range: Uint8Array;
}

function readScan(content: Uint8Array, frame: Frame): Scan {
  const count = content[0] ?? 0;
  if (content.length !== 4 + 2 * count || count === 0) throw cutOff();
  const components = Array.from({ length: count }, (_, index) => {
    const number = frame.components.findIndex(({ id }) => id === content[1 + 2 * index]);
    if (number < 0) throw cutOff();
    return { number, tables: content[2 + 2 * index] ?? 0 };
  });
  return { components, range: content.subarray(1 + 2 * count) };
}

interface ScanData {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Header and data of the scan; nothing where it has no other component. */
function scanWithout(
  removed: number,
  frame: Frame,
  scan: Scan,
  { bytes, start, end }: ScanData,
  tables: ReadonlyMap<number, HuffmanTable>,
  restartInterval: number,
): Uint8Array[] {
  const kept = scan.components.filter(({ number }) => number !== removed);
  if (kept.length === 0) return [];
  const header = segmentFrom(
    marker.startOfScan,
    Uint8Array.from([
      kept.length,
      ...kept.flatMap((component) => [frame.components[component.number]?.id ?? 0, component.tables]),
      ...scan.range,
    ]),
  );
  if (kept.length === scan.components.length) return [header, bytes.subarray(start, end)];
  const [only] = kept.length === 1 ? kept : [];
  const alone = only && frame.components[only.number];
  // Blocks of a component that stands alone come in another order, unless a unit has one of them.
  if (alone !== undefined && alone.across * alone.down > 1) {
    throw new UnreadableFileError('it is a CMYK picture of a rare kind; save it as RGB');
  }
  const from = new BitReader(bytes, start);
  const to = new BitWriter(2 * (end - start) + 2);
  const copyBlock = blockCopier(frame, scan, tables);
  const units =
    Math.ceil(frame.width / (8 * mostAcross(frame.components))) *
    Math.ceil(frame.height / (8 * mostDown(frame.components)));
  for (let unit = 0; unit < units; unit++) {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) to.writeRestart(from.passRestart());
    for (const component of scan.components) {
      const { across, down } = frame.components[component.number] ?? { across: 0, down: 0 };
      for (let block = across * down; block > 0; block--) {
        copyBlock(component, from, component.number === removed ? undefined : to);
      }
    }
  }
  return [header, to.finish()];
}

type BlockCopier = (component: ScanComponent, from: BitReader, to: BitWriter | undefined) => void;

const coefficients = 64;

/** A scan of several components has whole blocks, or, where the picture is progressive, bits of their first values. */
function blockCopier(frame: Frame, { range }: Scan, tables: ReadonlyMap<number, HuffmanTable>): BlockCopier {
  const tableOf = (number: number) => tables.get(number) ?? raise(cutOff());
  const copyFirst: BlockCopier = (component, from, to) => {
    copyBits(from, to, tableOf(component.tables >> 4).copyCode(from, to));
  };
  if (!frame.isProgressive) {
    return (component, from, to) => {
      copyFirst(component, from, to);
      copyOthers(tableOf(0x10 | (component.tables & 15)), from, to);
    };
  }
  const isRefinement = (range[2] ?? 0) >> 4 > 0;
  return isRefinement ? (_, from, to) => copyBits(from, to, 1) : copyFirst;
}

/** Zeros before a value and the bits that it has; two codes without a value say 16 zeros, and that only zeros follow. */
function copyOthers(table: HuffmanTable, from: BitReader, to: BitWriter | undefined): void {
  const sixteenZeros = 0xf0;
  for (let place = 1; place < coefficients; place++) {
    const code = table.copyCode(from, to);
    if ((code & 15) === 0 && code !== sixteenZeros) return;
    place += code >> 4;
    copyBits(from, to, code & 15);
  }
}

function copyBits(from: BitReader, to: BitWriter | undefined, count: number): void {
  if (count > 16) throw cutOff();
  const bits = from.read(count);
  to?.write(bits, count);
}

function raise(error: Error): never {
  throw error;
}
