// The figure that a run of another program is judged by is guessed from the names of its figures, or not at all.

import assert from 'node:assert/strict';
import { guessMerit } from '../../../src/runs/guessMerit.ts';

const guesses: readonly (readonly [tags: readonly string[], guess: string | undefined])[] = [
  [['train/loss', 'val/loss', 'train/acc', 'val/acc'], 'higher val/acc'],
  [['train/accuracy', 'val/loss'], 'lower val/loss'],
  [['train/accuracy', 'train/loss'], 'higher train/accuracy'],
  [['epoch_loss', 'epoch_accuracy', 'evaluation_loss_vs_iterations'], 'lower evaluation_loss_vs_iterations'],
  [['valAccuracy', 'trainLoss'], 'higher valAccuracy'],
  [['rollout/ep_rew_mean', 'train/value_loss', 'time/fps'], 'higher rollout/ep_rew_mean'],
  [['eval/accuracy', 'eval/accuracy_ci95', 'eval/loss'], 'higher eval/accuracy'],
  [['test/acc/5way', 'test/acc'], 'higher test/acc'],
  // A loss or an error of something is one, whatever it is of.
  [['val_dice_loss'], 'lower val_dice_loss'],
  [['val/dice_loss', 'val/loss'], 'lower val/loss'],
  [['val/top1_err', 'val/top5_err'], 'lower val/top1_err'],
  [['val_f1_loss', 'val_reward_loss', 'val_iou_loss'], 'lower val_f1_loss'],
  [['val_score_mse', 'val_f1'], 'higher val_f1'],
  [['val_top_1_accuracy'], 'higher val_top_1_accuracy'],
  // What the folder is called says less than the name.
  [['loss/val_accuracy'], 'higher loss/val_accuracy'],
  [['accuracy/val_error'], 'lower accuracy/val_error'],
  [['loss/val'], 'lower loss/val'],
  [['1-acc', 'val/1 - f1', 'neg_reward', 'negative_return', 'accuracy_gap', 'acc_diff', 'inverse_loss'], undefined],
  [['grad_norm', 'lr', 'loss_weight', 'glossary', 'weights/mapping'], undefined],
  // As long as only a stranger makes them: taking thousands of them apart would hold the editor.
  [[`val_accuracy${'/a'.repeat(100)}`], undefined],
  [[], undefined],
];

describe('the guessed figure of merit', () => {
  for (const [tags, guess] of guesses)
    it(`is ${guess ?? 'none'} among ${tags.join(', ') || 'none'}, in whatever order`, () => {
      for (const order of [tags, [...tags].reverse()]) {
        const guessed = guessMerit(order);
        assert.equal(guessed && `${guessed.direction} ${guessed.tag}`, guess);
      }
    });
});
