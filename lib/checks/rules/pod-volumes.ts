import type { Container } from '../../pod/kubernetes';
import { isBelow } from '../../values/path';
import { isReadOnly } from '../../values/storage';
import { containersOf, volumesOf } from '../pods';
import { called, podField, problemOf, type Rule, warningOf } from '../rule';
import type { PodGroup, View } from '../view';

function eachContainer(view: View, judge: (container: Container, group: PodGroup) => ReturnType<typeof problemOf>[]): ReturnType<Rule> {
  return view.pods.flatMap((group) => containersOf(group).flatMap((container) => judge(container, group)));
}

/** The claims of the app that are only read, by the pod's volumes on them that are not read-only themselves. */
function readOnlyVolumes(view: View, group: PodGroup): Map<string, string> {
  const found = volumesOf(group).flatMap(({ name, persistentVolumeClaim: use }) => {
    const claim = use === undefined ? undefined : view.find('PersistentVolumeClaim', group.entry.namespace, use.claimName);
    const { accessModes } = (claim?.manifest.spec ?? {}) as { accessModes?: string[] };
    return claim !== undefined && isReadOnly(accessModes) && use?.readOnly !== true ? [[name, claim.name] as const] : [];
  });
  return new Map(found);
}

/** A claim that is only read, mounted to be written: the program fails at its first write. */
export const writesReadOnlyClaim: Rule = (view) =>
  eachContainer(view, (container, group) => {
    const volumes = readOnlyVolumes(view, group);
    const writable = (container.volumeMounts ?? []).filter(({ name, readOnly }) => volumes.has(name) && readOnly !== true);
    return writable.map(({ name, mountPath }) =>
      problemOf(group.entry, {
        field: podField(group.pods.field, 'spec.containers'),
        rule: 'read-only-claim',
        message: `container ${container.name} of ${called(group.entry)} mounts the claim ${volumes.get(name)}, which is only read (ReadOnlyMany), at ${mountPath} to be written`,
        fix: 'mount it with readOnly: true',
      }),
    );
  });

/** Where programs look for data and models. */
const DATA_PATH = /^(TRAIN_DATASET_PATH|TEST_DATASET_PATH|DATASET_[A-Z0-9_]+_PATH|MODEL_PATH|MODEL_FILE|BASE_MODEL_FILE)$/;
const REFERENCE = /(?<!\$)\$\(([^)]+)\)/g;

/** A variable's text with those before it put in, as the kubelet does; undefined where it depends on what is not known here. */
function expanded(text: string, known: ReadonlyMap<string, string | undefined>): string | undefined {
  let isKnown = true;
  const result = text.replace(REFERENCE, (whole, name: string) => {
    if (!known.has(name)) return whole;
    const value = known.get(name);
    isKnown &&= value !== undefined;
    return value ?? '';
  });
  return isKnown ? result : undefined;
}

interface DataPath {
  readonly name: string;
  readonly path: string;
}

function dataPaths({ env = [] }: Container): DataPath[] {
  const known = new Map<string, string | undefined>();
  for (const { name, value, valueFrom } of env) known.set(name, valueFrom === undefined ? expanded(value ?? '', known) : undefined);
  return [...known].flatMap(([name, path]) => (DATA_PATH.test(name) && path?.startsWith('/') ? [{ name, path }] : []));
}

/** Whether the container has data of its own: what has none may find all of it in its image. */
function mountsClaims({ volumeMounts = [] }: Container, group: PodGroup): boolean {
  const claims = volumesOf(group).filter(({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined);
  return volumeMounts.some((mount) => claims.some(({ name }) => name === mount.name));
}

/** A variable that names a place of data where nothing is mounted: the program finds what is in its image, or writes what goes with its pod. */
export const dataPathOutsideMounts: Rule = (view) =>
  eachContainer(view, (container, group) => {
    if (group.pods.handsOn) return [];
    const { volumeMounts = [] } = container;
    const outside = dataPaths(container).filter(({ path }) => !volumeMounts.some(({ mountPath }) => isBelow(path, mountPath)));
    const tell = mountsClaims(container, group) ? problemOf : warningOf;
    return outside.map(({ name, path }) =>
      tell(group.entry, {
        field: podField(group.pods.field, 'spec.containers'),
        rule: 'data-path',
        message: `container ${container.name} of ${called(group.entry)} looks for ${path} (${name}), and mounts nothing there`,
        fix: `give it dataset, model or a mount at that path, or another name to the variable; it mounts ${volumeMounts.map(({ mountPath }) => mountPath).join(', ') || 'nothing'}`,
      }),
    );
  });

/** Claims that a pod holds and no container mounts: what was mounted before a patch, mostly. */
export const unusedClaims: Rule = ({ pods }) =>
  pods.flatMap((group) => {
    if (!group.entry.ours) return [];
    const used = new Set(containersOf(group).flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name)));
    const unused = volumesOf(group).filter(({ name, persistentVolumeClaim }) => persistentVolumeClaim !== undefined && !used.has(name));
    return unused.map(({ name }) => {
      return warningOf(group.entry, {
        field: podField(group.pods.field, 'spec.volumes'),
        rule: 'unused-volume',
        message: `${called(group.entry)} has the volume ${name}, which no container mounts`,
        fix: 'mount it, or leave it out',
      });
    });
  });

/** A group for the files of a claim, set at each start on each file: with millions of them a pod starts for hours. */
export const slowFsGroup: Rule = ({ pods }) =>
  pods.flatMap((group) => {
    const { securityContext, volumes = [] } = group.pods.template.spec ?? {};
    const claim = volumes.find(({ persistentVolumeClaim: use }) => use !== undefined && use.readOnly !== true);
    if (securityContext?.fsGroup === undefined || securityContext.fsGroupChangePolicy === 'OnRootMismatch' || claim === undefined)
      return [];
    return [
      warningOf(group.entry, {
        field: podField(group.pods.field, 'spec.securityContext.fsGroupChangePolicy'),
        rule: 'slow-fs-group',
        message: `${called(group.entry)} gives every file of the volume ${claim.name} to its group at each start`,
        fix: 'set fsGroupChangePolicy: OnRootMismatch',
      }),
    ];
  });

/** Volumes that Kubernetes made by itself until 1.31, and of which CSI drivers have taken the place. */
const REMOVED = ['cephfs', 'rbd', 'glusterfs'];

function removedKind(volume: object): string | undefined {
  return REMOVED.find((kind) => kind in volume);
}

/** Ceph without its CSI driver: the API server still takes it, and no node mounts it any more. */
export const removedVolumes: Rule = (view) => {
  const inPods = view.pods.flatMap(({ entry, pods }) =>
    (pods.template.spec?.volumes ?? []).map((volume) => ({
      entry,
      field: podField(pods.field, 'spec.volumes'),
      kind: removedKind(volume),
    })),
  );
  const alone = view.ofKind('PersistentVolume').map((entry) => ({ entry, field: 'spec', kind: removedKind(Object(entry.manifest.spec)) }));
  return [...inPods, ...alone].flatMap(({ entry, field, kind }) => {
    if (kind === undefined) return [];
    const message = `${called(entry)} has a volume of the kind ${kind}, which Kubernetes has removed`;
    return [
      problemOf(entry, { field, rule: 'removed-volume', message, fix: 'use a claim on a CSI driver: CephDataset, StaticCephDataset' }),
    ];
  });
};
