import type { Manifest } from '../../lib/pod/kubernetes';
import type { Finding } from './accepted-findings';
import { KUBE_LINTER } from './linters-kube-linter';
import { POD_SECURITY } from './linters-pod-security';
import { type Checks, type Linted, podsIn } from './linters-pods';
import { POLARIS } from './linters-polaris';
import { manifestsIn, type Output } from './outputs';

const LINTERS: Readonly<Record<string, Checks>> = { 'kube-linter': KUBE_LINTER, polaris: POLARIS, 'pod-security': POD_SECURITY };

/**
 * What kube-linter 0.8 and polaris 10 find with their default checks, and Pod Security at the level `restricted`, each as
 * `linter/check Kind/name: what`. These are assertions of our own, written from the tools' sources, not the tools.
 * Left out are checks of RBAC objects, of which the library writes none.
 */
export function linterFindings(manifests: readonly Manifest[]): string[] {
  const linted: Linted = { manifests, pods: manifests.flatMap(podsIn) };
  return Object.entries(LINTERS).flatMap(([linter, checks]) =>
    Object.entries(checks).flatMap(([id, check]) => check(linted).map((finding) => `${linter}/${id} ${finding}`)),
  );
}

/** The tools whose checks are asserted. */
export const OWN_LINTERS: readonly string[] = Object.keys(LINTERS);

/** All checks, as `linter/check`. */
export const CHECK_IDS: readonly string[] = Object.entries(LINTERS).flatMap(([linter, checks]) =>
  Object.keys(checks).map((id) => `${linter}/${id}`),
);

/** `polaris/runAsRootAllowed Deployment/serve: container main` */
const TEXT = /^([^/]+)\/(\S+) ([^/]+\/[^\s:]+)(.*)$/;

function findingOf(text: string, output: string): Finding {
  const [, tool = '', check = '', object = '', what = ''] = TEXT.exec(text) ?? [];
  return { tool, check, output, object, what: what.replace(/^:? /, '') };
}

/** What the same checks find in an output. */
export function ownFindings({ name, yaml }: Output): Finding[] {
  return linterFindings(manifestsIn(yaml)).map((text) => findingOf(text, name));
}
