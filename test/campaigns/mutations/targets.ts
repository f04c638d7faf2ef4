// What can be mutated: every kind of file and folder of a run directory, and what lies beside the runs.

/** In which state the mutated run is; each is a real run of the fixture. */
export const roles = ['stopped', 'completed', 'lost', 'queued', 'failed'] as const;
export type Role = (typeof roles)[number];

export type TargetShape = 'json' | 'file' | 'folder' | 'runDirectory';

export interface Target {
  readonly name: string;
  readonly shape: TargetShape;
  /**
   * Relative to the run directory, to the runs folder, or to the workspace; a part `*` is the last entry of its folder by
   * number or name.
   */
  readonly pattern: string;
  readonly within: 'run' | 'runs' | 'workspace';
  /** What is put there first where the fixture has nothing. Undefined: only runs that have it are mutated. */
  readonly initial?: string;
}

const deadLock = JSON.stringify({
  host: 'elsewhere',
  pid: 4_000_000,
  startedAt: null,
  token: '00000000-0000-4000-8000-000000000000',
});

const deletedEntry = '.trash/20260101T000000Z-00000000';

const view = `${JSON.stringify({
  filter: 'accuracy > 0.5 or has star',
  sort: [{ column: 'accuracy', direction: 'descending' }],
  grouping: { by: 'column', column: 'state' },
  columns: ['state', 'lr', 'seed'],
  pinned: ['run'],
  widths: { state: 80 },
})}\n`;

export const targets: readonly Target[] = [
  { name: 'run.json', shape: 'json', pattern: 'run.json', within: 'run' },
  { name: 'source.reptile.json', shape: 'json', pattern: 'source.reptile.json', within: 'run' },
  { name: 'experiment.json', shape: 'json', pattern: 'experiment.json', within: 'run' },
  { name: 'origin.json', shape: 'json', pattern: 'origin.json', within: 'run' },
  { name: 'events', shape: 'file', pattern: 'events.out.tfevents.*', within: 'run' },
  { name: 'checkpoints', shape: 'folder', pattern: 'checkpoints', within: 'run' },
  { name: 'checkpoints/N', shape: 'folder', pattern: 'checkpoints/*', within: 'run' },
  { name: 'parameters.f32', shape: 'file', pattern: 'checkpoints/*/parameters.f32', within: 'run' },
  { name: 'optimizer.f32', shape: 'file', pattern: 'checkpoints/*/optimizer.f32', within: 'run' },
  { name: 'state.json', shape: 'json', pattern: 'checkpoints/*/state.json', within: 'run' },
  { name: 'SHA256SUMS', shape: 'file', pattern: 'checkpoints/*/SHA256SUMS', within: 'run' },
  { name: 'samples', shape: 'folder', pattern: 'samples', within: 'run' },
  { name: 'samples/N.json', shape: 'json', pattern: 'samples/*.json', within: 'run' },
  { name: 'evaluations', shape: 'folder', pattern: 'evaluations', within: 'run' },
  { name: 'evaluations/X.json', shape: 'json', pattern: 'evaluations/*.json', within: 'run' },
  { name: 'control', shape: 'folder', pattern: 'control', within: 'run' },
  {
    name: 'control/X.json',
    shape: 'json',
    pattern: 'control/1700000000000-00000000-stop.json',
    within: 'run',
    initial: '{"kind":"stop"}\n',
  },
  { name: 'trainer.lock', shape: 'json', pattern: 'trainer.lock', within: 'run', initial: deadLock },
  {
    name: 'launch-claim',
    shape: 'file',
    pattern: 'launch-claim',
    within: 'run',
    initial: '00000000-0000-4000-8000-000000000000\n',
  },
  {
    name: 'marks.json',
    shape: 'json',
    pattern: 'marks.json',
    within: 'run',
    initial: '{"formatVersion":1,"star":true,"name":"Good","addedTags":["a"],"removedTags":["b"],"note":"n"}\n',
  },
  { name: 'log.txt', shape: 'file', pattern: 'log.txt', within: 'run' },
  {
    name: '.launching',
    shape: 'file',
    pattern: '.launching',
    within: 'runs',
    initial: '00000000-0000-4000-8000-000000000000',
  },
  { name: '.cache', shape: 'folder', pattern: '.cache', within: 'runs', initial: 'folder' },
  { name: '.trash', shape: 'folder', pattern: '.trash', within: 'runs', initial: 'folder' },
  {
    name: 'runs-index',
    shape: 'file',
    pattern: '.cache/runs-index',
    within: 'runs',
    initial: `reptile-lab runs 1\t00\t00\n20260101T000000Z-small-sine-0000\t1\t{}\t1\t[]\n`,
  },
  { name: 'a deleted entry', shape: 'folder', pattern: deletedEntry, within: 'runs', initial: 'folder' },
  {
    name: 'a deleted run',
    shape: 'folder',
    pattern: `${deletedEntry}/20260101T000000Z-small-sine-0000`,
    within: 'runs',
    initial: 'folder',
  },
  { name: 'views', shape: 'folder', pattern: '.reptile/views', within: 'workspace', initial: 'folder' },
  { name: 'a view', shape: 'json', pattern: '.reptile/views/Team.json', within: 'workspace', initial: view },
  { name: 'a foreign entry', shape: 'file', pattern: 'zz-foreign', within: 'runs', initial: 'not a run' },
  {
    name: 'a foreign folder',
    shape: 'folder',
    pattern: '20990101T000000Z-foreign-0000',
    within: 'runs',
    initial: 'folder',
  },
  { name: 'the run directory', shape: 'runDirectory', pattern: '.', within: 'run' },
];
