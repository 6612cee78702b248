import { DELETED_AFTER_ANNOTATION, KEEP_ANNOTATION } from '../../checks/annotations';
import { JobKind } from '../../values/job-kind';
import type { DeleteAfterUseOptions, Retention } from '../../values/retention';
import { EXTERNAL_ANNOTATION } from '../../workload/kinds/template-of';

/** What Helm, Argo CD and Flux honour: the object stays when its chart goes. */
export const KEEP = {
  'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
  [KEEP_ANNOTATION]: 'keep',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};

/** Says what an object uses that exists in the cluster already, each as `Kind/name`. */
export function externalAnnotation(names: readonly string[]): Record<string, string> {
  return names.length === 0 ? {} : { [EXTERNAL_ANNOTATION]: names.join(', ') };
}

/** What the claim says of its end: that it stays, where nothing else is said. One that goes after its use stays until then, whatever becomes of its chart. */
export function retentionAnnotations(retention: Retention | undefined): Record<string, string> {
  const use = retention?._afterUse;
  if (use === undefined) return retention?._keeps === false ? {} : KEEP;
  return { ...KEEP, [DELETED_AFTER_ANNOTATION]: jobOf(use) };
}

function jobOf({ kind = JobKind.JOB, job }: DeleteAfterUseOptions): string {
  return `${kind}/${job}`;
}

/** The job after which the claim goes, where nothing in the app makes it. */
export function externalJob(retention: Retention | undefined): string[] {
  const use = retention?._afterUse;
  return use?.external === true ? [jobOf(use)] : [];
}
