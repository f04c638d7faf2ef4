// Installs TensorFlow's native backend into the extension's own storage: with progress, cancel, and npm's output in the
// log.

import { l10n } from 'vscode';
import type { InstallOutcome, InstallProgress, InstallStep } from '../../engine/tfjs/installation/installTfjsNode.ts';
import type { Log } from '../doors/log.ts';
import { type Action, showError, showInformation } from '../doors/messages.ts';
import { withCancellableProgress } from '../doors/progress.ts';
import type { Disposable } from '../editor/disposableStore.ts';

/** Carries out one installation at a time; a window that closes takes one that is under way with it. */
export class TensorFlowInstaller implements Disposable {
  readonly #keptIn: string;
  readonly #log: Log;
  readonly #end = new AbortController();
  #current: Promise<InstallOutcome> | undefined;

  /** @param keptIn the folder that the editor gave the extension to keep things in */
  constructor(keptIn: string, log: Log) {
    this.#keptIn = keptIn;
    this.#log = log;
  }

  /** Resolves when the person has been told how it went. */
  async install(): Promise<InstallOutcome> {
    if (this.#current !== undefined) {
      showInformation(l10n.t('TensorFlow’s backend is being installed already.'), this.#showOutput());
      return this.#current;
    }
    this.#current = this.#installWithProgress();
    try {
      const outcome = await this.#current;
      this.#tell(outcome);
      return outcome;
    } finally {
      this.#current = undefined;
    }
  }

  dispose(): void {
    this.#end.abort();
  }

  async #installWithProgress(): Promise<InstallOutcome> {
    const { installTfjsNode } = await import('../../engine/tfjs/installation/installTfjsNode.ts');
    const title = l10n.t('TensorFlow backend');
    return withCancellableProgress(title, (bar, cancelled) =>
      installTfjsNode({
        keptIn: this.#keptIn,
        signal: AbortSignal.any([cancelled, this.#end.signal]),
        environment: process.env,
        onProgress: (progress) => {
          if (progress.kind === 'step') bar.report(messageOf(progress.step));
          this.#note(progress);
        },
      }),
    );
  }

  #note(progress: InstallProgress): void {
    this.#log.info(progress.kind === 'step' ? `TensorFlow backend: ${progress.step}` : `npm: ${progress.line}`);
  }

  #tell(outcome: InstallOutcome): void {
    switch (outcome.kind) {
      case 'installed': {
        const { tensorflow, folder, wasThere } = outcome;
        this.#log.info(`TensorFlow ${tensorflow} computes, in ${folder}`);
        const message = wasThere
          ? l10n.t('TensorFlow {0} is installed already, and computes.', tensorflow)
          : l10n.t(
              'TensorFlow {0} is installed, and computes. Experiments use it with engine.backend "tfjs-node".',
              tensorflow,
            );
        showInformation(message);
        return;
      }
      case 'cancelled':
        this.#log.info('The installation of TensorFlow’s backend was cancelled; nothing was left behind.');
        return;
      case 'failed':
        this.#log.error(outcome.message);
        showError(outcome.message, this.#showOutput());
        return;
    }
  }

  #showOutput(): Action {
    return { title: l10n.t('Show Output'), run: () => this.#log.show() };
  }
}

function messageOf(step: InstallStep): string {
  switch (step) {
    case 'downloading':
      return l10n.t('downloading with npm, about 120 MB …');
    case 'verifying':
      return l10n.t('verifying …');
  }
}
