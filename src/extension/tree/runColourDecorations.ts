// The colours that people give to runs, in the run browser and in lists: of the row's name, with a dot at its end.

import { type Disposable, l10n, ThemeColor, Uri, window } from 'vscode';
import { runHues } from '../../panel/runColours.ts';
import { type RunColour, runColours } from '../../runs/marks/marks.ts';
import { runColourIds } from '../editor/contributions.ts';

const scheme = 'reptile-lab-run-colour';

/** What a row is about, as far as its colour goes. */
export function colourResource(colour: RunColour): Uri {
  return Uri.from({ scheme, path: `/${colour}` });
}

/** A dot: lists to choose from colour none of the editor's own icons. */
export function colourIcon(colour: RunColour): { readonly light: Uri; readonly dark: Uri } {
  const { light, dark } = runHues[colour];
  return { light: dotOf(light), dark: dotOf(dark) };
}

function dotOf(fill: string): Uri {
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="5" fill="${fill}"/></svg>`;
  return Uri.parse(`data:image/svg+xml;base64,${Buffer.from(picture).toString('base64')}`);
}

/** Colours rows until disposed. */
export function decorateByColour(): Disposable {
  return window.registerFileDecorationProvider({
    provideFileDecoration: (uri) => {
      const colour = uri.scheme === scheme ? runColours.find((name) => uri.path === `/${name}`) : undefined;
      if (colour === undefined) return undefined;
      return { badge: '●', color: new ThemeColor(runColourIds[colour]), tooltip: l10n.t('Coloured by you') };
    },
  });
}
