// Settings of control tasks for tests: the schema's defaults, changed as a test wants.

import { armTask } from '../../src/experiment/schema/armTask.ts';
import { navigationTask } from '../../src/experiment/schema/navigationTask.ts';
import type { ArmTaskSpec, NavigationTaskSpec } from '../../src/experiment/schema.ts';

export function navigationSpec(settings: Partial<NavigationTaskSpec> = {}): NavigationTaskSpec {
  return navigationTask.parse({ kind: 'navigation', ...settings });
}

export function armSpec(settings: Partial<ArmTaskSpec> = {}): ArmTaskSpec {
  return armTask.parse({ kind: 'arm', ...settings });
}
