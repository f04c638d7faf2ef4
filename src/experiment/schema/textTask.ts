// Few-shot classification of texts in the experiment file: intents, topics, any classes that short texts belong to.

import * as z from 'zod';
import { classTaskSizes, episodes } from './classTaskSizes.ts';
import { count, dataPath } from './fields.ts';
import { splitBySeed } from './splitBySeed.ts';
import { tableDelimiter, tableEncoding, tableFormat } from './tableFile.ts';

const className = z.string().min(1).max(1000);

const outOfScope = z
  .enum(['exclude', 'class'])
  .describe("Texts that belong to no class: 'exclude' leaves them out, 'class' makes them a class like the others.")
  .default('exclude');

const column = (description: string) =>
  z
    .union([z.string().min(1).max(1000), z.int().min(1).max(10_000)])
    .describe(description)
    .optional();

const textDataset = z
  .discriminatedUnion('source', [
    z
      .strictObject({
        source: z.literal('clinc150'),
        path: dataPath(
          'Folder with data_full.json and domains.json. Default: where `reptile-lab data get clinc150` puts them.',
        )
          .meta({ examples: ['data/clinc150'] })
          .optional(),
        outOfScope,
      })
      .describe('CLINC150: requests to an assistant, 150 intents of ten domains.'),
    z
      .strictObject({
        source: z.literal('file'),
        path: dataPath(
          'File with the texts and their classes, or a folder of such files, which are its parts. Relative to this file.',
        ).meta({
          examples: ['data/intents.csv'],
        }),
        files: z
          .array(z.string().min(1).max(1000))
          .min(1)
          .max(10_000)
          .describe(
            'Names of the files in the folder `path` that are parts of the data. Default: all text files in it.',
          )
          .meta({ examples: [['train.csv', 'test.csv']] })
          .optional(),
        format: tableFormat,
        encoding: tableEncoding,
        delimiter: tableDelimiter,
        quotes: z.boolean().describe('A column may stand in "double quotes", with "" for a quote in it.').default(true),
        header: z.boolean().describe('The first line of CSV or TSV names the columns.').default(true),
        textColumn: column(
          'Column of the text: its name, or its number from 1; in JSON its key. Default: text, utterance, sentence, query or question.',
        ),
        labelColumn: column(
          'Column of the class: its name, or its number from 1; in JSON its key. Default: label, intent, class, category or target.',
        ),
        outOfScopeLabel: className.describe('The class of texts that belong to no class.').default('oos'),
        outOfScope,
      })
      .describe('Any file of texts with their classes: CSV, TSV, JSON or JSON Lines.'),
  ])
  .describe('Where the texts come from.');

const textSplit = z
  .discriminatedUnion('by', [
    splitBySeed('classes'),
    z
      .strictObject({
        by: z.literal('domains'),
        path: dataPath(
          'JSON file of domains with their classes: { "travel": ["flight_status", …], … }. Default: domains.json beside the data.',
        ).optional(),
        heldOutDomains: z
          .array(className)
          .min(1)
          .max(10_000)
          .describe('Domains that are held out, with all their classes.')
          .meta({ examples: [['travel', 'work']] }),
      })
      .describe('Whole domains are held out: words and topics of their own, never trained on.'),
    z
      .strictObject({
        by: z.literal('classes'),
        heldOutClasses: z
          .array(className)
          .min(1)
          .max(100_000)
          .describe('Classes that are held out.')
          .meta({ examples: [['flight_status', 'book_flight']] }),
        trainingClasses: z
          .array(className)
          .min(1)
          .max(100_000)
          .describe('Classes that train. Default: all others.')
          .optional(),
      })
      .describe('Classes are named.'),
  ])
  .describe('Which classes train and which are held out.')
  .prefault({ by: 'seed' });

const terms = {
  wordNgrams: z
    .int()
    .min(1)
    .max(5)
    .describe('Longest run of neighbouring words that is a term. 1: words alone.')
    .default(1),
  characterNgrams: z
    .tuple([z.int().min(1).max(20), z.int().min(1).max(20)])
    .describe('Shortest and longest piece of a word that is a term, too, as in fastText. Default: none.')
    .optional(),
};

const hashSeed = z.int().min(0).max(0xffffffff).describe('Of the hash, MurmurHash3.').default(0);

const textEncoding = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('hashed'),
        ...terms,
        buckets: count(
          "Tokens that terms are hashed to; the embedding bag's `tokens`. No word is unknown.",
          1_000_000,
        ).default(4096),
        maxTokens: count(
          'Longest text in tokens: words, then runs, then pieces; what is past it is left out.',
          4096,
        ).default(64),
        seed: hashSeed,
      })
      .describe('Tokens for an embedding bag: the hash of each term.'),
    z
      .strictObject({
        kind: z.literal('tfidf'),
        ...terms,
        maxFeatures: count('Terms of the vocabulary: the most frequent ones of the training classes.', 100_000).default(
          2000,
        ),
        unknownBuckets: z
          .int()
          .min(0)
          .max(100_000)
          .describe('Features that terms outside the vocabulary are hashed to. 0 drops such terms.')
          .default(0),
        seed: hashSeed,
      })
      .describe('A vector of length 1: how often a term occurs, times how rare it is in the training classes.'),
  ])
  .describe('What becomes of a text before the model gets it.')
  .prefault({ kind: 'hashed' });

export const textTask = z
  .strictObject({
    kind: z.literal('text'),
    dataset: textDataset,
    split: textSplit,
    encoding: textEncoding,
    ...classTaskSizes,
    episodes,
  })
  .describe('Few-shot classification of texts.');
