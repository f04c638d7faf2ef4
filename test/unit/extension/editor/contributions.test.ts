// The ids in contributions.ts and those in package.json are the same, and every text and file that package.json names
// exists.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { presets } from '../../../../src/experiment/presets.ts';
import {
  commandIds,
  commandsThatNeedTrust,
  compareViewType,
  contextKeys,
  experimentFileEnding,
  noteScheme,
  panelViewType,
  runColourIds,
  runDocumentScheme,
  settingIds,
  submenuIds,
  viewContainerId,
  viewIds,
  walkthroughId,
} from '../../../../src/extension/editor/contributions.ts';
import { runHues } from '../../../../src/panel/runColours.ts';
import { likeliestIn, mayBeAsked, type RunAction, shownStates } from '../../../../src/words/states.ts';

const project = path.resolve(import.meta.dirname, '..', '..', '..', '..');
const readJson = (name: string) => JSON.parse(readFileSync(path.join(project, name), 'utf8'));
const manifest = readJson('package.json');
const texts: Record<string, string> = readJson('package.nls.json');
const contributes = manifest.contributes;

/** Every string in a JSON value, keys left out. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

const sorted = (values: Iterable<string>) => [...new Set(values)].sort();
const named = (items: readonly Record<string, string>[], key: string) => sorted(items.map((item) => item[key] ?? ''));

/** Whether a `when` clause holds for a row of the run browser, as far as the row decides. */
function isForRow(when: string, viewItem: string): boolean {
  const [, pattern, word] = /viewItem (?:=~ \/(.+?)\/|== (\S+))(?: &&|$)/.exec(when) ?? [];
  if (pattern !== undefined) return new RegExp(pattern).test(viewItem);
  assert.ok(word !== undefined, when);
  return word === viewItem;
}

/** Of runs that their experiment made fail. */
const isForAmiss = (when: string) => !isForRow(when, 'run.failed') && isForRow(when, 'run.failed.amiss');

