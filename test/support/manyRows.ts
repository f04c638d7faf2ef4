// Rows as a long search for settings leaves them: thousands of runs that differ in a few settings and in their seeds.

import type { RunRow } from '../../src/table/runRow.ts';
import { testRow } from './tableRows.ts';

const learningRates = [0.001, 0.003, 0.01, 0.03, 0.1];
const metaBatches = [1, 2, 5, 10];
const states = ['completed', 'completed', 'completed', 'stopped', 'failed', 'running'];

/** `count` of them, the newest first, the same at every call. */
export function manyRows(count: number): readonly RunRow[] {
  return Array.from({ length: count }, (_, place) => rowAt(place, count));
}

function rowAt(place: number, count: number): RunRow {
  const seed = place % 5;
  const learningRate = learningRates[Math.floor(place / 5) % learningRates.length] ?? 0.01;
  const metaBatch = metaBatches[Math.floor(place / 25) % metaBatches.length] ?? 5;
  const width = 16 + (Math.floor(place / 100) % 100);
  const state = states[place % states.length] ?? 'completed';
  const accuracy = 0.5 + 0.4 * Math.abs(Math.sin(place * 12.9898));
  const created = Date.UTC(2026, 10, 21) + 60_000 * (count - place);
  const iteration = state === 'running' ? 4200 : 10_000;
  const label = `lr ${learningRate} · seed ${seed}`;
  const run = `20261121-${String(100_000 + (place % 900_000))}-sine-sweep`;
  return testRow({
    groupId: `sweep-${Math.floor(place / 100)}`,
    cells: {
      run,
      title: `Sine sweep · ${label}`,
      name: 'Sine sweep',
      label,
      state,
      tags: ['paper'],
      group: `sweep ${Math.floor(place / 100)}`,
      progress: iteration / 10_000,
      ...(state === 'running' ? { timeLeft: 60 + place } : {}),
      accuracy: { value: accuracy, ci95: 0.01 },
      loss: { value: 1 - accuracy, ci95: 0.02 },
      'latest.iteration': iteration,
      'best.accuracy': { value: accuracy + 0.01, ci95: 0.01 },
      'best.loss': { value: 0.95 - accuracy, ci95: 0.02 },
      'best.iteration': 8000 + (place % 20) * 100,
      'untrained.accuracy': { value: 0.2, ci95: 0.01 },
      trainingLoss: 0.1 + accuracy / 10,
      iteration,
      checkpoint: iteration,
      created,
      started: created + 500,
      ended: created + 50_000,
      duration: 49.5 + place / 1000,
      speed: 200.25,
      engine: 'fused',
      workers: 2,
      memory: 14_300_000,
      parameters: 111_936,
      host: 'workstation',
      commit: '3f2a91c0d1',
      launcher: 'local',
      askedBy: 'editor',
      version: '0.1.0',
      node: 'v20.19.0',
      platform: 'linux x64',
      directory: `/home/somebody/runs/${run}`,
    },
    parameters: {
      ...Object.fromEntries(Array.from({ length: 30 }, (_, key) => [`model.setting${key}`, key])),
      seed,
      'algorithm.kind': 'reptile',
      'algorithm.innerOptimizer.learningRate': learningRate,
      'algorithm.metaBatchSize': metaBatch,
      'model.layers[0].units': width,
      'task.kind': 'sine',
    },
  });
}
