// Rows of a W&B history of any items, as often as wanted: records of protocol buffers for `WandbFile.record`.

import { PbfWriter } from 'pbf';

/** A record with a row of these items: their names within each other, and their JSON. */
export function historyRecord(items: Iterable<readonly [names: readonly string[], json: string]>): Uint8Array {
  const record = new PbfWriter();
  const writeRow = (_: undefined, row: PbfWriter) => {
    for (const [names, json] of items) writeItem(row, names, json);
    row.writeMessage(2, (__, step: PbfWriter) => step.writeVarintField(1, 1), undefined);
  };
  record.writeMessage(2, writeRow, undefined);
  return record.finish();
}

function writeItem(row: PbfWriter, names: readonly string[], json: string): void {
  const write = (_: undefined, item: PbfWriter) => {
    for (const name of names) item.writeStringField(2, name);
    item.writeStringField(16, json);
  };
  row.writeMessage(1, write, undefined);
}