describe('contributions', () => {
  it('has the commands of package.json', () => {
    assert.deepEqual(named(contributes.commands, 'command'), sorted(Object.values(commandIds)));
  });

  it('has the settings of package.json', () => {
    assert.deepEqual(sorted(Object.keys(contributes.configuration.properties)), sorted(Object.values(settingIds)));
  });

  it('lets no workspace say when deleted runs are removed', () => {
    assert.equal(contributes.configuration.properties[settingIds.trashDays].scope, 'machine');
  });

  it('has the views, the container and the walkthrough of package.json', () => {
    assert.deepEqual(named(contributes.views[viewContainerId], 'id'), sorted(Object.values(viewIds)));
    assert.deepEqual(named(contributes.viewsContainers.activitybar, 'id'), [viewContainerId]);
    assert.deepEqual(named(contributes.walkthroughs, 'id'), [walkthroughId]);
  });

  it('has the menus within menus and the colours of package.json, which are those of charts', () => {
    assert.deepEqual(named(contributes.submenus, 'id'), sorted(Object.values(submenuIds)));
    for (const id of Object.values(submenuIds)) assert.ok(contributes.menus[id].length > 0, id);
    assert.deepEqual(named(contributes.colors, 'id'), sorted(Object.values(runColourIds)));
    for (const [name, id] of Object.entries(runColourIds)) {
      const { defaults } = contributes.colors.find((color: { id: string }) => color.id === id);
      const hue = Object.entries(runHues).find(([known]) => known === name)?.[1];
      assert.deepEqual(defaults, { ...hue, highContrast: hue?.dark, highContrastLight: hue?.light }, name);
    }
  });

  it('has every context key of its own that a when clause asks for, and package.json asks for every one', () => {
    const ids = new Set<string>([...Object.values(commandIds), ...Object.values(viewIds)]);
    const clauses = [
      ...Object.values<Record<string, string>[]>(contributes.menus).flat(),
      ...contributes.viewsWelcome,
      ...contributes.keybindings,
    ];
    const asked = clauses
      .flatMap(({ when = '' }) => when.match(/reptileLab\.\w+/g) ?? [])
      .filter((name) => !ids.has(name));
    const completions = stringsIn(contributes.walkthroughs).flatMap((text) => /^onContext:(.*)$/.exec(text)?.[1] ?? []);
    assert.deepEqual(sorted([...asked, ...completions]), sorted(Object.values(contextKeys)));
  });

  it('activates for what it restores and for its files', () => {
    for (const type of [panelViewType, compareViewType])
      assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${type}`), type);
    assert.ok(manifest.activationEvents.includes(`onFileSystem:${runDocumentScheme}`));
    assert.ok(manifest.activationEvents.includes(`onFileSystem:${noteScheme}`));
    assert.ok(manifest.activationEvents.includes(`workspaceContains:**/*${experimentFileEnding}`));
    assert.ok(!manifest.activationEvents.includes('onStartupFinished') && !manifest.activationEvents.includes('*'));
  });
});

describe('package.json', () => {
  it('names only texts that package.nls.json holds, and all of them', () => {
    const used = stringsIn(manifest).flatMap((text) => /^%(.+)%$/.exec(text)?.[1] ?? []);
    assert.deepEqual(sorted(used), sorted(Object.keys(texts)));
  });

  it('names only commands that exist, in menus, keys and links', () => {
    const own = new Set<string>([...Object.values(commandIds), ...Object.values(viewIds).map((id) => `${id}.focus`)]);
    const inMenus = Object.values<{ command?: string; submenu?: string }[]>(contributes.menus)
      .flat()
      .flatMap(({ command, submenu }) => {
        if (command === undefined) assert.ok(Object.values<unknown>(submenuIds).includes(submenu), submenu);
        return command ?? [];
      });
    const inKeys = contributes.keybindings.map((item: { command: string }) => item.command);
    const inLinks = Object.values(texts).flatMap((text) =>
      [...text.matchAll(/command:([\w.]+)/g)].map((match) => match[1] ?? ''),
    );
    for (const command of [...inMenus, ...inKeys, ...inLinks]) {
      assert.ok(own.has(command) || /^(vscode|workbench)\./.test(command), command);
    }
  });

  it('links to presets and a walkthrough that exist', () => {
    const linked = Object.values(texts).flatMap((text) => [...text.matchAll(/command:([\w.]+)\?([^)\s]+)/g)]);
    const known = new Set([
      ...presets.map((preset) => preset.id),
      `${manifest.publisher}.${manifest.name}#${walkthroughId}`,
    ]);
    assert.ok(linked.length > 0);
    for (const [, , query = ''] of linked) {
      for (const argument of JSON.parse(decodeURIComponent(query))) assert.ok(known.has(argument), argument);
    }
  });

  it("offers in a run's menu what may be asked in its state, and whatever does not depend on it always", () => {
    const asked = new Map<string, RunAction>([
      [commandIds.startQueuedRun, 'start'],
      [commandIds.pause, 'pause'],
      [commandIds.continue, 'continue'],
      [commandIds.stop, 'stop'],
      [commandIds.resume, 'resume'],
      [commandIds.startWithSmallerRate, 'startSmaller'],
      [commandIds.continueWithSmallerRate, 'continueSmaller'],
      [commandIds.saveCheckpoint, 'checkpoint'],
      [commandIds.deleteRun, 'delete'],
    ]);
    const items: readonly { command: string; submenu: string; group: string; when: string }[] =
      contributes.menus['view/item/context'];
    const offered = new Set(items.map(({ command }) => command));
    for (const command of asked.keys()) assert.ok(offered.has(command), command);
    const ofOthers = new Set<string>([
      commandIds.pauseSweep,
      commandIds.continueSweep,
      commandIds.stopSweep,
      submenuIds.queue,
    ]);
    // Beside the row stands what is offered first, and nothing that leads nowhere.
    const firstOnly = new Map<string, RunAction>([
      [commandIds.resume, 'resume'],
      [commandIds.startWithSmallerRate, 'startSmaller'],
    ]);
    for (const { command, submenu, group, when } of items) {
      if (command === commandIds.repairRun || ofOthers.has(command ?? submenu) || isForAmiss(when)) continue;
      const action = asked.get(command);
      const first = group.startsWith('inline') ? firstOnly.get(command) : undefined;
      for (const state of shownStates) {
        const expected =
          first !== undefined ? likeliestIn(state) === first : action === undefined || mayBeAsked(state, action);
        assert.equal(isForRow(when, `run.${state}`), expected, `${command} of a run that is ${state}: ${when}`);
      }
    }
  });

  it('offers the experiment file beside a row where that, or its data, made the run fail, and to resume it in the menu', () => {
    const items: readonly { command: string; group: string; when: string }[] = contributes.menus['view/item/context'];
    const offeredFor = (row: string, inMenu: boolean) =>
      items.flatMap(({ command, group, when }) =>
        group.startsWith('inline') !== inMenu && isForRow(when, row) ? [command] : [],
      );
    for (const kind of ['run', 'program']) {
      const [failed, amiss] = [`${kind}.failed`, `${kind}.failed.amiss`];
      assert.deepEqual(offeredFor(failed, false), [commandIds.resume, commandIds.openPanel]);
      assert.deepEqual(offeredFor(amiss, false), [commandIds.editExperimentOfRun, commandIds.openPanel]);
      assert.deepEqual(offeredFor(amiss, true), offeredFor(failed, true));
    }
    const once = offeredFor('program.failed.once', true);
    assert.deepEqual(offeredFor('program.failed.once.amiss', true), once);
    assert.ok(once.includes(commandIds.deleteRun) && !once.includes(commandIds.resume));
  });

  it('offers for runs of other programs, and for logs, what makes sense for these', () => {
    const items: readonly { command: string; submenu: string; when: string }[] = contributes.menus['view/item/context'];
    const offeredFor = (row: string) =>
      new Set(items.filter(({ when }) => isForRow(when, row)).map(({ command, submenu }) => command ?? submenu));
    const ofOursAlone = [
      commandIds.extendRun,
      commandIds.continueFromCheckpoint,
      commandIds.beginWithRun,
      commandIds.evaluateRun,
      commandIds.adaptToMyData,
      commandIds.compareRuns,
      commandIds.saveCheckpoint,
      commandIds.startWithSmallerRate,
      commandIds.continueWithSmallerRate,
    ];
    for (const state of shownStates.filter((each) => !['live', 'ended', 'crashed'].includes(each))) {
      const expected = [...offeredFor(`run.${state}`)].filter((id) => !ofOursAlone.some((ours) => ours === id));
      assert.deepEqual(sorted(offeredFor(`program.${state}`)), sorted(expected), state);
      const once = expected.filter((id) => id !== commandIds.resume);
      assert.deepEqual(sorted(offeredFor(`program.${state}.once`)), sorted(once), `${state}, once`);
    }
    for (const state of ['live', 'ended', 'crashed'])
      assert.deepEqual(
        sorted(offeredFor(`log.${state}`)),
        sorted([
          commandIds.openPanel,
          commandIds.openComparePage,
          commandIds.exportRuns,
          commandIds.revealRunFolder,
          commandIds.copyRunPath,
          submenuIds.mark,
        ]),
        state,
      );
  });

  it('offers in the palette what is done with runs of ours, or that were launched, where there are some', () => {
    const items: readonly { command: string; when: string }[] = contributes.menus.commandPalette;
    const whereOf = (key: string) => items.filter(({ when }) => when.includes(key)).map(({ command }) => command);
    assert.deepEqual(sorted(whereOf(contextKeys.hasOwn)), [
      'reptileLab.adaptToMyData',
      'reptileLab.beginWithRun',
      'reptileLab.compareRuns',
      'reptileLab.continueFromCheckpoint',
      'reptileLab.evaluateRun',
      'reptileLab.extendRun',
    ]);
    assert.deepEqual(sorted(whereOf(contextKeys.hasLaunched)), [
      'reptileLab.cleanUp',
      'reptileLab.compareExperimentOfRun',
      'reptileLab.copyRunCommand',
      'reptileLab.editExperimentOfRun',
      'reptileLab.forkExperiment',
      'reptileLab.openExperimentOfRun',
      'reptileLab.openLog',
      'reptileLab.runAgain',
      'reptileLab.runAgainWith',
    ]);
  });

  it('offers the queue of a run that waits alone, and what is done to all runs of a sweep on its row alone', () => {
    const items: readonly { command: string; submenu: string; when: string }[] = contributes.menus['view/item/context'];
    const whenOf = (id: string) => items.filter(({ command, submenu }) => (command ?? submenu) === id);
    for (const { when } of whenOf(submenuIds.queue))
      assert.deepEqual(
        shownStates.filter((state) => isForRow(when, `run.${state}`)),
        ['queued'],
      );
    for (const command of [commandIds.pauseSweep, commandIds.continueSweep, commandIds.stopSweep]) {
      assert.ok(whenOf(command).length > 0);
      for (const { when } of whenOf(command)) {
        assert.ok(isForRow(when, 'group.sweep'));
        for (const row of ['group', ...shownStates.map((state) => `run.${state}`)]) assert.ok(!isForRow(when, row));
      }
    }
  });

  it('offers to repair a run whose run.json is damaged, beside its row and in its menu, and no other', () => {
    const items: readonly { command: string; group: string; when: string }[] = contributes.menus['view/item/context'];
    const repairing = items.filter(({ command }) => command === commandIds.repairRun);
    assert.ok(repairing.some(({ group }) => group.startsWith('inline')) && repairing.length === 2);
    for (const { when } of repairing) {
      assert.ok(isForRow(when, 'unreadableRun.damaged'));
      for (const row of ['unreadableRun', ...shownStates.map((state) => `run.${state}`)])
        assert.ok(!isForRow(when, row));
    }
    const ofAll = items.filter(({ when }) => isForRow(when, 'unreadableRun')).map(({ command }) => command);
    const ofDamaged = items.filter(({ when }) => isForRow(when, 'unreadableRun.damaged')).map(({ command }) => command);
    assert.deepEqual(sorted(ofDamaged), sorted([...ofAll, commandIds.repairRun]));
  });

  it('lets the palette offer every command only where it can run', () => {
    const always = new Set<string>([
      commandIds.newExperiment,
      commandIds.addLogFolder,
      commandIds.refresh,
      commandIds.showOutput,
      commandIds.getDataset,
      commandIds.installTensorFlowBackend,
      commandIds.restoreRuns,
      commandIds.emptyTrash,
    ]);
    const conditional = new Set(contributes.menus.commandPalette.map((item: { command: string }) => item.command));
    for (const command of Object.values(commandIds))
      assert.equal(conditional.has(command), !always.has(command), command);
  });

  it('offers what executes something in trusted workspaces alone, and nothing else depends on trust', () => {
    const needTrust = new Set<string>(commandsThatNeedTrust);
    const items = Object.values<{ command?: string; when?: string }[]>(contributes.menus).flat();
    for (const { command = '', when = '' } of items) {
      assert.equal(/(^|&& )isWorkspaceTrusted( &&|$)/.test(when), needTrust.has(command), `${command}: ${when}`);
    }
    assert.deepEqual(sorted(needTrust), [
      'reptileLab.adaptToMyData',
      'reptileLab.beginWithRun',
      'reptileLab.compareRuns',
      'reptileLab.continueFromCheckpoint',
      'reptileLab.continueWithSmallerRate',
      'reptileLab.evaluateRun',
      'reptileLab.extendRun',
      'reptileLab.resume',
      'reptileLab.runAgain',
      'reptileLab.runAgainWith',
      'reptileLab.startMetaTraining',
      'reptileLab.startNow',
      'reptileLab.startQueuedRun',
      'reptileLab.startSweep',
      'reptileLab.startWith',
      'reptileLab.startWithSmallerRate',
    ]);
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
  });

  it('names only pictures that exist', () => {
    const pictures = stringsIn(manifest).filter((text) => /^media\/.*\.(svg|png)$/.test(text));
    assert.ok(pictures.length >= 6);
    for (const picture of pictures) assert.ok(existsSync(path.join(project, picture)), picture);
  });
});
