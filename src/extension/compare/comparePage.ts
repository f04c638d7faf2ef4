// One tab that compares runs: a feed for each, what they have only together, and their paired differences.

import { Uri, type WebviewPanel } from 'vscode';
import { WorkRest } from '../../base/workRest.ts';
import type { CompareHostMessage, ComparePageMessage } from '../../panel/compareMessages.ts';
import { mostCompared } from '../../panel/compareMessages.ts';
import type { HostMessage } from '../../panel/panelMessages.ts';
import type { DrawnColour } from '../../panel/runColours.ts';
import { titleOfRun } from '../../runs/runLabel.ts';
import { ownHuesOf } from '../../table/rowHues.ts';
import { titlePanel } from '../doors/panelTab.ts';
import { mayLookInto } from '../editor/dataLookup.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import { Gathered } from '../editor/gathered.ts';
import { pageHtml, pageOptions } from '../editor/webviewPage.ts';
import { tailsAmong } from '../panel/openTail.ts';
import { RunFeed } from '../panel/runFeed.ts';
import { amongMany } from '../panel/runHistory.ts';
import type { RunIndex } from '../runs/runIndex.ts';
import { titleOfRecord } from '../runs/runRecord.ts';
import type { RunRows } from '../runs/runRows.ts';
import { describeRunsBeside } from './runsBeside.ts';
import { SamplesBeside } from './samplesBeside.ts';
import { type AskedPairing, runsToPair, StoredPairs } from './storedPairs.ts';

/** What the page asks for that others carry out. */
export type CompareRequest = Extract<
  ComparePageMessage,
  { readonly kind: 'openRun' | 'addRuns' | 'showDifferences' | 'measure' }
>;

interface CompareSources {
  readonly extensionUri: Uri;
  readonly index: RunIndex;
  readonly rows: RunRows;
  readonly whenLoaded: Promise<void>;
  readonly title: (runs: number) => string;
  readonly onRequest: (request: CompareRequest) => void;
  readonly onClosed: () => void;
  readonly onError: (error: unknown) => void;
}

/** Changes come in bursts. */
const gatherMilliseconds = 150;
/** Evaluations that could not be read are looked at this often, and for a small share of the time. */
const mendMilliseconds = 2000;

export class ComparePage implements Disposable {
  readonly #panel: WebviewPanel;
  readonly #sources: CompareSources;
  readonly #store = new DisposableStore();
  readonly #feeds = new Map<string, RunFeed>();
  /** Runs that the page knows. */
  readonly #started = new Set<string>();
  readonly #pairs = new StoredPairs();
  readonly #samples: SamplesBeside;
  readonly #runsChanged: Gathered<true>;
  readonly #evaluationsChanged: Gathered<true>;
  #directories: readonly string[] = [];
  #asked: AskedPairing = { chosen: 0, reference: undefined };
  #colours: ReadonlyMap<string, DrawnColour> = new Map();
  /** Colours hang on older runs, which are read last. */
  #areAllKnown = false;
  #isPageReady = false;
  #toldRuns = '';
  #toldPairing = '';
  #pairing: Promise<void> = Promise.resolve();
  readonly #pairingRest = new WorkRest();
  #mending: NodeJS.Timeout | undefined;

