import { stringify } from 'yaml';
import type { Manifest } from '../../lib/pod/kubernetes';
import { FAULTLESS, withChange } from '../../test/support/linters-example';
import type { Output } from '../../test/support/outputs';

function output(name: string, manifests: readonly Manifest[]): Output {
  return { name, yaml: manifests.map((manifest) => stringify(manifest, { aliasDuplicateObjects: false })).join('---\n') };
}

/** A TFJob around the pods of the Deployments. */
function operated(name: string, manifests: readonly Manifest[]): Output {
  const jobs = manifests
    .filter(({ kind }) => kind === 'Deployment')
    .map(({ metadata, spec }): Manifest => {
      const { template } = spec as { template: object };
      return { apiVersion: 'kubeflow.org/v1', kind: 'TFJob', metadata, spec: { tfReplicaSpecs: { Worker: { replicas: 1, template } } } };
    });
  return output(name, jobs);
}

const CONTAINER = 'spec.template.spec.containers.0';
const WRITABLE = withChange('Deployment', `${CONTAINER}.securityContext.readOnlyRootFilesystem`, false);
const MISSPELT = withChange('Deployment', `${CONTAINER}.securitycontext`, {});

/** Objects that are not the library's, with one fault or none, in a Deployment or a TFJob: what each tool must notice. */
export const FAULTS: readonly Output[] = [
  output('no fault', FAULTLESS),
  output('a writable root', WRITABLE),
  output('a misspelt field', MISSPELT),
  operated('no fault in a TFJob', FAULTLESS),
  operated('a writable root in a TFJob', WRITABLE),
  operated('a misspelt field in a TFJob', MISSPELT),
];

/** By tool: the line that tells the fault, and in which outputs it must stand, and nowhere else. */
export const NOTICED: Readonly<Record<string, { readonly line: RegExp; readonly outputs: readonly string[] }>> = {
  'kube-score': { line: /-readonlyrootfilesystem, /, outputs: ['a writable root', 'a writable root in a TFJob'] },
  kubeconform: { line: /securitycontext/, outputs: ['a misspelt field', 'a misspelt field in a TFJob'] },
  checkov: { line: /CKV_K8S_22, /, outputs: ['a writable root', 'a writable root in a TFJob'] },
};
