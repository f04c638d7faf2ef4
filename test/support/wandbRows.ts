// Rows of a W&B history of any items, as often as wanted: records of protocol buffers for `WandbFile.record`.

import { PbfWriter } from 'pbf';
import { wandbFields, writeWandbItem } from './wandbFile.ts';

const { record, row } = wandbFields;

/** A record with a row of these items: their names within each other, and their JSON. */
export function historyRecord(items: Iterable<readonly [names: readonly string[], json: string]>): Uint8Array {
  const message = new PbfWriter();
  const writeRow = (_: undefined, content: PbfWriter) => {
    for (const [names, json] of items) writeWandbItem(content, names, json);
    content.writeMessage(row.step, (__, step: PbfWriter) => step.writeVarintField(1, 1), undefined);
  };
  message.writeMessage(record.history, writeRow, undefined);
  return message.finish();
}
