// A picture as its file has it, decoded and upright, before anything is made of it.

/** [height, width, 4], rows from above: red, green, blue and how opaque. */
export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}
