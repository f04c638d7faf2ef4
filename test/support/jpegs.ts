// JPEGs of 14 × 10 pixels, made by Pillow 13.0 (quality 80, 4:2:0, optimised), and SHA-256 of the RGB pixels that
// Pillow decodes them to.

const fromBase64 = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

/** One picture in several encodings: a gradient of red to the right, green downwards, blue both ways. */
export const jpegs = {
  baseline: fromBase64(
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/' +
      '2wBDAQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wAARCAAKAA4DASIAAhEBAxEB/8QA' +
      'FQABAQAAAAAAAAAAAAAAAAAABgf/xAAkEAAAAggHAAAAAAAAAAAAAAAAAwECBQYHIzNREyIxMkGRof/EABUBAQEAAAAAAAAAAAAAAAAAAAME/8QAGREAAgMB' +
      'AAAAAAAAAAAAAAAAAAQBAgYS/9oADAMBAAIRAxEAPwAS70PtsnwUliw+k0eLBw7xReWWp0gUlilF4NNTSwNNu5Dk9Q3zB//Z',
  ),
  progressive: fromBase64(
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/' +
      '2wBDAQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wgARCAAKAA4DASIAAhEBAxEB/8QA' +
      'FQABAQAAAAAAAAAAAAAAAAAABQb/xAAVAQEBAAAAAAAAAAAAAAAAAAACA//aAAwDAQACEAMQAAABEpHKUw//xAAaEAABBQEAAAAAAAAAAAAAAAABAAMEBREh' +
      '/9oACAEBAAEFAo9ema/kcBMgZ//EABcRAAMBAAAAAAAAAAAAAAAAAAADBRH/2gAIAQMBAT8Bk1G4f//EABYRAQEBAAAAAAAAAAAAAAAAAAMAAf/aAAgBAgEB' +
      'PwEV2//EABUQAQEAAAAAAAAAAAAAAAAAAAAx/9oACAEBAAY/AoiI/8QAGBAAAgMAAAAAAAAAAAAAAAAAACEQMUH/2gAIAQEAAT8hojaCGSP/2gAMAwEAAgAD' +
      'AAAAEGP/xAAVEQEBAAAAAAAAAAAAAAAAAAAAEf/aAAgBAwEBPxCE/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAgEBPxA//8QAGhABAAEFAAAAAAAAAAAA' +
      'AAAAAFEBcZHR8f/aAAgBAQABPxDmMJDWNFkYf//Z',
  ),
  restarts: fromBase64(
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/' +
      '2wBDAQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wAARCAAKAA4DASIAAhEBAxEB/8QA' +
      'FQABAQAAAAAAAAAAAAAAAAAABgf/xAAkEAAAAggHAAAAAAAAAAAAAAAAAwECBQYHIzNREyIxMkGRof/EABUBAQEAAAAAAAAAAAAAAAAAAAME/8QAGREAAgMB' +
      'AAAAAAAAAAAAAAAAAAQBAgYS/90ABAAB/9oADAMBAAIRAxEAPwAS70PtsnwUliw+k0eLBw7xReWWp0gUlilF4NNTSwNNu5Dk9Q3zB//Z',
  ),
  grey: fromBase64(
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/' +
      'wAALCAAKAA4BAREA/8QAFQABAQAAAAAAAAAAAAAAAAAABgf/xAAkEAAAAggHAAAAAAAAAAAAAAAAAwECBQYHIzNREyIxMkGRof/aAAgBAQAAPwAS70PtsnwU' +
      'liw+k0eLBw7xReWWp0gUlilF4NNTSw//2Q==',
  ),
  cmyk: fromBase64(
    '/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAGBAUGBQQGBgUGBwcGCAoQCgoJCQoUDg8MEBcUGBgXFBYWGh0lHxobIxwWFiAsICMmJykqKRkfLTAtKDAlKCko/8AA' +
      'FAgACgAOBEMRAE0RAFkRAEsRAP/EABcAAAMBAAAAAAAAAAAAAAAAAAAGCAf/xAAtEAABAAUJCAMAAAAAAAAAAAAAAQIDBgcUFyMzNENRU2QiJDEycoGSokGR' +
      'of/aAA4EQwBNAFkASwAAPwDL4TXPYWJmNN6iA5Tq1dH+FUlkQ4sCelATMab1N2dZ1d2q/jACN4TXPYsyTscln4oFxylFKPZV+gLIhxYE9KAk7HJZ+KDdnVUU' +
      'k3KrwwA//9k=',
  ),
  /** Cyan has four times the resolution of the other inks; every block has a restart of its own. */
  cmykRestarts: fromBase64(
    '/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAGBAUGBQQGBgUGBwcGCAoQCgoJCQoUDg8MEBcUGBgXFBYWGh0lHxobIxwWFiAsICMmJykqKRkfLTAtKDAlKCko/8AA' +
      'FAgACgAOBEMiAE0RAFkRAEsRAP/EABcAAAMBAAAAAAAAAAAAAAAAAAUGCAf/xAAnEAAAAwUHBQAAAAAAAAAAAAAAAQcCAwUGEQQTNENScoEXITJCo//dAAQA' +
      'Af/aAA4EQwBNAFkASwAAPwDVVSzuRJCgY4twrdUs7kSQoGOLcAHW2Zdf0MBVenCIXzzv7ag6LOoEWll88ZsDVCJqnlQf/9k=',
  ),
  cmykProgressive: fromBase64(
    '/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAGBAUGBQQGBgUGBwcGCAoQCgoJCQoUDg8MEBcUGBgXFBYWGh0lHxobIxwWFiAsICMmJykqKRkfLTAtKDAlKCko/8IA' +
      'FAgACgAOBEMiAE0RAFkRAEsRAP/EABcAAAMBAAAAAAAAAAAAAAAAAAQFBwb/2gAOBEMATQBZAEsAAAAB1UkrckXhOv/EABYQAQEBAAAAAAAAAAAAAAAAAAUA' +
      'Mv/aAAgBQwABBQJSQ2pIb//EABYQAAMAAAAAAAAAAAAAAAAAAAAEFf/aAAgBTQABBQK2yf/EABcQAAMBAAAAAAAAAAAAAAAAAAMEBRH/2gAIAVkAAQUCruE3' +
      '/8QAFxAAAwEAAAAAAAAAAAAAAAAAAQMFBP/aAAgBSwABBQKzQbmP/8QAFRABAQAAAAAAAAAAAAAAAAAAARD/2gAIAUMABj8CYz//xAAVEAEBAAAAAAAAAAAA' +
      'AAAAAAAA4f/aAAgBTQAGPwKv/8QAFRABAQAAAAAAAAAAAAAAAAAAAAH/2gAIAVkABj8Cr//EABYQAAMAAAAAAAAAAAAAAAAAAAABEv/aAAgBSwAGPwJwf//E' +
      'ABYQAQEBAAAAAAAAAAAAAAAAAACxEP/aAAgBQwABPyF1zq//xAAVEAEBAAAAAAAAAAAAAAAAAAAAYf/aAAgBTQABPyGh/8QAFhAAAwAAAAAAAAAAAAAAAAAA' +
      'AFGB/9oACAFZAAE/IbJn/8QAFxABAAMAAAAAAAAAAAAAAAAAAQBBUf/aAAgBSwABPyEud7P/2gAOBEMATQBZAEsAAAAQqf/EABYQAQEBAAAAAAAAAAAAAAAA' +
      'AAAxwf/aAAgBQwABPxDRA0QP/8QAFhAAAwAAAAAAAAAAAAAAAAAAAAHw/9oACAFNAAE/ELsf/8QAFRABAQAAAAAAAAAAAAAAAAAAADH/2gAIAVkAAT8QoB//' +
      'xAAXEAADAQAAAAAAAAAAAAAAAAAAARFB/9oACAFLAAE/EJAkowf/2Q==',
  ),
};

