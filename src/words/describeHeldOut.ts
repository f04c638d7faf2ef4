// What held-out tasks are drawn from, in words.

import type { Manifest } from '../runs/manifest.ts';
import type {
  ClassNoun,
  GroupedDescription,
  GroupNoun,
  MakerNoun,
  NamedIfFew,
  PlainDescription,
  TextNoun,
} from '../tasks/heldOutDescription.ts';
import type { Translate } from './translate.ts';

/** `423 characters never trained on` */
export function describeHeldOut(heldOut: NonNullable<Manifest['heldOut']>, translate: Translate): string {
  // As earlier versions said it.
  if (typeof heldOut === 'string') return heldOut;
  if (heldOut.code === 'seenBefore')
    return translate(
      '{0}, but for {1} that were, or may have been, by what the run begins with',
      describeHeldOut(heldOut.of, translate),
      heldOut.count,
    );
  return heldOut.code === 'grouped' ? describeGrouped(heldOut, translate) : describePlain(heldOut, translate);
}

/** `423 characters never trained on; all classes of a task from one alphabet` */
function describeGrouped({ of, oneGroup, queries, turned }: GroupedDescription, translate: Translate): string {
  return [
    describePlain(of, translate),
    ...(turned ? [translate('each also turned by 90, 180 and 270 degrees')] : []),
    ...(oneGroup === null ? [] : [describeOneGroup(oneGroup, translate)]),
    ...(queries === null ? [] : [describeQueries(queries, translate)]),
  ].join('; ');
}

function describeOneGroup(noun: GroupNoun, translate: Translate): string {
  switch (noun) {
    case 'alphabets':
      return translate('all classes of a task from one alphabet');
    case 'groups':
      return translate('all classes of a task from one group');
    case 'speakers':
      return translate('all classes of a task from one speaker');
    case 'domains':
      return translate('all classes of a task from one domain');
  }
}

function describeQueries({ from, makers }: NonNullable<GroupedDescription['queries']>, translate: Translate): string {
  switch (from) {
    case 'sameMaker':
      return translate('all samples of a class from one {0}', nameMaker(makers, translate));
    case 'otherMaker':
      return translate('queries of a class from another {0} than its support', nameMaker(makers, translate));
    case 'oneOtherMaker':
      return translate('support from one {0}, queries from another', nameMaker(makers, translate));
  }
}

function nameMaker(noun: MakerNoun, translate: Translate): string {
  switch (noun) {
    case 'drawers':
      return translate('drawer');
    case 'speakers':
      return translate('speaker');
    case 'makers':
      return translate('maker');
  }
}

function describePlain(heldOut: PlainDescription, translate: Translate): string {
  switch (heldOut.code) {
    case 'classes':
      return translate('{0} never trained on', countClasses(heldOut.noun, heldOut.count, translate));
    case 'textClasses':
      return translate('{0}, never trained on', countTextClasses(heldOut, translate));
    case 'digits':
      return heldOut.digits.length === 0
        ? translate('no digits')
        : translate('digits {0}, never trained on', heldOut.digits.join(', '));
    case 'speakers':
      return translate('{0} never heard in training', nameSpeakers(heldOut.speakers, translate));
    case 'wordsAndSpeakers':
      return translate(
        '{0} and {1} never trained on',
        countClasses('words', heldOut.words, translate),
        nameSpeakers(heldOut.speakers, translate),
      );
    case 'sineWaves':
      return translate('sine waves drawn anew, never trained on');
    case 'goals':
      return translate('goals drawn anew, never trained on');
    case 'goalsInSector':
      return translate('goals in directions from {0}° to {1}°, never trained on', heldOut.from, heldOut.to);
    case 'functions':
      return translate('functions drawn anew');
    case 'moduleTasks':
      return translate('held-out tasks of the module');
    case 'described':
      return heldOut.text;
  }
}

function countClasses(noun: ClassNoun | TextNoun, count: number, translate: Translate): string {
  const isOne = count === 1;
  switch (noun) {
    case 'classes':
      return isOne ? translate('1 class') : translate('{0} classes', count);
    case 'validationClasses':
      return isOne ? translate('1 validation class') : translate('{0} validation classes', count);
    case 'testClasses':
      return isOne ? translate('1 test class') : translate('{0} test classes', count);
    case 'characters':
      return isOne ? translate('1 character') : translate('{0} characters', count);
    case 'words':
      return isOne ? translate('1 word') : translate('{0} words', count);
    case 'tasks':
      return isOne ? translate('1 task') : translate('{0} tasks', count);
    case 'intents':
      return isOne ? translate('1 intent') : translate('{0} intents', count);
  }
}

function countTextClasses(
  { noun, count, domains }: Extract<PlainDescription, { readonly code: 'textClasses' }>,
  translate: Translate,
): string {
  const counted = countClasses(noun, count, translate);
  if (domains === null) return counted;
  if (domains.names.length === 0) return translate('{0} of {1} domains', counted, domains.count);
  const [last = '', ...others] = domains.names.toReversed();
  if (others.length === 0) return translate('{0} of the domain {1}', counted, last);
  const listed = others.toReversed().join(', ');
  // Whoever lists three sets a comma before the last of them.
  return others.length === 1
    ? translate('{0} of the domains {1} and {2}', counted, listed, last)
    : translate('{0} of the domains {1}, and {2}', counted, listed, last);
}

function nameSpeakers({ count, names }: NamedIfFew, translate: Translate): string {
  if (names.length === 0) return translate('{0} speakers', count);
  return names.length === 1 ? translate('speaker {0}', names.join()) : translate('speakers {0}', names.join(', '));
}
