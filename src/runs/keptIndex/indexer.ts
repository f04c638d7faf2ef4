// The process that reads the runs of a folder and keeps the index of them, for a window that opens on thousands: what
// reading takes goes with it.
//
// node indexer.js FOLDER VERSION [WITHIN]
// With WITHIN, a folder, it looks only inside of that, behind no link, and removes nothing.

import '../../base/ignoreDebuggerSignal.ts';
import { lookUpInside } from '../../base/cautiousLookup.ts';
import { userFolder } from '../../base/userFolder.ts';
import { userSecret } from '../../base/userSecret.ts';
import { RunLister } from '../listRuns.ts';
import { readRunLabels } from '../runLabels.ts';
import { KeptIndex } from './keptIndex.ts';

const [folder, version, within] = process.argv.slice(2);
if (folder === undefined || version === undefined) throw new TypeError('Of which folder, and for which version?');

const kept = new KeptIndex(folder, {
  secret: () => userSecret(userFolder()),
  version,
  mayRemove: () => within === undefined,
});
const mayLookInto = (place: string) => within === undefined || lookUpInside(within, place) !== 'notLookedUp';
const lister = new RunLister(folder, { mayLookInto, kept });
const listings = await lister.list();
// Labels are made of the facts of their experiments, which are kept as well.
await readRunLabels(
  listings.filter((listing) => listing.kind === 'run'),
  (directory, stamp) => kept.factsOf(directory, stamp),
);
await lister.keep();
kept.dispose();