export const jpegWidth = 14;
export const jpegHeight = 10;

const colour = '71b3f6cd926ee27349aa3e1c4b6876add4bf13121a159506d2b032fc34a6b24d';
const sparse = 'ce58d7242301bd8f7a14ca5b6122f841a911f1335d0673c20884c484ef8201c6';
const sparseYcck = '8c93ba0818a0e4c7486b007db3becf9576cc9f7a2a2aef7e83b02f6b1cd06bab';
export const jpegPixelHashes = {
  baseline: colour,
  progressive: colour,
  restarts: colour,
  grey: '8fe725c15886a20769b24bd6a5d25566ecb08b1d304902bdb6421029a4c49412',
  cmyk: 'd238d5384675367b6caccb2d9d2b6e760223a32ed16bf3b01a9b3beab0095442',
  cmykRestarts: sparse,
  cmykProgressive: sparse,
} as const;

/** The same by `asYcck`. */
export const ycckPixelHashes = {
  cmyk: 'c1daec256a764230dafbfb2ef0a8bc7972337caa27a0c3221230e466ffa8ab58',
  cmykRestarts: sparseYcck,
  cmykProgressive: sparseYcck,
} as const;

/** The CMYK JPEG with Adobe's marker that its values are luma and chroma of CMY, and black. */
export function asYcck(jpeg: Uint8Array): Uint8Array {
  const changed = Buffer.from(jpeg);
  changed[changed.indexOf('Adobe') + 11] = 2;
  return new Uint8Array(changed);
}

/** EXIF data (CIPA DC-008) that hold nothing but the orientation, 1 to 8. */
export function exifWith(orientation: number, isLittle = false): Uint8Array {
  const exif = new DataView(new ArrayBuffer(26));
  exif.setUint16(0, isLittle ? 0x4949 : 0x4d4d);
  exif.setUint16(2, 42, isLittle);
  exif.setUint32(4, 8, isLittle);
  exif.setUint16(8, 1, isLittle);
  for (const [at, value] of [
    [10, 0x0112],
    [12, 3],
    [18, orientation],
  ] as const)
    exif.setUint16(at, value, isLittle);
  exif.setUint32(14, 1, isLittle);
  return new Uint8Array(exif.buffer);
}

/** The JPEG with an EXIF segment that holds nothing but the orientation, 1 to 8. */
export function withOrientation(jpeg: Uint8Array, orientation: number): Uint8Array {
  const content = [...new TextEncoder().encode('Exif'), 0, 0, ...exifWith(orientation)];
  return Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0, content.length + 2, ...content, ...jpeg.subarray(2)]);
}