  constructor(panel: WebviewPanel, directories: readonly string[], sources: CompareSources) {
    this.#panel = panel;
    this.#sources = sources;
    const { extensionUri, rows, index } = sources;
    this.#samples = this.#store.add(
      new SamplesBeside(
        (message) => this.#send(message),
        (directory) => index.get(directory)?.manifest.metaIterations,
      ),
    );
    this.#runsChanged = this.#store.add(new Gathered(gatherMilliseconds, () => this.#tellChangedRuns()));
    this.#evaluationsChanged = this.#store.add(new Gathered(gatherMilliseconds, () => this.#tellPairing()));
    this.#store.add(
      rows.onDidChange(({ changed, removed }) => {
        const isOurs = (directory: string) => this.#directories.includes(directory);
        if (changed.some(isOurs) || removed.some(isOurs)) this.#runsChanged.add([true]);
      }),
    );
    void sources.whenLoaded.then(() => {
      this.#areAllKnown = true;
      if (!this.#store.isDisposed) this.#runsChanged.add([true]);
    });
    this.#store.add(panel.webview.onDidReceiveMessage((message: ComparePageMessage) => this.#hear(message)));
    this.#store.add({ dispose: () => clearTimeout(this.#mending) });
    this.#store.add(panel.onDidChangeViewState(() => this.#followVisibility()));
    this.#store.add(panel.onDidDispose(() => sources.onClosed()));
    panel.iconPath = {
      light: Uri.joinPath(extensionUri, 'media', 'panel-light.svg'),
      dark: Uri.joinPath(extensionUri, 'media', 'panel-dark.svg'),
    };
    panel.webview.options = pageOptions(extensionUri);
    this.directories = directories;
    const page = { name: 'compare', title: panel.title, data: {} } as const;
    panel.webview.html = pageHtml(panel.webview, extensionUri, page);
  }

  /** Absolute paths of the runs that are compared, in the order in which they are shown. */
  get directories(): readonly string[] {
    return this.#directories;
  }

  /** What is known of runs that stay is kept. */
  set directories(directories: readonly string[]) {
    this.#directories = [...new Set(directories)].slice(0, mostCompared);
    for (const [directory, feed] of this.#feeds)
      if (!this.#directories.includes(directory)) {
        feed.dispose();
        this.#feeds.delete(directory);
        this.#started.delete(directory);
      }
    for (const directory of this.#directories) if (!this.#feeds.has(directory)) this.#addFeed(directory);
    titlePanel(this.#panel, this.#sources.title(this.#directories.length));
    this.#tellRuns();
    this.#tellPairing();
  }

  reveal(): void {
    this.#panel.reveal();
  }

  close(): void {
    this.#panel.dispose();
  }

  /** Ends the feeds. The tab itself stays: VS Code shows it again when the window, or the extension, comes back. */
  dispose(): void {
    this.#store.dispose();
    for (const feed of this.#feeds.values()) feed.dispose();
    this.#feeds.clear();
  }

  #addFeed(directory: string): void {
    const titleOfIt = (name: string) => {
      const run = this.#sources.index.get(directory);
      return run === undefined ? titleOfRun(name, '') : titleOfRecord(run);
    };
    const send = (message: HostMessage) => {
      if (message.kind !== 'unavailable' && message.evaluations !== null) this.#evaluationsChanged.add([true]);
      this.#send(lighten(message));
      // A sample is written before the figures of its evaluation.
      if (message.kind !== 'unavailable' && message.curves.length > 0)
        void this.#samples.look(directory).catch(this.#sources.onError);
    };
    const feed = new RunFeed(
      directory,
      directory,
      send,
      undefined,
      titleOfIt,
      amongMany,
      tailsAmong(this.#sources.index.logs, mayLookInto),
    );
    this.#feeds.set(directory, feed);
    if (this.#panel.visible) feed.prepare();
  }

  #hear(message: ComparePageMessage): void {
    switch (message.kind) {
      case 'ready':
        this.#isPageReady = true;
        this.#toldRuns = '';
        this.#toldPairing = '';
        this.#started.clear();
        this.#tellRuns();
        this.#tellPairing();
        return;
      case 'removeRun':
        this.directories = this.#directories.filter((directory) => directory !== message.runKey);
        return;
      case 'pair':
        this.#asked = { chosen: message.chosen, reference: message.reference };
        this.#tellPairing();
        return;
      case 'showSamples': {
        const ours = message.runKeys.filter((key) => this.#directories.includes(key));
        void this.#samples.show(ours).catch(this.#sources.onError);
        return;
      }
      case 'openRun':
      case 'addRuns':
      case 'showDifferences':
      case 'measure':
        if (this.#isAboutOurs(message)) this.#sources.onRequest(message);
        return;
    }
  }

  #isAboutOurs(request: CompareRequest): boolean {
    switch (request.kind) {
      case 'addRuns':
        return true;
      case 'openRun':
        return this.#directories.includes(request.runKey);
      case 'showDifferences':
        return [request.left, request.right].every((key) => this.#directories.includes(key));
      case 'measure':
        return request.runKeys.every((key) => this.#directories.includes(key));
    }
  }

  /** A hidden page is thrown away; the one that is made when it shows again says that it is ready. */
  #followVisibility(): void {
    if (this.#panel.visible) for (const feed of this.#feeds.values()) feed.prepare();
    else {
      this.#isPageReady = false;
      void this.#samples.show([]);
      for (const feed of this.#feeds.values()) feed.stop();
    }
  }

  #tellRuns(): void {
    if (!this.#isPageReady) return;
    const rows = this.#directories.flatMap((directory) => this.#sources.rows.get(directory) ?? []);
    const hues = () => ownHuesOf(this.#sources.rows.all());
    const message = describeRunsBeside(rows, this.#colours, hues, this.#directories.length);
    if (this.#areAllKnown)
      this.#colours = new Map([
        ...this.#colours,
        ...message.runs.map(({ runKey, colour }) => [runKey, colour] as const),
      ]);
    const text = JSON.stringify(message);
    if (text === this.#toldRuns) return;
    this.#toldRuns = text;
    this.#send(message);
    this.#startFeeds(message.runs.map(({ runKey }) => runKey));
  }

  /** A page passes over figures of runs that it does not know yet. */
  #startFeeds(directories: readonly string[]): void {
    for (const directory of directories) {
      if (this.#started.has(directory)) continue;
      this.#started.add(directory);
      this.#feeds.get(directory)?.start();
    }
  }

  #tellChangedRuns(): void {
    this.#tellRuns();
    if (this.#pairs.isOutdatedBy(runsToPair(this.#directories, this.#sources))) this.#tellPairing();
  }

  #tellPairing(): void {
    if (!this.#isPageReady) return;
    this.#pairInTurn(() => Promise.resolve(true));
  }

  #pairInTurn(isDue: () => Promise<boolean>): void {
    const pair = async () => {
      const startedAt = performance.now();
      if (this.#isPageReady && (await isDue())) await this.#pairNow();
      this.#pairMendedIn(this.#pairingRest.begin(startedAt, mendMilliseconds));
    };
    this.#pairing = this.#pairing.then(pair).catch(this.#sources.onError);
  }

  #pairMendedIn(milliseconds: number): void {
    clearTimeout(this.#mending);
    if (!this.#isPageReady || this.#store.isDisposed || !this.#pairs.hasDamaged) return;
    this.#mending = setTimeout(() => this.#pairInTurn(() => this.#pairs.isAnyMended()), milliseconds);
    this.#mending.unref();
  }

  async #pairNow(): Promise<void> {
    if (!this.#isPageReady) return;
    const runs = runsToPair(this.#directories, this.#sources);
    const pairing = await this.#pairs.pair(runs, this.#asked);
    const text = JSON.stringify(pairing);
    if (text === this.#toldPairing || !this.#isPageReady) return;
    this.#toldPairing = text;
    this.#send({ kind: 'pairing', pairing });
  }

  #send(message: CompareHostMessage): void {
    if (!this.#store.isDisposed) void this.#panel.webview.postMessage(message);
  }
}

/** Without curves that the page does not show: all but the newest. */
function lighten(message: HostMessage): HostMessage {
  return message.kind === 'unavailable' ? message : { ...message, curves: message.curves.slice(-1) };
}
