// What a run's event files tell TensorBoard's HPARAMS tab: as bytes, beside our own reader, and in TensorBoard's opinion.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { PbfReader } from 'pbf';
import { continueRun } from '../../../src/launchers/continueRun.ts';
import { listEventFiles } from '../../../src/runs/eventFiles.ts';
import { unframeRecords } from '../../../src/runs/eventRecords.ts';
import { decodeEvent } from '../../../src/runs/events.ts';
import { encodeSessionEnd, encodeSessionStart } from '../../../src/runs/hparams.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { codeOf } from '../../support/failureWords.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { findTensorBoard } from '../../support/tensorBoard.ts';
import { newTinyRun } from '../trainer/trainerFixture.ts';

/** Every field of a message, by number, nested ones undone by `nested`. */
type Fields = Record<number, unknown[]>;

function fieldsOf(bytes: Uint8Array): Fields {
  const fields: Fields = {};
  new PbfReader(bytes).readFields((field, found, reader) => {
    found[field] ??= [];
    const { type } = reader;
    found[field].push(type === 0 ? reader.readVarint() : type === 1 ? reader.readDouble() : reader.readBytes());
  }, fields);
  return fields;
}

/** The message at a path of field numbers, the first of each. */
function messageAt(bytes: Uint8Array, ...path: readonly number[]): Fields {
  let fields = fieldsOf(bytes);
  for (const field of path) fields = fieldsOf(bytesIn(fields, field));
  return fields;
}

function bytesIn(fields: Fields, field: number): Uint8Array {
  const [value] = fields[field] ?? [];
  assert.ok(value instanceof Uint8Array, `field ${field}`);
  return value;
}

const textIn = (fields: Fields, field: number) => new TextDecoder().decode(bytesIn(fields, field));

const experiment = {
  name: 'Sine',
  description: 'A wave',
  facts: new Map<string, number | boolean | string>([
    ['algorithm.metaStepSize', 0.5],
    ['evaluation.transductive', false],
    ['task.kind', 'sine'],
  ]),
  metrics: [{ tag: 'eval/loss', displayName: 'Held-out loss', of: 'heldOut' as const }],
};
const data = [5, 1, 9, 1];

describe('records for the HPARAMS tab', () => {
  const folder = useTemporaryFolder();

  async function recordsIn(directory: string): Promise<Uint8Array[]> {
    const files = await listEventFiles(directory);
    const read = files.map(async (name) => unframeRecords(await readFile(path.join(directory, name))).contents);
    return (await Promise.all(read)).flat();
  }

  it('say the parameters with their types, and the metrics with their tags', () => {
    const [summary] = encodeSessionStart(experiment, 'id', 7);
    assert.ok(summary !== undefined);
    assert.equal(textIn(messageAt(summary, 5, 1), 1), '_hparams_/experiment');
    const plugin = messageAt(summary, ...data);
    assert.equal(textIn(plugin, 1), 'hparams');
    const said = messageAt(bytesIn(plugin, 2), 2);
    assert.equal(textIn(said, 6), 'Sine');
    const infos = (said[4] ?? []).map((info) => {
      assert.ok(info instanceof Uint8Array);
      return [textIn(fieldsOf(info), 1), fieldsOf(info)[4]?.[0]];
    });
    assert.deepEqual(infos, [
      ['algorithm.metaStepSize', 3],
      ['evaluation.transductive', 2],
      ['task.kind', 1],
    ]);
    const metric = fieldsOf(bytesIn(said, 5));
    assert.equal(textIn(fieldsOf(bytesIn(metric, 1)), 2), 'eval/loss');
    assert.deepEqual([textIn(metric, 3), metric[5]], ['Held-out loss', [2]]);
  });

  it('say the values of a session, when it began and how it ended', () => {
    const [, start] = encodeSessionStart(experiment, 'id', 7);
    assert.ok(start !== undefined);
    const session = messageAt(bytesIn(messageAt(start, ...data), 2), 3);
    const values = (session[1] ?? []).map((entry) => {
      assert.ok(entry instanceof Uint8Array);
      return [textIn(fieldsOf(entry), 1), fieldsOf(bytesIn(fieldsOf(entry), 2))] as const;
    });
    assert.deepEqual(values[0], ['algorithm.metaStepSize', { 2: [0.5] }]);
    assert.deepEqual(values[1], ['evaluation.transductive', { 4: [0] }]);
    assert.equal(textIn(values[2]?.[1] ?? {}, 3), 'sine');
    assert.deepEqual(session[5], [7]);
    for (const [outcome, status] of [
      ['success', 1],
      ['failure', 2],
    ] as const) {
      const end = messageAt(bytesIn(messageAt(encodeSessionEnd(outcome, 9), ...data), 2), 4);
      assert.deepEqual(end, { 1: [status], 2: [9] });
    }
  });

  it('are no figures to a reader of a version that knows none of them', () => {
    for (const record of [...encodeSessionStart(experiment, 'id', 7), encodeSessionEnd('success', 8)])
      assert.deepEqual(decodeEvent(record), { kind: 'other' });
  });

  it('stand in the event files of a run: an end only where it stays one', async () => {
    const endings = async (directory: string) =>
      (await recordsIn(directory)).filter((record) => Buffer.from(record).includes('session_end_info')).length;
    const directory = await newTinyRun(folder());
    const stop = new AbortController();
    await carryOutRun(directory, {
      signal: stop.signal,
      onProgress: (progress) => progress.kind === 'iteration' && progress.iteration === 20 && stop.abort(),
    });
    assert.equal(await endings(directory), 0);
    assert.equal((await carryOutRun(directory)).state, 'completed');
    assert.equal(await endings(directory), 1);
    const diverging = await newTinyRun(folder(), {
      algorithm: { innerOptimizer: { kind: 'sgd', learningRate: 1e6 } },
    });
    assert.equal(codeOf((await carryOutRun(diverging)).manifest.failure), 'diverged');
    assert.equal(await endings(diverging), 1);
  });

  it('are the run’s own where it went on from another one', async () => {
    const directory = await newTinyRun(folder());
    await carryOutRun(directory);
    const maker = { runsFolder: folder(), askedBy: 'terminal', launcher: null, secret: undefined } as const;
    const asked = { checkpoint: 'latest', extendBy: 30 } as const;
    const run = { directory, manifest: await readManifest(directory) };
    const continued = await continueRun(run, asked, { ...maker, version: '0' });
    const spoken = (await recordsIn(continued.directory)).filter((record) =>
      Buffer.from(record).includes('_hparams_/'),
    );
    assert.deepEqual(spoken, []);
  });

  it('fill the HPARAMS tab of a real TensorBoard', async function () {
    const python = await findTensorBoard();
    if (python === undefined) {
      console.log(
        '        skipped: no Python with TensorBoard (python3, or the program that REPTILE_LAB_PYTHON names)',
      );
      return this.skip();
    }
    this.timeout(120_000);
    const seeds = [4, 5];
    for (const seed of seeds) {
      const directory = await newTinyRun(folder(), {}, [`seed=${seed}`]);
      assert.equal((await carryOutRun(directory)).state, 'completed');
    }
    const answer = await askHparams(python, folder());
    assert.ok(answer.hparams.includes('algorithm.metaStepSize') && answer.hparams.includes('seed'));
    assert.deepEqual(answer.metrics, ['eval/loss', 'train/inner_loss_last']);
    assert.deepEqual(answer.sessions.map(({ seed }) => seed).sort(), seeds);
    for (const { kind, status, loss, loss_at } of answer.sessions) {
      assert.deepEqual([kind, status, loss_at], ['sine', 'STATUS_SUCCESS', 60]);
      assert.ok(loss > 0);
    }
  });
});

