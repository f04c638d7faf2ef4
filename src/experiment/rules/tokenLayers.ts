// Rules on networks that get the tokens of a text.

import { editsToInsertBefore, formatInline } from '../documentEdits.ts';
import { expandLayers } from '../network.ts';
import { sizesOfTask } from '../taskSizes.ts';
import { type Finding, placeOf, type ReadingContext, type Rule, settingFix } from './rule.ts';

export const tokenCountDiffers: Rule = {
  id: 'token-count-differs',
  severity: 'error',
  title: 'An embedding bag has another number of tokens than the encoding of the texts.',
  *check(context) {
    const { model, task } = context.experiment;
    const input = sizesOfTask(task)?.input;
    const [first] = expandLayers(model);
    if (input?.kind !== 'tokens' || first?.kind !== 'embeddingBag' || first.tokens === input.vocabulary) return;
    const path = ['model', 'layers', 0, 'tokens'];
    const message =
      `The embedding bag has ${first.tokens} tokens, but the encoding hashes terms to ${input.vocabulary} buckets. ` +
      `Set "tokens" to ${input.vocabulary}.`;
    yield { message, range: placeOf(context, path), ...settingFix(context, path, input.vocabulary) };
  },
};

/**
 * What to say of a network that does not begin with an embedding bag though it gets tokens. `index` is the layer that
 * gets them.
 */
export function tokensMisfit(context: ReadingContext, index: number): Finding {
  const { model, task } = context.experiment;
  const input = sizesOfTask(task)?.input;
  const embeddingBag = {
    kind: 'embeddingBag',
    tokens: input?.kind === 'tokens' ? input.vocabulary : 1,
    units: 64,
  } as const;
  if (model.kind !== 'layers') {
    const message =
      `The task gives the numbers of a text's tokens, which ${model.kind === 'mlp' ? 'an mlp' : 'a convnet'} cannot compute with. Use "kind": "layers" with an embedding bag ` +
      'as the first layer, or "encoding": { "kind": "tfidf" }.';
    const layers = [embeddingBag, ...hiddenLayersFor(model)];
    return {
      message,
      range: placeOf(context, ['model', 'kind']),
      ...settingFix(context, ['model'], { kind: 'layers', layers }),
    };
  }
  const place = ['model', 'layers', 0];
  const message = `The task gives the numbers of a text's tokens, and only an embedding bag takes them. Put ${formatInline(embeddingBag)} first.`;
  const edits = editsToInsertBefore(context.document, place, embeddingBag);
  const fix = edits && { title: 'Insert an embedding bag as the first layer', edits };
  return {
    message,
    range: placeOf(context, ['model', 'layers', index, 'kind'], ['model', 'layers']),
    ...(fix && { fix }),
  };
}

/** What a model of another kind becomes behind an embedding bag, as a person writes it. */
function hiddenLayersFor(
  model:
    | { readonly kind: 'mlp'; readonly hidden: readonly number[]; readonly activation: string }
    | { readonly kind: 'convnet' },
) {
  if (model.kind === 'convnet') return [{ kind: 'dense', units: 64 }, { kind: 'relu' }];
  return model.hidden.flatMap((units) => [{ kind: 'dense', units }, { kind: model.activation }]);
}
