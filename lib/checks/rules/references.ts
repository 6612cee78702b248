import type { Container } from '../../pod/kubernetes';
import { called, podField, problemOf, type Rule } from '../rule';
import type { PodGroup } from '../view';

interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly field: string;
}

interface Projection {
  readonly name?: string;
  readonly optional?: boolean;
}

/** A reference, unless it may be missing. */
function needed(kind: string, field: string, to: Projection | undefined): Reference[] {
  return to?.name === undefined || to.optional === true ? [] : [{ kind, name: to.name, field }];
}

function volumeReferences({ pods }: PodGroup): Reference[] {
  const field = podField(pods.field, 'spec.volumes');
  return (pods.template.spec?.volumes ?? []).flatMap((volume) => {
    const { persistentVolumeClaim: claim, configMap, secret, projected } = volume;
    return [
      ...(claim === undefined ? [] : [{ kind: 'PersistentVolumeClaim', name: claim.claimName, field }]),
      ...needed('ConfigMap', field, configMap),
      ...needed(
        'Secret',
        field,
        secret === undefined ? undefined : { ...secret, ...(secret.secretName === undefined ? {} : { name: secret.secretName }) },
      ),
      ...(projected?.sources ?? []).flatMap((each) => [
        ...needed('Secret', field, each.secret),
        ...needed('ConfigMap', field, each.configMap),
      ]),
    ];
  });
}

function variableReferences({ env = [], envFrom = [] }: Container, field: string): Reference[] {
  return [
    ...env.flatMap(({ valueFrom }) => [
      ...needed('Secret', field, valueFrom?.secretKeyRef),
      ...needed('ConfigMap', field, valueFrom?.configMapKeyRef),
    ]),
    ...envFrom.flatMap(({ secretRef, configMapRef }) => [
      ...needed('Secret', field, secretRef),
      ...needed('ConfigMap', field, configMapRef),
    ]),
  ];
}

function references(group: PodGroup): Reference[] {
  const { serviceAccountName, containers = [], initContainers = [] } = group.pods.template.spec ?? {};
  const field = podField(group.pods.field, 'spec');
  return [
    ...volumeReferences(group),
    ...[...containers, ...initContainers].flatMap((container) => variableReferences(container, `${field}.containers`)),
    ...(serviceAccountName === undefined || serviceAccountName === 'default'
      ? []
      : [{ kind: 'ServiceAccount', name: serviceAccountName, field: `${field}.serviceAccountName` }]),
  ];
}

/** The API server's, which Kubernetes puts into each namespace. */
const CERTIFICATE = 'kube-root-ca.crt';

/** What a pod uses and nothing provides nor declares external: the pod waits for it, or is refused. */
export const missingReferences: Rule = (view) =>
  view.pods
    .filter(({ entry }) => entry.ours)
    .flatMap((group) =>
      references(group)
        .filter(({ kind, name }) => kind !== 'ConfigMap' || name !== CERTIFICATE)
        .filter(({ kind, name }) => view.find(kind, group.entry.namespace, name) === undefined && !view.isExternal(group.entry, kind, name))
        .map(({ kind, name, field }) =>
          problemOf(group.entry, {
            field,
            rule: 'missing-reference',
            message: `${called(group.entry)} uses the ${kind} ${name}, which nothing in the app makes in ${group.entry.namespace === '' ? 'its namespace' : `the namespace ${group.entry.namespace}`}`,
            fix: 'make it, or take it by fromXName of cdk8s-plus (a claim by CephDataset.fromClaimName) if it exists in the cluster',
          }),
        ),
    );
