import { KEPT_WITHOUT_POD } from '../../values/ephemeral';
import { backendOf, StorageBackend } from '../../values/storage';
import { BACKEND_ANNOTATION, DELETED_AFTER_ANNOTATION, KEEP_ANNOTATION, KEPT_ON_DELETING_CLASS } from '../annotations';
import { called, podField, problemOf, type Rule } from '../rule';
import type { Entry, View } from '../view';

interface Pair {
  readonly claim: Entry;
  readonly storageClass: Entry;
}

/** The claims of the library on classes of the same app. */
function pairs(view: View): Pair[] {
  if (view.ofKind('StorageClass').length === 0) return [];
  return view.ofKind('PersistentVolumeClaim').flatMap((claim) => {
    const { storageClassName } = (claim.manifest.spec ?? {}) as { storageClassName?: string };
    const storageClass = claim.ours && view.ofKind('StorageClass').find(({ name }) => name === storageClassName);
    return storageClass ? [{ claim, storageClass }] : [];
  });
}

function isKept({ manifest }: Entry): boolean {
  const { annotations = {} } = manifest.metadata;
  return annotations[KEEP_ANNOTATION] === 'keep' && !(DELETED_AFTER_ANNOTATION in annotations);
}

/** What the dataset's own prop can't show: a class by its name, of another library, or patched. Without a policy Kubernetes deletes. */
export const keptOnDeletingClass: Rule = (view) =>
  pairs(view)
    .filter(({ claim }) => isKept(claim))
    .filter(({ storageClass: { manifest } }) => (manifest.reclaimPolicy ?? 'Delete') === 'Delete')
    .map(({ claim, storageClass }) =>
      problemOf(claim, {
        ...KEPT_ON_DELETING_CLASS,
        field: 'spec.storageClassName',
        message: `${called(storageClass)} of ${storageClass.origin} ${KEPT_ON_DELETING_CLASS.message}`,
      }),
    );

/** A dataset that takes a class for CephFS where it is one of RBD, or the other way round: access modes are then judged by what is not so. */
export const classOfOtherBackend: Rule = (view) =>
  pairs(view).flatMap(({ claim, storageClass }) => {
    const backend = claim.manifest.metadata.annotations?.[BACKEND_ANNOTATION] ?? '';
    const driver = String(storageClass.manifest.provisioner);
    const isCeph = backend === StorageBackend.CEPH_FS || backend === StorageBackend.CEPH_RBD;
    if (!isCeph || backendOf(driver) === backend) return [];
    return [
      problemOf(claim, {
        field: 'spec.storageClassName',
        rule: 'storage-backend',
        message: `${called(storageClass)} of ${storageClass.origin} makes volumes with ${driver}, and the dataset takes it for ${backend}`,
        fix: "give the dataset the class's own `storage`, or CephStorage.cephFs() or .rbd() as the class is",
      }),
    ];
  });

/** A volume of one pod on a class of the same app that keeps its volumes: nothing ever uses, or removes, what each pod leaves. */
export const ephemeralOnKeepingClass: Rule = (view) => {
  const keeping = view.ofKind('StorageClass').filter(({ manifest }) => manifest.reclaimPolicy === 'Retain');
  if (keeping.length === 0) return [];
  return view.pods.flatMap(({ entry, pods }) =>
    (pods.template.spec?.volumes ?? []).flatMap(({ ephemeral }) => {
      const storageClass = keeping.find(({ name }) => name === ephemeral?.volumeClaimTemplate?.spec.storageClassName);
      if (storageClass === undefined) return [];
      return [
        problemOf(entry, {
          ...KEPT_WITHOUT_POD,
          field: podField(pods.field, 'spec.volumes'),
          message: `${called(storageClass)} of ${storageClass.origin} ${KEPT_WITHOUT_POD.message}`,
        }),
      ];
    }),
  );
};
