// Modules in TypeScript with more than types, and where slips in them are told.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import platform from 'node:module';
import path from 'node:path';
import { randomStream } from '../../../../src/engine/random.ts';
import { createTaskDistribution } from '../../../../src/tasks/createTaskDistribution.ts';
import { transformTypescript } from '../../../../src/tasks/module/transformTypescript.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

/** Makes lines of a slope that `expression` gives, with `declarations` before it. */
const moduleOf = (declarations: string, expression: string) => `${declarations}
export default (settings: Record<string, number>) => ({
  kind: 'functions' as const, domain: [0, 1] as const, points: 11, shots: 3,
  sampleFunction: (): ((x: number) => number) => { const slope: number = ${expression}; return (x) => slope * x; },
});
`;

/** Each gives 6. */
const moreThanTypes: Readonly<Record<string, readonly [declarations: string, expression: string]>> = {
  'a namespace': ['namespace Lines { export const slope = 6; const hidden = 1; }', 'Lines.slope'],
  'namespaces within each other, functions, and one in two parts': [
    `export namespace Lines { export namespace Steep { export let slope = 3; export function twice() { return slope * 2; } } }
namespace Lines { export const again = Steep.twice(); }`,
    'Lines.again',
  ],
  'a namespace of a class': ['class Line { }\nnamespace Line { export const slope = 6; }', 'Line.slope'],
  'a namespace of types alone': [
    'namespace Types { export interface Slope { at: number } }\nconst s: Types.Slope = { at: 6 };',
    's.at',
  ],
  'an enum': ["enum Slope { Flat, Steep = 6, Name = 'x' }", 'Slope[Slope.Steep] === "Steep" ? Slope.Steep : 0'],
  'a constant enum': ['const enum Slope { Steep = 2 * 3 }', 'Slope.Steep'],
  'parameter properties': [
    'class Line { constructor(private readonly a: number, public b = 2) {} get slope() { return this.a * this.b; } }',
    'new Line(3).slope',
  ],
  'a decorator of a method': [
    `function twice(method: () => number, _: ClassMethodDecoratorContext) { return function (this: unknown) { return 2 * method.call(this); }; }
class Line { @twice slope(): number { return 3; } }`,
    'new Line().slope()',
  ],
  'decorators of a class and of a field': [
    `function plus(by: number) { return (_: undefined, context: ClassFieldDecoratorContext) => (value: number) => value + by; }
function named<T extends abstract new (...args: never[]) => object>(made: T, context: ClassDecoratorContext): T { return made; }
@named
class Line {
  @plus(2)
  slope = 4;
}`,
    'new Line().slope',
  ],
  'an abstract class, overloads, satisfies and an assertion': [
    `abstract class Base { abstract slope: number; declare unused: string; }
class Line extends Base { override slope = 6; }
function of(x: string): number; function of(x: number): number; function of(x: unknown): number { return Number(x); }
const list = { six: 6 } satisfies Record<string, number>;`,
    'of(String(new Line().slope)) as number * 0 + <number>list.six!',
  ],
};

