import { KEEP_ANNOTATION } from '../../checks/rules/storage-classes';
import { EXTERNAL_ANNOTATION } from '../../workload/kinds/template-of';

/** What Helm and Argo CD honour: the object stays when its chart goes. */
export const KEEP = {
  'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
  [KEEP_ANNOTATION]: 'keep',
};

/** Says what an object uses that exists in the cluster already, each as `Kind/name`. */
export function externalAnnotation(names: readonly string[]): Record<string, string> {
  return names.length === 0 ? {} : { [EXTERNAL_ANNOTATION]: names.join(', ') };
}
