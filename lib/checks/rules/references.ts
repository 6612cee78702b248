import type { Container } from '../../pod/kubernetes';
import { called, podField, problemOf, type Rule } from '../rule';
import type { PodGroup } from '../view';

interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly field: string;
}

function volumeReferences({ pods }: PodGroup): Reference[] {
  const field = podField(pods.field, 'spec.volumes');
  return (pods.template.spec?.volumes ?? []).flatMap((volume) => {
    const { persistentVolumeClaim: claim, configMap, secret } = volume;
    return [
      ...(claim === undefined ? [] : [{ kind: 'PersistentVolumeClaim', name: claim.claimName, field }]),
      ...(configMap?.name === undefined || configMap.optional === true ? [] : [{ kind: 'ConfigMap', name: configMap.name, field }]),
      ...(secret?.secretName === undefined || secret.optional === true ? [] : [{ kind: 'Secret', name: secret.secretName, field }]),
    ];
  });
}

function variableReferences(container: Container, field: string): Reference[] {
  const sources = (container.env ?? []).map(({ valueFrom }) => valueFrom);
  const keys = sources.flatMap((source) => [
    { kind: 'Secret', ref: source?.secretKeyRef },
    { kind: 'ConfigMap', ref: source?.configMapKeyRef },
  ]);
  return keys.flatMap(({ kind, ref }) => (ref?.name === undefined || ref.optional === true ? [] : [{ kind, name: ref.name, field }]));
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

/** What a pod uses and nothing provides nor declares external: the pod waits for it, or is refused. */
export const missingReferences: Rule = (view) =>
  view.pods
    .filter(({ entry }) => entry.ours)
    .flatMap((group) =>
      references(group)
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
