// The colours that people give to runs, in the run browser and in lists: of the row's name, with a dot at its end.

import { type Disposable, l10n, ThemeColor, ThemeIcon, Uri, window } from 'vscode';
import { type RunColour, runColours } from '../../runs/marks/marks.ts';
import { runColourIds } from '../editor/contributions.ts';

const scheme = 'reptile-lab-run-colour';

/** What a row is about, as far as its colour goes. */
export function colourResource(colour: RunColour): Uri {
  return Uri.from({ scheme, path: `/${colour}` });
}

export function colourIcon(colour: RunColour): ThemeIcon {
  return new ThemeIcon('circle-filled', new ThemeColor(runColourIds[colour]));
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
