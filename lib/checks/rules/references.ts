import type { Container } from '../../pod/kubernetes';
import { given } from '../../values/omit';
import { claimsOf } from '../claimed-devices';
import { containersOf, volumesOf } from '../pods';
import { called, podField, problemOf, type Rule } from '../rule';
import type { Entry, PodGroup } from '../view';

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
    ...claimsOf(group).flatMap(({ resourceClaimName, resourceClaimTemplateName }) => [
      ...needed('ResourceClaim', `${field}.resourceClaims`, given({ name: resourceClaimName })),
      ...needed('ResourceClaimTemplate', `${field}.resourceClaims`, given({ name: resourceClaimTemplateName })),
    ]),
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

interface Keyed {
  readonly key?: string;
  readonly name?: string;
  readonly optional?: boolean;
}

interface KeyReference extends Reference {
  readonly key: string;
}

function keyed(kind: string, field: string, to: Keyed | undefined): KeyReference[] {
  return needed(kind, field, to).flatMap((reference) => (to?.key === undefined ? [] : [{ ...reference, key: to.key }]));
}

interface Items {
  readonly name?: string;
  readonly secretName?: string;
  readonly optional?: boolean;
  readonly items?: readonly { readonly key: string }[];
}

function itemKeys(kind: string, field: string, from: Items | undefined): KeyReference[] {
  const name = from?.secretName ?? from?.name;
  return (from?.items ?? []).flatMap(({ key }) =>
    keyed(kind, field, { key, ...(name === undefined ? {} : { name }), optional: from?.optional === true }),
  );
}

function keyReferences(group: PodGroup): KeyReference[] {
  const inVolumes = podField(group.pods.field, 'spec.volumes');
  const inContainers = podField(group.pods.field, 'spec.containers');
  const sources = volumesOf(group).flatMap(({ secret, configMap, projected }) => [{ secret, configMap }, ...(projected?.sources ?? [])]);
  return [
    ...sources.flatMap(({ secret, configMap }) => [
      ...itemKeys('Secret', inVolumes, secret),
      ...itemKeys('ConfigMap', inVolumes, configMap),
    ]),
    ...containersOf(group)
      .flatMap(({ env = [] }) => env)
      .flatMap(({ valueFrom }) => [
        ...keyed('Secret', inContainers, valueFrom?.secretKeyRef),
        ...keyed('ConfigMap', inContainers, valueFrom?.configMapKeyRef),
      ]),
  ];
}

/** The keys of a Secret or ConfigMap of the app; undefined of one without any: others fill it. */
function keysOf({ manifest }: Entry): string[] | undefined {
  const { data, stringData, binaryData } = manifest as Readonly<Record<string, unknown>>;
  const keys = [data, stringData, binaryData].flatMap((each) => Object.keys(each ?? {}));
  return keys.length === 0 ? undefined : keys;
}

/** A key that the app's own Secret or ConfigMap does not have: the pod waits for it for ever. */
export const missingKeys: Rule = (view) =>
  view.pods.flatMap((group) =>
    keyReferences(group).flatMap(({ kind, name, field, key }) => {
      const found = view.find(kind, group.entry.namespace, name);
      const keys = found === undefined ? undefined : keysOf(found);
      if (found === undefined || keys === undefined || keys.includes(key)) return [];
      return [
        problemOf(group.entry, {
          field,
          rule: 'missing-key',
          message: `${called(group.entry)} takes ${key} of the ${kind} ${name} of ${found.origin}, which has ${keys.join(', ')}`,
          fix: 'write the key there, or name one that it has',
        }),
      ];
    }),
  );