interface HparamsAnswer {
  readonly hparams: readonly string[];
  readonly metrics: readonly string[];
  readonly sessions: readonly {
    readonly seed: number;
    readonly kind: string;
    readonly status: string;
    readonly loss: number;
    readonly loss_at: number;
  }[];
}

/** What the backend of TensorBoard's HPARAMS tab makes of the runs in a folder, by its own data provider. */
async function askHparams(python: string, folder: string): Promise<HparamsAnswer> {
  const program = `
import json, sys
from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer
from tensorboard.context import RequestContext
from tensorboard.plugins import base_plugin
from tensorboard.plugins.hparams import api_pb2, backend_context, get_experiment, list_session_groups
multiplexer = plugin_event_multiplexer.EventMultiplexer()
multiplexer.AddRunsFromDirectory(sys.argv[1])
multiplexer.Reload()
provider = data_provider.MultiplexerDataProvider(multiplexer, sys.argv[1])
backend = backend_context.Context(base_plugin.TBContext(data_provider=provider))
experiment = get_experiment.Handler(RequestContext(), backend, '', api_pb2.GetExperimentRequest()).run()
request = api_pb2.ListSessionGroupsRequest(
  start_index=0, slice_size=10,
  allowed_statuses=[api_pb2.STATUS_UNKNOWN, api_pb2.STATUS_SUCCESS, api_pb2.STATUS_FAILURE, api_pb2.STATUS_RUNNING])
for info in experiment.metric_infos:
  request.col_params.add().metric.CopyFrom(info.name)
groups = list_session_groups.Handler(RequestContext(), backend, '', request).run().session_groups
print(json.dumps({
  'hparams': [info.name for info in experiment.hparam_infos],
  'metrics': [info.name.tag for info in experiment.metric_infos],
  'sessions': [{
    'seed': group.hparams['seed'].number_value,
    'kind': group.hparams['task.kind'].string_value,
    'status': api_pb2.Status.Name(session.status),
    'loss': [value.value for value in session.metric_values if value.name.tag == 'eval/loss'][0],
    'loss_at': [value.training_step for value in session.metric_values if value.name.tag == 'eval/loss'][0],
  } for group in groups for session in group.sessions],
}))`;
  const { stdout } = await promisify(execFile)(python, ['-c', program, folder]);
  return JSON.parse(stdout);
}
