// The same bits in every version of Node that Reptile Lab runs on: plain ones with every tile of SIMD and on native
// kernels, those of fused products on all native kernels.

import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { ensureNode, testedNodes } from '../../../scripts/testing/otherNodes.ts';
import { projectFolder } from '../../../scripts/vscode/cacheFolder.ts';
import { UnavailableError } from '../../../scripts/vscode/pinnedVersions.ts';
import { runCommand } from '../../../scripts/vscode/runCommand.ts';
import { type KernelFamily, kernelFamilies } from '../../../src/engine/fused/native/addon.ts';
import { type GoldenHashes, type HashesOfFamilies, hashGoldenWorkloads } from '../../support/goldenWorkloads.ts';
import { nativeEngines } from '../../support/nativeEngines.ts';

describe('arithmetic', () => {
  let expected: Readonly<Record<KernelFamily, GoldenHashes>>;
  let program: string;

  before(async () => {
    expected = JSON.parse(await readFile(new URL('../../support/goldenHashes.json', import.meta.url), 'utf8'));
    // Inside the project, where it finds the kernels; the cache may be another checkout's.
    program = path.join(projectFolder, 'out', `golden-hashes-${process.pid}.mjs`);
    await build({
      entryPoints: [path.join(projectFolder, 'test', 'support', 'goldenHashes.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      logLevel: 'error',
    });
  });

  after(() => rm(program, { force: true }));

  it(`gives the known bits of each family with every tile and natively (Node ${process.versions.node})`, async () => {
    assertGolden(await hashGoldenWorkloads());
  });

  for (const version of testedNodes) {
    it(`gives the known bits of each family with every tile and natively in Node ${version}`, async function () {
      // The first time, Node is installed.
      this.timeout(300_000);
      const node = await installed(version);
      if (node === undefined) return this.skip();
      const printed = await runCommand(node, [program], { folder: projectFolder });
      assertGolden(JSON.parse(printed));
    });
  }

  it('gives the known bits on ARM, in an emulator', async function () {
    this.timeout(900_000);
    const emulated = process.env.REPTILE_LAB_ARM64;
    if (emulated === undefined) {
      console.log('        skipped: REPTILE_LAB_ARM64 names no folder with an emulator (.ci/run makes one)');
      return this.skip();
    }
    const [emulator, node] = [path.join(emulated, 'emulator'), path.join(emulated, 'node')];
    const args = ['-L', path.join(emulated, 'system'), node, program];
    const printed = await runCommand(emulator, args, { folder: projectFolder });
    assertGolden(JSON.parse(printed), (family) => [family === 'plain' ? 'native neon' : 'native fma neon']);
  });

  function assertGolden(hashes: HashesOfFamilies, nativeOf = variantsHere): void {
    for (const family of kernelFamilies) {
      const tiles = family === 'plain' ? ['fused simd 4x8', 'fused simd 5x8'] : [];
      assert.deepEqual(Object.keys(hashes[family]), [...tiles, ...nativeOf(family)]);
      for (const [variant, own] of Object.entries(hashes[family])) assert.deepEqual(own, expected[family], variant);
    }
    // Not one workload is without products that rounding once changes.
    for (const [name, hash] of Object.entries(expected.fma)) assert.notEqual(hash, expected.plain[name], name);
  }
});

function variantsHere(family: KernelFamily): string[] {
  return nativeEngines(family).map(({ variant }) => variant);
}

/** Undefined, with the reason printed, where it cannot be had and need not be. */
async function installed(version: string): Promise<string | undefined> {
  try {
    return await ensureNode(version, (line) => console.log(`        ${line}`));
  } catch (error) {
    if (!(error instanceof UnavailableError) || process.env.CI === 'true') throw error;
    console.log(`        skipped: ${error.message.split('\n')[0]}`);
    return undefined;
  }
}
