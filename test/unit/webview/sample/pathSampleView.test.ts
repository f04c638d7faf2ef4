// The sample of a control task in words: what each policy reaches, and where it ends.

import assert from 'node:assert/strict';
import { type PathIllustration, pathSampleView } from '../../../../webview/sample/pathSampleView.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

const navigation: PathIllustration = {
  kind: 'paths',
  bounds: { x: [-0.5, 0.5], y: [-0.5, 0.5] },
  goal: [0.3, 0.4],
  goalRadius: 0.01,
  trajectories: [-40, -20, -12.3].map((totalReward) => [
    { path: [[0, 0], totalReward === -12.3 ? [0.3, 0.4] : [0, 0]], finalPose: [], totalReward },
  ]),
};
const steps = [0, 1, 3];

describe('pathSampleView', () => {
  it('sets the policy before beside the one after, each with its mean return and how far it ends from the goal', () => {
    const view = pathSampleView({ steps }, navigation);
    assert.deepEqual(
      view.plots.map(({ title, caption, ink }) => [plain(title), plain(caption), ink]),
      [
        ['Before adapting', 'Mean return −40.0 over 1 trajectory', 'before'],
        ['After 3 inner steps', 'Mean return −12.3 over 1 trajectory', 'after'],
      ],
    );
    assert.equal(
      plain(view.summary),
      'Before adapting: mean return −40.0 over 1 trajectory, which end 0.5 from the goal on average. ' +
        'After 3 inner steps: mean return −12.3 over 1 trajectory, which end 0 from the goal on average.',
    );
  });

  it('shows any number of inner steps, and the policy before alone at none', () => {
    assert.deepEqual(
      pathSampleView({ steps }, navigation, 1).plots.map(({ title }) => plain(title)),
      ['Before adapting', 'After 1 inner step'],
    );
    assert.equal(pathSampleView({ steps }, navigation, 0).plots.length, 1);
  });

  it('says what is drawn of an arm, and of a goal without a radius', () => {
    const pose = [
      [0, 0],
      [0.1, 0],
      [0.2, 0],
    ] as const;
    const arm: PathIllustration = {
      ...navigation,
      goalRadius: null,
      trajectories: [[{ path: [[0.2, 0]], finalPose: pose, totalReward: -3 }]],
    };
    const view = pathSampleView({ steps: [0] }, arm);
    assert.equal(view.hasArm, true);
    assert.match(view.caption, /the arm itself as it stands at the end\. Cross: the goal/);
  });

  it('gives every place as a row', () => {
    assert.deepEqual(pathSampleView({ steps }, navigation).csv().split('\n').slice(0, 3), [
      'inner_steps,trajectory,time_step,x,y,goal_x,goal_y',
      '0,1,0,0,0,0.3,0.4',
      '0,1,1,0,0,0.3,0.4',
    ]);
  });
});
