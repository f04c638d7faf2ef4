// What the head shows of a run: its words, how far it is, and a button for every request.

import type { RunRequest } from '../../src/panel/panelMessages.ts';
import { isEnded, isLogState, isPutRightInFile } from '../../src/runs/runState.ts';
import { likeliestIn, requestsIn, type StateTone, shownStateOf, titleOf, toneOf } from '../../src/words/states.ts';
import type { LiveRun } from '../model.ts';
import { translate } from '../translate.ts';
import { wordsOfRequest } from './requestWords.ts';
import { runFacts, type ShownFigure } from './runFacts.ts';
import { describeProtocol, keyFigures, type Notice, progressWords, shareDone, stateNotice } from './runWords.ts';

/** A state in a word, and how it feels. */
export interface StateView {
  readonly word: string;
  readonly tone: StateTone;
}

export interface HeadView {
  readonly name: string;
  readonly state: StateView;
  /** Another program's: nothing can be asked of it, and it has no files of ours. */
  readonly isLog: boolean;
  /** Algorithm and protocol as short badges, and what held-out tasks are drawn from. */
  readonly protocol: { readonly badges: readonly string[]; readonly text: string };
  readonly progress: ProgressView;
  readonly notice: Notice | undefined;
  readonly requests: readonly RequestView[];
  /** The experiment or its data made the run fail: its file comes before what would fail again. */
  readonly editsFirst: boolean;
  readonly keyFigures: { readonly name: string; readonly figures: readonly ShownFigure[] };
  readonly facts: readonly ShownFigure[];
}

export interface ProgressView {
  /** `620 of 2,000 meta-iterations` */
  readonly count: string;
  readonly share: string;
  /** 0 to 1 */
  readonly done: number;
  /** Of a run that ended before its end. */
  readonly endedTone: StateTone | undefined;
}

/** All that the head shows of a run. */
export function headView(live: LiveRun): HeadView {
  const { run } = live;
  const shown = shownStateOf(run);
  const state: StateView = { word: titleOf(shown, translate), tone: toneOf(shown) };
  return {
    name: run.name,
    state,
    isLog: isLogState(run.state),
    protocol: describeProtocol(run),
    progress: {
      ...progressWords(run),
      done: shareDone(run),
      endedTone: isEnded(run.state) && run.state !== 'completed' ? state.tone : undefined,
    },
    notice: stateNotice(run),
    requests: requestViews(live),
    editsFirst: isPutRightInFile(run.failure),
    keyFigures: keyFigures(live),
    facts: runFacts(live),
  };
}

export interface RequestView {
  readonly request: RunRequest;
  readonly label: string;
  readonly hint: string;
  /** What is said when it was pressed. */
  readonly sent: string;
  readonly appearance: 'primary' | 'secondary';
  readonly isHidden: boolean;
  /** While another request is waited for. */
  readonly isDisabled: boolean;
}

const requests: readonly RunRequest[] = [
  'start',
  'startSmaller',
  'continueSmaller',
  'continue',
  'resume',
  'pause',
  'stop',
  'checkpoint',
];
const goingOn: ReadonlySet<RunRequest> = new Set(['start', 'startSmaller', 'continue', 'resume']);

/** A button for every request; the one whose effect is waited for says so. */
function requestViews({ run, pending }: Pick<LiveRun, 'run' | 'pending'>): readonly RequestView[] {
  const shown = shownStateOf(run);
  // Its checkpoints are another program's own affair.
  const available = requestsIn(shown).filter((request) => request !== 'checkpoint' || run.algorithm.kind !== null);
  const first = isPutRightInFile(run.failure) ? undefined : likeliestIn(shown);
  return requests.map((request) => {
    const { label, hint, sent } = wordsOfRequest(request);
    return {
      request,
      label: pending?.request === request ? `${sent}…` : label,
      hint,
      sent,
      appearance: goingOn.has(request) && request === first ? 'primary' : 'secondary',
      isHidden: !available.includes(request),
      isDisabled: pending !== null,
    };
  });
}
