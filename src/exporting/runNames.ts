// What runs of one export are called, none as another: ids are names of folders, and in other folders there may be the same.

import type { RunToExport } from './runToExport.ts';

/** The run's id, which stands as `run` in tables: of runs that have the same one others in an export may be called so, too. */
export function nameOf({ row, manifest }: RunToExport): string {
  const id = row.cells.get('run');
  return typeof id === 'string' ? id : manifest.id;
}

/**
 * The same runs, with names that tell them apart: those of one id have before it as many of the folders that they lie
 * in as that takes, `a/version_0` and `b/version_0`.
 */
export function tellApart(runs: readonly RunToExport[]): readonly RunToExport[] {
  const depths = runs.map(() => 0);
  const names = runs.map(nameOf);
  for (let shared = sharedAmong(names); shared.size > 0; shared = sharedAmong(names)) {
    let hasChanged = false;
    for (const [place, run] of runs.entries()) {
      if (!shared.has(names[place] ?? '')) continue;
      depths[place] = (depths[place] ?? 0) + 1;
      const name = nameWithin(run, depths[place] ?? 0);
      hasChanged ||= name !== names[place];
      names[place] = name;
    }
    // Of a run that is there twice.
    if (!hasChanged) break;
  }
  return runs.map((run, place) => withName(run, names[place] ?? ''));
}

function sharedAmong(names: readonly string[]): ReadonlySet<string> {
  const [met, shared] = [new Set<string>(), new Set<string>()];
  for (const name of names) {
    if (met.has(name)) shared.add(name);
    met.add(name);
  }
  return shared;
}

/** With this many of the folders above it. */
function nameWithin(run: RunToExport, depth: number): string {
  const id = nameOf(run);
  const folders = run.directory.split(/[/\\]/).filter((part) => part !== '');
  const own = id.split('/').length;
  return [...folders.slice(-own - depth, -own), id].join('/');
}

/** A person tells it by its title, in which the name stands then. */
function withName(run: RunToExport, name: string): RunToExport {
  const id = nameOf(run);
  if (name === id) return run;
  const title = run.row.cells.get('title');
  const own = typeof title === 'string' ? title : run.manifest.name;
  const told = own.startsWith(id) ? `${name}${own.slice(id.length)}` : `${own} · ${name}`;
  return { ...run, row: { ...run.row, cells: new Map([...run.row.cells, ['run', name], ['title', told]]) } };
}
