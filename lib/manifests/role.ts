import type { Manifest, ManifestMetadata } from '../pod/kubernetes';

/** What an account may do, in its own namespace: verbs on resources of API groups, of named objects alone where names are given. */
export interface Rights {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** Rights in one namespace. */
export function role(metadata: ManifestMetadata, rights: readonly Rights[]): Manifest {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: rights.map((each) => ({ ...each })) };
}

/** Gives an account the rights of the Role of the same name. */
export function roleBinding(metadata: ManifestMetadata, serviceAccountName: string): Manifest {
  const { name, namespace } = metadata;
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name: serviceAccountName, ...(namespace === undefined ? {} : { namespace }) }],
  };
}
