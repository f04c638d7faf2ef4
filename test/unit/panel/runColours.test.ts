// Colours of runs: the same for the same run, told apart by everybody, and seen on every background.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import '../../support/seededProperties.ts';
import {
  type ColouredRun,
  colourRuns,
  mostDistinct,
  ownHues,
  type RunHue,
  runHues,
} from '../../../src/panel/runColours.ts';

type Rgb = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];

/** How linear RGB looks without cones of one kind (Machado, Oliveira, Fernandes 2009, severity 1). */
const sight: Readonly<Record<string, Matrix>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(hex: string): Rgb {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function times(matrix: Matrix, [red, green, blue]: Rgb): Rgb {
  const row = ([a, b, c]: Rgb) => a * red + b * green + c * blue;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}

/** Ottosson 2020. */
function toOklab(color: Rgb): Rgb {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    color,
  );
  const [l, m, s] = [Math.cbrt(cones[0]), Math.cbrt(cones[1]), Math.cbrt(cones[2])];
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [l, m, s],
  );
}

function seenBy(matrix: Matrix, hex: string): Rgb {
  const [red, green, blue] = times(matrix, linear(hex));
  const within = (value: number) => Math.min(1, Math.max(0, value));
  return toOklab([within(red), within(green), within(blue)]);
}

function contrast(one: string, other: string): number {
  const luminance = (hex: string) => {
    const [red, green, blue] = linear(hex);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const backgrounds = { light: ['#ffffff', '#f3f3f3'], dark: ['#1f1f1f', '#000000'] } as const;

/** As it is where it is the only run of its folder. */
function coloured(key: string): ColouredRun {
  return { key, own: ownHues([{ key, name: key }]).get(key) ?? 'blue' };
}

describe('hues of a folder’s runs', () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 40 });
  const huesOf = (all: readonly string[]) => [...ownHues(all.map((name) => ({ key: name, name }))).values()];

  it('are eight different ones of the first eight, and of each eight that follow', () => {
    fc.assert(
      fc.property(names, (all) => {
        const hues = huesOf(all);
        for (let first = 0; first < hues.length; first += 8) {
          const eight = hues.slice(first, first + 8);
          assert.equal(new Set(eight).size, eight.length);
        }
      }),
    );
  });

  it('stay as they are when newer runs come and go, and follow from the name where no older run has that', () => {
    fc.assert(
      fc.property(names, fc.nat(), (all, cut) => {
        const some = all.slice(0, cut % (all.length + 1));
        assert.deepEqual(huesOf(all).slice(0, some.length), huesOf(some));
      }),
    );
    const alone = (name: string): RunHue | undefined => huesOf([name])[0];
    const [first = ''] = ['a', 'b', 'c'];
    const another = ['d', 'e', 'f', 'g', 'h'].find((name) => alone(name) !== alone(first)) ?? '';
    assert.deepEqual(huesOf([first, another]), [alone(first), alone(another)]);
  });
});

describe('colours of runs', () => {
  for (const background of ['light', 'dark'] as const) {
    const colors = Object.values(runHues).map((hue) => hue[background]);

    it(`stand out from a ${background} background by 3 : 1 and more`, () => {
      for (const color of colors)
        for (const behind of backgrounds[background])
          assert.ok(contrast(color, behind) >= 3, `${color} on ${behind}: ${contrast(color, behind)}`);
    });

    it(`are told apart on a ${background} background, whichever cones are missing`, () => {
      for (const [name, matrix] of Object.entries(sight))
        for (const [place, one] of colors.entries())
          for (const other of colors.slice(place + 1)) {
            const [a, b] = [seenBy(matrix, one), seenBy(matrix, other)];
            const distance = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
            assert.ok(distance >= 0.1, `${one} and ${other}, ${name}: ${distance}`);
          }
    });
  }

  it('are those of the style sheet', async () => {
    const styles = await readFile(new URL('../../../webview/styles/theme.css', import.meta.url), 'utf8');
    const found = [...styles.matchAll(/--ink-run-(\w+): (#[0-9a-f]{6});/g)].map(([, hue, color]) => [hue, color]);
    const of = (background: 'light' | 'dark') =>
      Object.entries(runHues).map(([hue, colors]) => [hue, colors[background]]);
    assert.deepEqual(found, [...of('light'), ...of('dark')]);
  });

  const runs = fc
    .uniqueArray(fc.string({ minLength: 1 }), { maxLength: mostDistinct })
    .map((keys) => keys.map(coloured));

  it('are different for as many runs as there are hues and dashes, and one run alone has its own', () => {
    assert.ok(mostDistinct >= 50, `${mostDistinct} runs can be told apart`);
    fc.assert(
      fc.property(runs, (all) => {
        const colours = [...colourRuns(all).values()].map(({ hue, dash }) => `${hue} ${dash}`);
        assert.equal(new Set(colours).size, all.length);
        for (const run of all) assert.deepEqual(colourRuns([run]).get(run.key), { hue: run.own, dash: 'solid' });
      }),
    );
  });

  it('stay as they were when runs come and go', () => {
    fc.assert(
      fc.property(runs, fc.nat(), (all, cut) => {
        const some = all.slice(0, all.length === 0 ? 0 : cut % all.length);
        const before = colourRuns(some);
        const later = colourRuns(all, before);
        for (const { key } of some) assert.deepEqual(later.get(key), before.get(key));
        const after = colourRuns(all.slice(some.length), later);
        for (const { key } of all.slice(some.length)) assert.deepEqual(after.get(key), later.get(key));
      }),
    );
  });

  it('take every hue in one stroke before any is dashed', () => {
    fc.assert(
      fc.property(runs, (all) => {
        const few = all.slice(0, Object.keys(runHues).length);
        for (const { dash } of colourRuns(few).values()) assert.equal(dash, 'solid');
      }),
    );
  });

  it('keep the hue that a person chose, and give way by the dash', () => {
    const chosen = (key: string): ColouredRun => ({ ...coloured(key), chosen: 'amber' });
    const colours = colourRuns([chosen('a'), chosen('b')]);
    assert.deepEqual(
      [...colours.values()].map(({ hue, dash }) => [hue, dash]),
      [
        ['amber', 'solid'],
        ['amber', 'dashed'],
      ],
    );
    const kept = new Map([['a', { hue: 'blue', dash: 'solid' } as const]]);
    assert.equal(colourRuns([chosen('a')], kept).get('a')?.hue, 'amber');
  });
});
