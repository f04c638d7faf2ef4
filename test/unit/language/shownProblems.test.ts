// Which problems the editor underlines, judged by VS Code's own JSON service: what it reports, we do not.

import assert from 'node:assert/strict';
import languageService, { type JSONSchema } from 'vscode-json-languageservice';
import { editorJsonSchema } from '../../../src/experiment/jsonSchema.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { problemsToShow } from '../../../src/extension/language/shownProblems.ts';

// A module of the old kind, whose names an import cannot see.
const { getLanguageService, TextDocument } = languageService;

const service = getLanguageService({});
service.configure({
  schemas: [{ fileMatch: ['*.reptile.json'], uri: 'test://editor-schema', schema: editorJsonSchema() as JSONSchema }],
});

async function reportedByJsonSupport(text: string): Promise<number> {
  const document = TextDocument.create('file:///x.reptile.json', 'jsonc', 1, text);
  const json = service.parseJSONDocument(document);
  return (await service.doValidation(document, json, { comments: 'ignore', trailingCommas: 'warning' })).length;
}

const right =
  '"name": "x", "task": { "kind": "sine" }, "model": { "kind": "mlp" }, "algorithm": { "innerOptimizer": { "kind": "sgd" } }';

describe('problems beside VS Code’s JSON support', () => {
  const files: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['a comment alone', '// later'],
    ['half a file', '{ "name": "x"'],
    ['a missing value', '{ "name": , "seed": 1 }'],
    ['a key that stands twice', `{ ${right}, "seed": 1, "seed": 2 }`],
    ['a trailing comma', `{ ${right}, }`],
    ['an unknown key', `{ ${right}, "sead": 1 }`],
    ['missing keys', '{}'],
    ['a wrong type', `{ ${right}, "seed": "1" }`],
    ['a number out of range', `{ ${right}, "seed": -1 }`],
    ['an unknown kind', `{ ${right.replace('"mlp"', '"mpl"')} }`],
    ['another value than an object', '[1]'],
    ['what the schema cannot see', `{ ${right.replace('"kind": "sine"', '"kind": "sine", "shots": 50')} }`],
  ];
  for (const [title, text] of files) {
    it(`${title} is reported by one side only`, async () => {
      const { problems } = readExperiment(text);
      const theirs = await reportedByJsonSupport(text);
      const ours = problemsToShow(problems, true);
      assert.ok(
        theirs === 0 || ours.length === 0,
        `${theirs} by VS Code, and ours: ${ours.map((problem) => problem.message)}`,
      );
      assert.equal(theirs + ours.length > 0, problems.length > 0);
    });
  }

  it('all are ours where JSON support does not validate', () => {
    for (const [, text] of files) {
      const { problems } = readExperiment(text);
      assert.deepEqual(problemsToShow(problems, false), problems);
    }
  });
});
