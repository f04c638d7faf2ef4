// Types of the package's second entry point, which it ships without.

declare module 'crc-32/crc32c.js' {
  /** CRC-32C (Castagnoli) as a signed 32-bit integer. */
  export function buf(data: Uint8Array, seed?: number): number;
}
