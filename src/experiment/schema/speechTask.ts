// Few-shot classification of recordings in the experiment file.

import * as z from 'zod';
import { classTaskSizes, episodes } from './classTaskSizes.ts';
import { count, dataPath } from './fields.ts';

const names = (description: string, example: string) =>
  z
    .array(z.string().min(1).max(200))
    .min(1)
    .max(10_000)
    .describe(description)
    .meta({ examples: [[example]] });

const heldOutClasses = names('Classes that are never trained on.', 'seven');
const heldOutSpeakers = names('Speakers that are never trained on.', 'theo');
const mixSpeakers = z
  .boolean()
  .describe("Draw the classes of a task from all speakers. Otherwise every task is one speaker's.")
  .default(false);
const share = z.number().gt(0).lt(1).describe('Part of them that is held out, at least one.').default(0.25);
const splitSeed = z.int().min(0).max(0xffffffff).describe('Which ones are drawn follows from it.').default(0);

const holdOut = z
  .discriminatedUnion('by', [
    z
      .strictObject({ by: z.literal('classes'), classes: heldOutClasses })
      .describe('Hold out classes. The others train; speakers do not matter.'),
    z
      .strictObject({ by: z.literal('speakers'), speakers: heldOutSpeakers, mixSpeakers })
      .describe("Hold out speakers. A class is one speaker's recordings of one word."),
    z
      .strictObject({
        by: z.literal('classesAndSpeakers'),
        classes: heldOutClasses,
        speakers: heldOutSpeakers,
        mixSpeakers,
      })
      .describe(
        'Hold out these classes of these speakers; the other classes of the other speakers train, and the rest takes no part.',
      ),
    z
      .strictObject({ by: z.literal('randomClasses'), share, seed: splitSeed })
      .describe('Hold out a share of the classes, drawn at random.'),
    z
      .strictObject({ by: z.literal('randomSpeakers'), share, seed: splitSeed, mixSpeakers })
      .describe('Hold out a share of the speakers, drawn at random.'),
  ])
  .describe('What is never trained on.');

const speechDataset = z
  .discriminatedUnion('source', [
    z
      .strictObject({
        source: z.literal('spokenDigits'),
        path: dataPath(
          'Folder or zip with the recordings. Default: where `reptile-lab data get free-spoken-digits` puts them.',
        ).optional(),
        holdOut: holdOut.default({ by: 'speakers', speakers: ['theo'], mixSpeakers: false }),
      })
      .describe('Free Spoken Digits: recordings {class}_{speaker}_{take}.wav of ten digits by six speakers.'),
    z
      .strictObject({
        source: z.literal('folder'),
        path: dataPath('Folder or zip with WAV files. Relative to this file.').meta({ examples: ['data/speech'] }),
        files: z
          .string()
          .min(1)
          .max(500)
          .describe(
            'How file names tell class and speaker. {class}, {speaker} and other names in braces stand for parts of a name, * for anything. ' +
              'It describes the end of a path: whatever folders lie above do not matter.',
          )
          .default('{class}/{recording}.wav'),
        ignoreClasses: z
          .array(z.string().min(1).max(200))
          .max(10_000)
          .describe('Classes that take no part.')
          .default(['_background_noise_']),
        holdOut,
      })
      .describe('Recordings of your own: WAV files that name their class.'),
  ])
  .describe('Where the recordings come from.');

const features = z
  .strictObject({
    sampleRate: z
      .int()
      .min(1000)
      .max(192_000)
      .describe('In Hz. Recordings at other rates are resampled to it.')
      .default(8000),
    seconds: z.number().gt(0).max(60).describe('Length that every recording is padded or cropped to.').default(1),
    pad: z
      .enum(['end', 'centre'])
      .describe("Where a shorter recording gets silence: at the 'end', or on both sides.")
      .default('end'),
    crop: z
      .enum(['start', 'centre', 'loudest'])
      .describe('Which part of a longer recording is used.')
      .default('loudest'),
    trimSilence: z
      .number()
      .gt(0)
      .max(200)
      .describe('First cut off what lies so many decibels below the loudest 10 ms, at both ends. Default: nothing.')
      .optional(),
    fftSize: z.int().min(16).max(16_384).describe('Samples of a Fourier transform, a power of two.').default(256),
    windowLength: count("Samples that a frame looks at, through Hann's window. Default: fftSize.", 16_384).optional(),
    hopLength: count('Samples from one frame to the next.', 1_000_000).default(200),
    melBands: count('Bands of the spectrogram: the height of the image.', 512).default(40),
    lowestFrequency: z.number().min(0).max(96_000).describe('Where the lowest band begins, in Hz.').default(0),
    highestFrequency: z
      .number()
      .gt(0)
      .max(96_000)
      .describe('Where the highest band ends, in Hz. Default: half the sample rate.')
      .optional(),
    melScale: z
      .enum(['slaney', 'htk'])
      .describe(
        "The formula for pitch. 'slaney' is linear up to 1 kHz, as in librosa; 'htk' is 2595 · log10(1 + f / 700).",
      )
      .default('slaney'),
    dynamicRange: z
      .number()
      .gt(0)
      .max(200)
      .describe('Decibels below the loudest value of a recording at which the spectrogram ends; silence lies there.')
      .default(80),
    normalization: z
      .enum(['recording', 'band', 'none'])
      .describe("Mean 0 and variance 1 over each 'recording', or over each 'band' of it; 'none' leaves decibels.")
      .default('recording'),
  })
  .describe(
    'How a recording becomes the image that the model sees: a log-mel spectrogram, melBands high, one column for each frame.',
  );

export const speechTask = z
  .strictObject({
    kind: z.literal('speech'),
    dataset: speechDataset,
    features: features.prefault({}),
    ...classTaskSizes,
    episodes,
  })
  .describe('Few-shot classification of recordings.');