describe('TypeScript modules', () => {
  const folder = useTemporaryFolder();
  let written = 0;

  async function load(text: string) {
    const name = `tasks-${written++}.ts`;
    await writeFile(path.join(folder(), name), text);
    const distribution = await createTaskDistribution({ kind: 'module', path: name, settings: {} }, folder());
    assert.ok(distribution.kind === 'supervised');
    return distribution;
  }

  for (const [name, [declarations, expression]] of Object.entries(moreThanTypes)) {
    it(`may have ${name}`, async () => {
      const distribution = await load(moduleOf(declarations, expression));
      const { inputs, targets } = distribution.sampleTrainingTask(randomStream(0, 'training-task', 0, 0));
      assert.deepEqual([...targets], [...inputs.map((x) => Math.fround(6 * x))]);
    });
  }

  it('tell of errors with file, line and column, behind namespaces, enums and decorators, too', async () => {
    const declarations = Object.values(moreThanTypes).map(([text]) => text);
    const blocks = declarations.filter((text) => !text.includes('namespace')).map((text) => `{\n${text}\n}`);
    const text = `namespace First {\n  export const one = 1;\n}\n${blocks.join('\n')}
enum Kind { A, B }
interface Settings { readonly none: { readonly slope: number } }
export default (settings: Settings) => ({
  kind: 'functions' as const, domain: [0, 1] as const, points: 11, shots: 3,
  sampleFunction(): (x: number) => number {
    const { slope } = settings.none;
    return (x: number) => slope * x * First.one * Kind.B;
  },
});
`;
    const line = text.split('\n').findIndex((part) => part.includes('const { slope }')) + 1;
    const distribution = await load(text);
    assert.throws(
      () => distribution.sampleTrainingTask(randomStream(0, 'training-task', 0, 0)),
      (error: unknown) => {
        assert.ok(error instanceof TaskError, String(error));
        const place = new RegExp(`tasks-\\d+\\.ts:${line}:1[0-9]: TypeError: .*slope.*while sampling a training`);
        assert.match(error.message, place);
        return true;
      },
    );
    await assert.rejects(
      load('namespace A { export const a = 1; }\n\n  const x: = 4;\n'),
      /tasks-\d+\.ts:3:12: SyntaxError: Unexpected/,
    );
    await assert.rejects(
      load('enum A { B }\n\nthrow new Error("no data" as string);\n'),
      /tasks-\d+\.ts:3:7: Error: no data/,
    );
  });

  describe('without esbuild', () => {
    const nowhere = () => {
      throw new Error('not found');
    };
    const transform = (source: string) => transformTypescript(source, '/tasks.ts', nowhere, () => assert.fail());

    it('lose their types alone, lines staying where they are', () => {
      const source =
        "import type { A } from './a';\nenum B { C }\nclass D { constructor(private e: number) {} }\nthrow 1 as unknown;\n";
      const made = transform(source);
      assert.equal(made.split('\n')[3], 'throw 1 ;');
      assert.doesNotMatch(made, /private|import/);
      assert.equal(transform('/* namespace A {\n@b\n*/\ndeclare const c: 1;').split('\n').length, 4);
      for (const kept of [
        'const text = \'namespace A {\' + "@b";',
        'const text = `\nnamespace A {\n@b\n`;',
        'const mark = /@b|[/]namespace A \\{/u;',
        '// namespace A { @b',
        'const namespace = { a: 1 }; namespace.a;',
      ]) {
        assert.equal(transform(kept), kept);
      }
      assert.equal(transform('declare namespace A { const b: number }\nthrow 1;').trim(), 'throw 1;');
    });

    it('are refused with the line where they have a namespace or a decorator', () => {
      const refusals: readonly (readonly [source: string, line: number])[] = [
        ['const a = 1;\nnamespace B { export const c = 1; }', 2],
        ['// x\n\nexport namespace B.C {\n}', 3],
        ['class A {\n  @b\n  c() {}\n}', 2],
        ['/* one\ntwo */\n@sealed class A {}', 3],
        ['class A {\n  @b(1) c = 2;\n}', 2],
        ['\nconst a = 1; namespace B { export const c = 2 }', 2],
        ['namespace B\n{ export const c = 2 }', 1],
        ['{ }\n;namespace A { export const b = "}" }', 2],
        ['\nclass A { @b c() {} }', 2],
        ['const a = "//";\nconst b = 4 / 2; namespace C { }', 2],
      ];
      for (const [source, line] of refusals) {
        assert.throws(
          () => transformTypescript(source, '/tasks.ts', nowhere, null),
          (error: unknown) => {
            assert.ok(error instanceof SyntaxError);
            assert.match(
              error.message,
              /compile the module \(npx esbuild tasks\.ts "?--outfile=tasks\.mjs"?\) and name/,
            );
            assert.ok(error.stack?.startsWith(`/tasks.ts:${line}:1\n`), error.stack);
            return true;
          },
        );
      }
      assert.throws(
        () => transform('const x: = 4;'),
        (error: unknown) => error instanceof SyntaxError && /^\/tasks\.ts:1:\d+\n/.test(error.stack ?? ''),
      );
    });

    it('are to be compiled by a command that names the file as one word of a shell, or by none', () => {
      const refusalOf = (name: string) => {
        try {
          return transformTypescript('namespace A { }', `/${name}`, nowhere, null);
        } catch (error) {
          return error instanceof SyntaxError ? error.message : String(error);
        }
      };
      const command = "(npx esbuild 'a;$(touch TAKEN).ts' '--outfile=a;$(touch TAKEN).mjs') ";
      const told = refusalOf('a;$(touch TAKEN).ts');
      assert.ok(told.includes(`compile the module ${process.platform === 'win32' ? '' : command}and name`), told);
      assert.match(refusalOf('own`touch TAKEN`’s.ts'), /or compile the module and name/);
      assert.match(refusalOf('-a.ts'), /npx esbuild \.[/\\]-a\.ts "?--outfile=-a\.mjs"?\)/);
    });

    it('leave namespaces to Node.js where it transforms TypeScript, with its places of errors', function () {
      const source = 'namespace A { export const b: number = 1; }\n\n  const x: = 4;';
      const told = Object.assign(new SyntaxError('Unexpected token'), {
        stack: '/tasks.ts:3\n  const x: = 4;\n           ^\n\nSyntaxError: Unexpected token',
      });
      const failing = () => {
        throw told;
      };
      assert.throws(
        () => transformTypescript(source, '/tasks.ts', nowhere, failing),
        (error: unknown) => error instanceof SyntaxError && error.stack?.startsWith('/tasks.ts:3:12\n') === true,
      );
      if (!('stripTypeScriptTypes' in platform)) {
        console.log('      skipped: this Node.js does not transform TypeScript');
        this.skip();
      }
      assert.match(transformTypescript(source.split('\n')[0] ?? '', '/tasks.ts', nowhere), /A\.b = 1/);
    });

    it('are not transformed by one that does not run', () => {
      const broken = () => ({
        transformSync: () => {
          throw new Error('for another system');
        },
      });
      assert.throws(
        () => transformTypescript('namespace A { export const b = 1; }', '/tasks.ts', broken, null),
        /more than types/,
      );
    });
  });

  it('execute no package that lies beside them', async () => {
    const planted = path.join(folder(), 'node_modules', 'esbuild');
    await mkdir(planted, { recursive: true });
    const trace = path.join(folder(), 'EXECUTED');
    await writeFile(path.join(planted, 'package.json'), JSON.stringify({ name: 'esbuild', main: 'index.js' }));
    await writeFile(path.join(planted, 'index.js'), `require('node:fs').writeFileSync(${JSON.stringify(trace)}, '')`);
    await load(moduleOf('enum Slope { Steep = 6 }', 'Slope.Steep'));
    assert.equal(existsSync(trace), false);
  });
});
