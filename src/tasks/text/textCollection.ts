// Texts as they come from a file, sorted into classes: what cannot be a sample is left out, and told.

import { quote } from '../../base/quote.ts';
import { inCodeUnitOrder } from '../files/fileSource.ts';
import { countOf, someNames } from '../files/someNames.ts';
import { notesOnNames } from '../split/namesNotMeant.ts';
import { TaskError } from '../taskError.ts';
import type { LabelledText } from './columns.ts';
import { normalForm } from './terms.ts';

/** A class with its texts as they stand in the file, no two of them the same sample. */
export interface TextClass {
  readonly name: string;
  readonly texts: readonly string[];
}

const mostTexts = 4_000_000;
const mostCharacters = 2 ** 29;
/**
 * Of a text or of a class's name, in characters: no person wrote a longer one, and regular expressions have their
 * limits.
 */
const longest = 2 ** 20;

/** Takes labelled texts one by one; then `classes` and `notes` tell what has become of them. */
export class TextCollection {
  /** The texts of each class by their normal forms. */
  readonly #classes = new Map<string, Map<string, string>>();
  readonly #file: string;
  #texts = 0;
  #characters = 0;
  #withoutWords = 0;
  #withoutClass = 0;
  #duplicates = 0;

  /** @param file named in messages */
  constructor(file: string) {
    this.#file = file;
  }

  /**
   * A text without words or without a class is left out, and so is one whose words stand in its class already: it could
   * be in a task's support and query set at once.
   * @param namePlace says where it stands, for messages
   * @throws {TaskError} when it is longer than 2²⁰ characters, or there are more texts than memory is meant for
   */
  take({ text, label }: LabelledText, namePlace: () => string): void {
    requireShort('text', text, namePlace);
    requireShort('class', label, namePlace);
    const name = label.trim().normalize('NFC');
    const form = normalForm(text);
    if (name === '') {
      this.#withoutClass++;
      return;
    }
    const texts = this.#classes.get(name) ?? this.#addClass(name);
    if (form === '') {
      this.#withoutWords++;
    } else if (texts.has(form)) {
      this.#duplicates++;
    } else {
      this.#texts++;
      this.#makeRoom(text.length);
      texts.set(form, text);
    }
  }

  /**
   * In code-unit order of their names, so that the order of a file does not matter to a split. Classes without a text
   * are left out.
   */
  classes(): TextClass[] {
    return [...this.#classes]
      .filter(([, texts]) => texts.size > 0)
      .map(([name, texts]): TextClass => ({ name, texts: [...texts.values()] }))
      .sort((a, b) => inCodeUnitOrder(a.name, b.name));
  }

  /** What was left out, and what is odd, in sentences. */
  notes(): string[] {
    const leftOut = [
      { texts: this.#duplicates, reason: 'their words stand in their class already' },
      { texts: this.#withoutWords, reason: 'there are no words in them' },
      { texts: this.#withoutClass, reason: 'they have no class' },
    ].filter(({ texts }) => texts > 0);
    const empty = [...this.#classes].filter(([, texts]) => texts.size === 0).map(([name]) => name);
    const shared = this.#sharedTexts();
    const names = [...this.#classes.keys()];
    const isTurned = shared.count > 1 && names.length > 2 && names.length > shared.different;
    return [
      ...leftOut.map(({ texts, reason }) => `${this.#file}: left out ${countOf(texts, 'text')}, because ${reason}.`),
      ...(empty.length === 0
        ? []
        : [`${this.#file}: left out ${countOf(empty.length, 'class')} without texts: ${someNames(empty)}.`]),
      ...(shared.count === 0
        ? []
        : [
            `${this.#file}: ${countOf(shared.count, 'text')} in more than one class, such as ${quote(shared.example)}.`,
          ]),
      ...(isTurned
        ? [
            `${this.#file}: there are ${countOf(names.length, 'class')}, but only ${countOf(shared.different, 'different text')}. Text and class may be the wrong way round: ` +
              'then set task.dataset.textColumn and task.dataset.labelColumn.',
          ]
        : []),
      // Which of them are held out is not settled yet.
      ...notesOnNames(
        { training: names.map((name) => ({ name })), heldOut: [] },
        { one: 'class', many: 'classes', members: 'texts' },
      ).map((note) => `${this.#file}: ${note}`),
    ];
  }

  #addClass(name: string): Map<string, string> {
    const texts = new Map<string, string>();
    this.#makeRoom(name.length);
    this.#classes.set(name, texts);
    return texts;
  }

  #makeRoom(characters: number): void {
    this.#characters += characters;
    if (this.#texts > mostTexts || this.#characters > mostCharacters) {
      throw new TaskError(
        `${this.#file} holds more than ${mostTexts.toLocaleString('en-US')} texts or ${mostCharacters / 2 ** 20} million characters, and all of ` +
          'them are kept in memory. Few-shot tasks need only some hundred texts of a class: use a part of the file.',
      );
    }
  }

  #sharedTexts(): { readonly count: number; readonly example: string; readonly different: number } {
    const seen = new Set<string>();
    const shared = new Map<string, string>();
    for (const texts of this.#classes.values()) {
      for (const [form, text] of texts) {
        if (seen.has(form)) shared.set(form, text);
        seen.add(form);
      }
    }
    return { count: shared.size, different: seen.size, example: shared.values().next().value ?? '' };
  }
}

function requireShort(role: 'text' | 'class', value: string, namePlace: () => string): void {
  if (value.length <= longest) return;
  throw new TaskError(
    `${namePlace()}: the ${role} is longer than ${longest / 2 ** 20} million characters: ${quote(value)}. Shorten it, or check task.dataset: a ` +
      'delimiter may be another one, or a quote not closed.',
  );
}
