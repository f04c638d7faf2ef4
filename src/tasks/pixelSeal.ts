// PixelSeal: whether an entry of the pixel cache was written by this user. Anybody may have put another one in its
// place, of sound checksums.

import { createCipheriv, createHmac, timingSafeEqual } from 'node:crypto';

const nonceBytes = 12;

export class PixelSeal {
  /** Of the random bytes that stand in an entry, other ones at each writing. */
  static readonly saltBytes = 32;
  static readonly proofBytes = 32;
  readonly #headerKey: Uint8Array;
  readonly #pixelKey: Uint8Array;

  /** `entry`: its name, which says what the pixels are made of; without `secret` nobody makes a proof that holds. */
  constructor(secret: Uint8Array, entry: string, salt: Uint8Array) {
    const keyFor = (purpose: string) =>
      createHmac('sha256', secret).update(`${purpose} ${entry} `).update(salt).digest();
    this.#headerKey = keyFor('pixel cache header 1');
    this.#pixelKey = keyFor('pixel cache pixels 1');
  }

  /** To be kept beside the header. */
  proofOf(header: Uint8Array): Uint8Array {
    return createHmac('sha256', this.#headerKey).update(header).digest();
  }

  /** Whether `proof`, of any length, was made of this header with this secret. */
  holds(header: Uint8Array, proof: Uint8Array): boolean {
    return proof.length === PixelSeal.proofBytes && timingSafeEqual(proof, this.proofOf(header));
  }

  /**
   * In hexadecimal digits; to be kept in the header. Of each `stretch`, by its number (< 2³²), only one is ever made
   * with the same salt. AES-GCM's authentication alone takes half as long as a CRC-32, and a fifth as long as a digest.
   */
  proofOfPixels(stretch: number, pixels: Uint8Array): string {
    const nonce = new Uint8Array(nonceBytes);
    new DataView(nonce.buffer).setUint32(0, stretch);
    const cipher = createCipheriv('aes-256-gcm', this.#pixelKey, nonce);
    cipher.setAAD(pixels);
    cipher.final();
    return cipher.getAuthTag().toString('hex');
  }
}
