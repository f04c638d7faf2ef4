// The theme's colours as the charts need them, read from the CSS variables of styles/theme.css and read again when the
// theme changes.

import type { RunHue } from '../src/panel/runColours.ts';
import type { Ink, RunInk } from './charts/chartView.ts';

export interface Palette {
  readonly ink: Readonly<Record<Ink, string>>;
  readonly text: string;
  readonly mutedText: string;
  readonly grid: string;
  readonly background: string;
  readonly tooltipBackground: string;
  readonly tooltipText: string;
  readonly tooltipBorder: string;
  readonly focus: string;
  readonly fontFamily: string;
  /** Pixels. */
  readonly fontSize: number;
  readonly highContrast: boolean;
}

/** The palette of the theme that is shown now. */
export function readPalette(): Palette {
  const probe = document.createElement('span');
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const toRgba = createColorConverter();
  // A computed colour has every variable and fallback resolved; a custom property would come as it was written.
  const color = (variable: string): string => {
    probe.style.color = `var(${variable})`;
    return toRgba(style.color);
  };
  const palette: Palette = {
    ink: {
      before: color('--ink-before'),
      after: color('--ink-after'),
      untrained: color('--ink-untrained'),
      truth: color('--ink-truth'),
      published: color('--ink-published'),
      ...runInks(color),
    },
    text: color('--panel-text'),
    mutedText: color('--panel-muted-text'),
    grid: color('--panel-grid'),
    background: color('--panel-background'),
    tooltipBackground: color('--panel-tooltip-background'),
    tooltipText: color('--panel-tooltip-text'),
    tooltipBorder: color('--panel-tooltip-border'),
    focus: color('--panel-focus'),
    fontFamily: style.fontFamily,
    fontSize: Number.parseFloat(style.fontSize) * 0.85,
    highContrast:
      document.body.classList.contains('vscode-high-contrast') ||
      document.body.classList.contains('vscode-high-contrast-light'),
  };
  probe.remove();
  return palette;
}

function runInks(color: (variable: string) => string): Readonly<Record<RunInk, string>> {
  const ink = (hue: RunHue) => color(`--ink-run-${hue}`);
  return {
    'run-blue': ink('blue'),
    'run-amber': ink('amber'),
    'run-green': ink('green'),
    'run-magenta': ink('magenta'),
    'run-brown': ink('brown'),
    'run-navy': ink('navy'),
    'run-yellow': ink('yellow'),
    'run-grey': ink('grey'),
  };
}

/** Writes any CSS colour, mixed ones too, in the one form that the chart library can take apart, by painting it. */
function createColorConverter(): (color: string) => string {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return (color) => {
    if (context === null) return color;
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 255] = context.getImageData(0, 0, 1, 1).data;
    return `rgba(${red}, ${green}, ${blue}, ${alpha / 255})`;
  };
}

/** Calls `changed` when the editor shows another theme: it rewrites the root's variables and the body's classes. */
export function watchTheme(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, {
    attributes: true,
    attributeFilter: ['class', 'data-vscode-theme-kind', 'data-vscode-theme-id'],
  });
}

export function prefersReducedMotion(): boolean {
  return (
    window.matchMedia('(prefers-reduced-motion: reduce)').matches ||
    document.body.classList.contains('vscode-reduce-motion')
  );
}
