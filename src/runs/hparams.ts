// What TensorBoard's HPARAMS tab needs of a run, as records of its event file: the experiment's parameters and metrics,
// that a session began, and how it ended (tensorboard/plugins/hparams/plugin_data.proto and api.proto).

import { PbfWriter } from 'pbf';
import type { ExperimentFacts, Fact } from './experimentFacts.ts';

/** A series of the run that a session is judged by. */
export interface HparamsMetric {
  /** Its name in the event file. */
  readonly tag: string;
  readonly displayName: string;
  /** Of held-out tasks, or of training tasks. */
  readonly of: 'heldOut' | 'training';
}

export interface HparamsExperiment {
  readonly name: string;
  readonly description: string;
  readonly facts: ExperimentFacts;
  readonly metrics: readonly HparamsMetric[];
}

/** All that TensorBoard names in such records, and the beginning of every tag that we give them. */
export const hparamsTagPrefix = '_hparams_/';

const tags = {
  experiment: '_hparams_/experiment',
  sessionStart: '_hparams_/session_start_info',
  sessionEnd: '_hparams_/session_end_info',
} as const;

/** Numbers of fields and constants, by message. */
const event = { wallTime: 1, summary: 5 } as const;
const summaryValue = { tag: 1, tensor: 8, metadata: 9 } as const;
const metadata = { pluginData: 1, dataClass: 4, tensorClass: 2 } as const;
const pluginData = { name: 1, content: 2 } as const;
const tensor = { type: 1, float: 1, shape: 2, dimension: 2 } as const;
const hparamsData = { experiment: 2, sessionStart: 3, sessionEnd: 4 } as const;
const experimentField = { description: 1, hparamInfo: 4, metricInfo: 5, name: 6 } as const;
const hparamInfo = { name: 1, type: 4 } as const;
const hparamTypes = { string: 1, boolean: 2, number: 3 } as const;
const metricInfo = { name: 1, displayName: 3, datasetType: 5 } as const;
const metricTag = 2;
const datasetTypes = { training: 1, heldOut: 2 } as const;
const sessionStart = { hparams: 1, modelUri: 2, startTime: 5 } as const;
const mapEntry = { key: 1, value: 2 } as const;
const protobufValue = { number: 2, string: 3, boolean: 4 } as const;
const sessionEnd = { status: 1, endTime: 2 } as const;
const statuses = { success: 1, failure: 2 } as const;

/**
 * What each process of a run tells first: TensorBoard takes the first of each kind that it finds.
 * @param session its parameters, of those that the experiment names; by default all of them
 */
export function encodeSessionStart(
  experiment: HparamsExperiment,
  id: string,
  wallTime: number,
  session: ExperimentFacts = experiment.facts,
): Uint8Array[] {
  return [
    encodeRecord(tags.experiment, wallTime, (data) =>
      data.writeMessage(hparamsData.experiment, writeExperiment, experiment),
    ),
    encodeRecord(tags.sessionStart, wallTime, (data) =>
      data.writeMessage(
        hparamsData.sessionStart,
        (_, start: PbfWriter) => {
          for (const fact of session) start.writeMessage(sessionStart.hparams, writeHparam, fact);
          start.writeStringField(sessionStart.modelUri, id);
          start.writeDoubleField(sessionStart.startTime, wallTime);
        },
        undefined,
      ),
    ),
  ];
}

/**
 * Only for an end that stays one: TensorBoard goes by the first that it finds, and a run that was stopped may go on.
 */
export function encodeSessionEnd(outcome: keyof typeof statuses, wallTime: number): Uint8Array {
  return encodeRecord(tags.sessionEnd, wallTime, (data) =>
    data.writeMessage(
      hparamsData.sessionEnd,
      (_, end: PbfWriter) => {
        end.writeVarintField(sessionEnd.status, statuses[outcome]);
        end.writeDoubleField(sessionEnd.endTime, wallTime);
      },
      undefined,
    ),
  );
}

function writeExperiment({ name, description, facts, metrics }: HparamsExperiment, message: PbfWriter): void {
  message.writeStringField(experimentField.description, description);
  for (const [place, fact] of facts) {
    message.writeMessage(
      experimentField.hparamInfo,
      (_, info: PbfWriter) => {
        info.writeStringField(hparamInfo.name, place);
        info.writeVarintField(hparamInfo.type, typeOf(fact));
      },
      undefined,
    );
  }
  for (const metric of metrics) message.writeMessage(experimentField.metricInfo, writeMetric, metric);
  message.writeStringField(experimentField.name, name);
}

function writeMetric({ tag, displayName, of }: HparamsMetric, message: PbfWriter): void {
  message.writeMessage(metricInfo.name, (_, name: PbfWriter) => name.writeStringField(metricTag, tag), undefined);
  message.writeStringField(metricInfo.displayName, displayName);
  message.writeVarintField(metricInfo.datasetType, datasetTypes[of]);
}

function writeHparam([place, fact]: readonly [string, Fact], entry: PbfWriter): void {
  entry.writeStringField(mapEntry.key, place);
  entry.writeMessage(mapEntry.value, writeFact, fact);
}

function writeFact(fact: Fact, value: PbfWriter): void {
  switch (typeof fact) {
    case 'number':
      value.writeDoubleField(protobufValue.number, fact);
      return;
    case 'boolean':
      value.writeBooleanField(protobufValue.boolean, fact);
      return;
    case 'string':
      value.writeStringField(protobufValue.string, fact);
  }
}

function typeOf(fact: Fact): number {
  switch (typeof fact) {
    case 'number':
      return hparamTypes.number;
    case 'boolean':
      return hparamTypes.boolean;
    case 'string':
      return hparamTypes.string;
  }
}

/** A summary that is all metadata: its value is an empty tensor, as TensorBoard's own writer makes it. */
function encodeRecord(tag: string, wallTime: number, writeData: (data: PbfWriter) => void): Uint8Array {
  const data = new PbfWriter();
  writeData(data);
  const content = data.finish();
  const writer = new PbfWriter();
  writer.writeDoubleField(event.wallTime, wallTime);
  writer.writeMessage(
    event.summary,
    (_, summary: PbfWriter) => summary.writeMessage(1, writeValue, { tag, content }),
    undefined,
  );
  return writer.finish();
}

function writeValue({ tag, content }: { readonly tag: string; readonly content: Uint8Array }, value: PbfWriter): void {
  value.writeStringField(summaryValue.tag, tag);
  value.writeMessage(summaryValue.tensor, writeEmptyTensor, undefined);
  value.writeMessage(
    summaryValue.metadata,
    (_, message: PbfWriter) => {
      message.writeMessage(
        metadata.pluginData,
        (_nothing, plugin: PbfWriter) => {
          plugin.writeStringField(pluginData.name, 'hparams');
          plugin.writeBytesField(pluginData.content, content);
        },
        undefined,
      );
      message.writeVarintField(metadata.dataClass, metadata.tensorClass);
    },
    undefined,
  );
}

function writeEmptyTensor(_: undefined, message: PbfWriter): void {
  message.writeVarintField(tensor.type, tensor.float);
  message.writeMessage(
    tensor.shape,
    (_nothing, shape: PbfWriter) => shape.writeMessage(tensor.dimension, () => {}, undefined),
    undefined,
  );
}
