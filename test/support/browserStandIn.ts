// Pages can be drawn as templates without a browser, but for the toolkit of controls, which asks for one when it is
// loaded, and for what they ask of their window: what draws nothing stands in its place.

import { register } from 'node:module';

const standIn = `
  export class Checkbox {}
  export class Dropdown {}
  const none = () => undefined;
  export const provideVSCodeDesignSystem = () => ({ register: none });
  export { none as vsCodeButton, none as vsCodeCheckbox, none as vsCodeDivider, none as vsCodeDropdown };
  export { none as vsCodeOption, none as vsCodeProgressRing };
`;

const hooks = `
  const url = ${JSON.stringify(`data:text/javascript,${encodeURIComponent(standIn)}`)};
  export async function resolve(specifier, context, next) {
    return specifier === '@vscode/webview-ui-toolkit' ? { url, shortCircuit: true } : next(specifier, context);
  }
`;

/** To be called before a page's section is imported. */
export function standInForToolkit(): void {
  register(`data:text/javascript,${encodeURIComponent(hooks)}`);
}

/** What sections ask while they are drawn; for after they are imported. Gives what takes it away again. */
export function standInForWindow(): () => void {
  const standIns = {
    window: { matchMedia: () => ({ matches: true }), devicePixelRatio: 1 },
    document: { activeElement: null, querySelector: () => null, getElementById: () => null },
    HTMLInputElement: class {},
  };
  for (const [name, value] of Object.entries(standIns))
    Object.defineProperty(globalThis, name, { value, configurable: true });
  return () => {
    for (const name of Object.keys(standIns)) Reflect.deleteProperty(globalThis, name);
  };
}
