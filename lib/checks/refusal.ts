import type { IConstruct } from 'constructs';
import { type Problem, throwAs } from '../problems';

/** Apps whose constructs are being asked for what is wrong. */
const ASKED = new WeakSet<IConstruct>();

/** What every construct of the app says is wrong, others' and users' own too, as cdk8s tells it. */
function saidIn(root: IConstruct): string[] {
  return root.node.findAll().flatMap(({ node }) => node.validate().map((text) => `[${node.path}] ${text}`));
}

/**
 * Ends synthesis as cdk8s does when it has asked every construct, with the same text and the problems as data, but at the user's own line:
 * cdk8s' error carries a stack of its own calls.
 */
export function refuseApp(root: IConstruct, errors: readonly Problem[], caller: unknown): void {
  if (ASKED.has(root)) return;
  ASKED.add(root);
  try {
    throwAs(`Validation failed with the following errors:\n  ${saidIn(root).join('\n  ')}`, errors, caller);
  } finally {
    ASKED.delete(root);
  }
}
