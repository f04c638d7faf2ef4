// Module hook: `vscode`, which only an extension host has, is the stand-in beside this file.

const standIn = new URL('vscodeStandIn.mjs', import.meta.url).href;

export function resolve(specifier, context, nextResolve) {
  return specifier === 'vscode' ? { url: standIn, shortCircuit: true } : nextResolve(specifier, context);
}
