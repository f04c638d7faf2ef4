// Linear maps of images that are separable: a sparse matrix along the rows, another along the columns, from an image to
// points and back. Points are rows of `pixel` bytes whose places a table gives.
//
// A matrix is records of RECORD bytes: the number of terms, up to MAX_TERMS indices, as many float32 coefficients. A
// table of places has one for each point of the rows and each of the columns.
//
// Cost, with t terms in a matrix: 2 · t · (width + points of the rows) · channels FLOPs an image; images are read once
// and written once; one row of intermediate results (`spread`), or one for each point (`collect`), is written and read.

import { MAX_TERMS } from '../../program/kernelSizes';
import { Place } from './operations';
import { multiplyAdd, zeros } from './vector';

const RECORD: usize = 4 + <usize>MAX_TERMS * 8;

/** points[i][j] ← Σ over rows r and columns c of rowMatrix[i][r] · columnMatrix[j][c] · image[r][c]. */
export function spread(
  images: i32, rowPoints: i32, columnPoints: i32, height: i32, width: i32, pixel: usize, rowMatrix: usize, columnMatrix: usize,
  places: usize, image: usize, points: usize, scratch: usize,
): void {
  const rowBytes = <usize>width * pixel;
  for (let index: i32 = 0; index < images; index++, image += <usize>height * rowBytes) {
    let place = places;
    for (let i: i32 = 0; i < rowPoints; i++) {
      combine(rowMatrix + <usize>i * RECORD, image, rowBytes, rowBytes, scratch);
      for (let j: i32 = 0; j < columnPoints; j++, place += Place.BYTES) {
        const to = points + <usize>(load<i32>(place, Place.first) + index * load<i32>(place, Place.next)) * pixel;
        combine(columnMatrix + <usize>j * RECORD, scratch, pixel, pixel, to);
      }
    }
  }
}

/**
 * image[r][c] ← or += Σ over points i and j of rowMatrix[r][i] · columnMatrix[c][j] · points[i][j]: `spread`
 * transposed. `scratch` holds a row of the image for each point of the rows, and one more.
 */
export function collect(
  images: i32, rowPoints: i32, columnPoints: i32, height: i32, width: i32, pixel: usize, rowMatrix: usize, columnMatrix: usize,
  places: usize, image: usize, points: usize, scratch: usize, accumulate: bool,
): void {
  const rowBytes = <usize>width * pixel, spare = scratch + <usize>rowPoints * rowBytes;
  for (let index: i32 = 0; index < images; index++) {
    for (let i: i32 = 0; i < rowPoints; i++) {
      const own = places + <usize>(i * columnPoints) * Place.BYTES;
      for (let c: i32 = 0; c < width; c++) {
        const to = scratch + <usize>i * rowBytes + <usize>c * pixel;
        combineScattered(columnMatrix + <usize>c * RECORD, own, index, points, pixel, to);
      }
    }
    for (let r: i32 = 0; r < height; r++, image += rowBytes) {
      combine(rowMatrix + <usize>r * RECORD, scratch, rowBytes, rowBytes, accumulate ? spare : image);
      if (accumulate) add(image, spare, rowBytes);
    }
  }
}

function add(to: usize, from: usize, bytes: usize): void {
  for (const end = to + bytes; to < end; to += 16, from += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
}

// Sum of up to five terms `step` bytes apart.
function combine(record: usize, from: usize, step: usize, length: usize, to: usize): void {
  sum(
    record, from + load<usize>(record, 4) * step, from + load<usize>(record, 8) * step, from + load<usize>(record, 12) * step,
    from + load<usize>(record, 16) * step, from + load<usize>(record, 20) * step, length, to,
  );
}

// Sum of up to five points of one row of `places`.
function combineScattered(record: usize, places: usize, image: i32, points: usize, pixel: usize, to: usize): void {
  sum(
    record, locate(record, 4, places, image, points, pixel), locate(record, 8, places, image, points, pixel),
    locate(record, 12, places, image, points, pixel), locate(record, 16, places, image, points, pixel),
    locate(record, 20, places, image, points, pixel), pixel, to,
  );
}

// @ts-ignore: decorator
@inline
function locate(record: usize, term: usize, places: usize, image: i32, points: usize, pixel: usize): usize {
  const place = places + load<usize>(record + term) * Place.BYTES;
  return points + <usize>(load<i32>(place, Place.first) + image * load<i32>(place, Place.next)) * pixel;
}

// @ts-ignore: decorator
@inline
function sum(record: usize, s0: usize, s1: usize, s2: usize, s3: usize, s4: usize, length: usize, to: usize): void {
  switch (load<i32>(record)) {
    case 0: sumOf(0, record, s0, s1, s2, s3, s4, length, to); break;
    case 1: sumOf(1, record, s0, s1, s2, s3, s4, length, to); break;
    case 2: sumOf(2, record, s0, s1, s2, s3, s4, length, to); break;
    case 3: sumOf(3, record, s0, s1, s2, s3, s4, length, to); break;
    case 4: sumOf(4, record, s0, s1, s2, s3, s4, length, to); break;
    case 5: sumOf(5, record, s0, s1, s2, s3, s4, length, to); break;
    default: unreachable();
  }
}

// Inlined with a constant number of terms, so that each has a loop of its own.
// @ts-ignore: decorator
@inline
function sumOf(
  terms: i32, record: usize, s0: usize, s1: usize, s2: usize, s3: usize, s4: usize, length: usize, to: usize,
): void {
  const c0 = v128.load_splat<f32>(record, 24), c1 = v128.load_splat<f32>(record, 28), c2 = v128.load_splat<f32>(record, 32);
  const c3 = v128.load_splat<f32>(record, 36), c4 = v128.load_splat<f32>(record, 40);
  for (let j: usize = 0; j < length; j += 32) {
    let low = zeros(), high = zeros();
    if (terms > 0) {
      low = f32x4.mul(v128.load(s0 + j), c0);
      high = f32x4.mul(v128.load(s0 + j, 16), c0);
    }
    if (terms > 1) {
      low = multiplyAdd(v128.load(s1 + j), c1, low);
      high = multiplyAdd(v128.load(s1 + j, 16), c1, high);
    }
    if (terms > 2) {
      low = multiplyAdd(v128.load(s2 + j), c2, low);
      high = multiplyAdd(v128.load(s2 + j, 16), c2, high);
    }
    if (terms > 3) {
      low = multiplyAdd(v128.load(s3 + j), c3, low);
      high = multiplyAdd(v128.load(s3 + j, 16), c3, high);
    }
    if (terms > 4) {
      low = multiplyAdd(v128.load(s4 + j), c4, low);
      high = multiplyAdd(v128.load(s4 + j, 16), c4, high);
    }
    v128.store(to + j, low);
    v128.store(to + j, high, 16);
  }
}
