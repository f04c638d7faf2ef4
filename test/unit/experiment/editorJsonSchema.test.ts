// The editor's JSON Schema in VS Code's own JSON service: completion, hover, and not a single complaint.

import assert from 'node:assert/strict';
import languageService, { type JSONSchema } from 'vscode-json-languageservice';
import { editorJsonSchema } from '../../../src/experiment/jsonSchema.ts';
import { presets } from '../../../src/experiment/presets.ts';
import { experimentOutline, type Outline } from '../../../src/experiment/schemaOutline.ts';

// A module of the old kind, whose names an import cannot see.
const { ClientCapabilities, getLanguageService, TextDocument } = languageService;

const uri = 'file:///folder/digits.reptile.json';
const service = getLanguageService({ clientCapabilities: ClientCapabilities.LATEST });
service.configure({
  schemas: [{ fileMatch: ['*.reptile.json'], uri: 'test://editor-schema', schema: editorJsonSchema() as JSONSchema }],
});

function open(marked: string) {
  const offset = marked.indexOf('¦');
  const document = TextDocument.create(uri, 'jsonc', 1, marked.replace('¦', ''));
  return { document, position: document.positionAt(offset), json: service.parseJSONDocument(document) };
}

/** Labels of what the service offers at ¦. */
async function complete(marked: string): Promise<string[]> {
  const { document, position, json } = open(marked);
  const list = await service.doComplete(document, position, json);
  return (list?.items ?? []).map((item) => item.label).sort();
}

/** The text after the offer with this label was accepted at ¦, placeholders included. */
async function accept(marked: string, label: string): Promise<string> {
  const { document, position, json } = open(marked);
  const item = (await service.doComplete(document, position, json))?.items.find(
    (candidate) => candidate.label === label,
  );
  assert.ok(item?.textEdit && 'range' in item.textEdit, `${label} is not offered`);
  return TextDocument.applyEdits(document, [item.textEdit]);
}

async function hover(marked: string): Promise<string> {
  const { document, position, json } = open(marked);
  const contents = (await service.doHover(document, position, json))?.contents;
  return Array.isArray(contents) ? contents.map(String).join('\n') : String(contents);
}

async function complaints(text: string): Promise<string[]> {
  const { document, json } = open(text);
  const found = await service.doValidation(document, json, { comments: 'ignore', trailingCommas: 'warning' });
  return found.map((diagnostic) => String(diagnostic.message));
}

describe('JSON Schema in VS Code', () => {
  it('offers the keys of the chosen variant only', async () => {
    assert.deepEqual(await complete('{ "task": { "kind": "sine", "¦" } }'), [
      'amplitude',
      'domain',
      'phase',
      'points',
      'shots',
      'trainShots',
    ]);
    const ofConvnet = ['blocks', 'downsampling', 'filters', 'initialization'];
    assert.deepEqual(await complete('{ "model": { "kind": "convnet", "¦" } }'), ofConvnet);
  });

  it('offers the discriminator alone while no variant is chosen', async () => {
    assert.deepEqual(await complete('{ "model": { "¦" } }'), ['kind']);
    assert.deepEqual(await complete('{ "task": { "kind": "images", "dataset": { "¦" } } }'), ['source']);
  });

  it('offers the keys of a trainer in its file, and none of ours there', async () => {
    const known = await complete('{ "name": "x", "trainer": { "command": ["a"] }, "¦" }');
    assert.deepEqual(known, ['$schema', 'description', 'seed', 'sweep', 'tags']);
    assert.deepEqual((await complete('{ "trainer": { "command": ["a"], "st¦" } }')).slice(-3), [
      'steps',
      'stop',
      'stopSeconds',
    ]);
    assert.deepEqual(await complete('{ "trainer": { "stop": ¦ } }'), ['"file"', '"signal"']);
    assert.match(await hover('{ "trainer": { "hangAfter¦Seconds": 3 } }'), /taken to hang/);
    assert.ok((await complete('{ "name": "x", "¦" }')).includes('trainer'));
    assert.deepEqual(await complaints('{ "trainer": { "command": 3, "x": [] } }'), []);
  });

  it('offers the values of a discriminator, a choice and a switch', async () => {
    assert.deepEqual(await complete('{ "model": { "kind": ¦ } }'), ['"convnet"', '"layers"', '"mlp"']);
    assert.deepEqual(await complete('{ "model": { "kind": "mlp", "activation": ¦ } }'), [
      '"relu"',
      '"sigmoid"',
      '"tanh"',
    ]);
    assert.deepEqual(await complete('{ "evaluation": { "transductive": ¦ } }'), ['false', 'true']);
    assert.deepEqual(await complete('{ "engine": { "workers": ¦ } }'), ['"auto"', '1']);
  });

  it('offers layers inside a stack', async () => {
    const labels = await complete('{ "model": { "kind": "layers", "layers": [ ¦ ] } }');
    assert.ok(labels.includes('{ "kind": "conv2d" }'), labels.join(' '));
    assert.deepEqual(await complete('{ "model": { "kind": "layers", "layers": [{ "kind": "dense", "¦" }] } }'), [
      'bias',
      'units',
    ]);
  });

  it('inserts a variant with what it requires, and a key with its default', async () => {
    assert.match(
      await accept('{ "task": ¦ }', '{ "kind": "images" }'),
      /"kind": "images",\s*"dataset": \{\s*"source": "mnist"\s*\}/,
    );
    assert.match(
      await accept('{ "model": { "kind": "layers", "layers": [{ "kind": "dense", "¦" }] } }', 'units'),
      /"units": \$\{1:64\}/,
    );
    assert.match(await accept('{ "¦" }', 'name'), /"name": "\$\{1:Untitled experiment\}"/);
    assert.match(await accept('{ "algorithm": { "¦" } }', 'metaBatch'), /"metaBatch": \$\{1:5\}/);
  });

  it('offers every preset in an empty file, as it is', async () => {
    assert.deepEqual(await complete('¦'), presets.map((preset) => preset.title).sort());
    for (const preset of presets) {
      const inserted = await accept('¦', preset.title);
      assert.equal(inserted.replace(/\\([\\$}])/g, '$1'), preset.text.trimEnd());
    }
  });

  it('shows meaning, range and default of a key', async () => {
    assert.equal(
      await hover('{ "algorithm": { "meta¦Batch": 3 } }'),
      'Tasks per update. 1 is the serial version.\n\nA whole number from 1 to 10,000. Default: `5`.',
    );
    assert.equal(
      await hover('{ "task": { "kind": "si¦ne" } }'),
      'One-dimensional regression: y = amplitude · sin(x + phase).',
    );
  });

  it('explains of a discriminator the variant that is chosen, whichever it is', async () => {
    const walk = async (outline: Outline, around: (inner: string) => string): Promise<void> => {
      if (outline.kind === 'list') return walk(outline.item, (inner) => around(`[${inner}]`));
      if (outline.kind === 'object') {
        for (const key of outline.keys.values())
          await walk(key.value, (inner) => around(`{ "${key.name}": ${inner} }`));
      }
      if (outline.kind !== 'variants') return;
      for (const [choice, variant] of outline.variants) {
        const chosen: string = `"${outline.discriminator}": "${choice}"`;
        for (const marked of [chosen.replace(': "', ': "¦'), chosen.replace('"', '"¦')])
          assert.equal(await hover(around(`{ ${marked} }`)), variant.description, around(chosen));
        for (const key of variant.keys.values())
          await walk(key.value, (inner) => around(`{ ${chosen}, "${key.name}": ${inner} }`));
      }
    };
    await walk(experimentOutline(), (inner) => inner);
  });

  it('explains the values of a discriminator where they are offered', async () => {
    const { document, position, json } = open('{ "model": { "kind": ¦ } }');
    const items = (await service.doComplete(document, position, json))?.items ?? [];
    const explained = items.map(({ label, documentation }) => [
      label,
      typeof documentation === 'object' && documentation.value !== '',
    ]);
    assert.deepEqual(explained.sort(), [
      ['"convnet"', true],
      ['"layers"', true],
      ['"mlp"', true],
    ]);
  });

  it('never complains about the shape of a file: the reader does', async () => {
    for (const preset of presets) assert.deepEqual(await complaints(preset.text), []);
    const wrong =
      '{ "name": 5, "task": { "kind": "nothing", "ways": 0 }, "model": [], "seed": -1, "unknown": { "a": 1 }, }';
    assert.deepEqual(await complaints(wrong), []);
  });
});
