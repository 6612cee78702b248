import type { Client, KubeObject } from '../client';

const WANTED = 'volume.kubernetes.io/storage-provisioner';

/**
 * Stands in for the Ceph CSI drivers: gives every claim that waits for its class's driver a volume, and deletes released volumes whose
 * class says so. Waiting for the first consumer, binding and protection are the controller manager's own.
 */
export async function provision(client: Client): Promise<void> {
  const [claims, volumes, classes] = await Promise.all([
    client.list('v1', 'PersistentVolumeClaim'),
    client.list('v1', 'PersistentVolume'),
    client.list('storage.k8s.io/v1', 'StorageClass'),
  ]);
  const existing = new Set(volumes.map((volume) => volume.metadata.name));
  const wanted = claims.filter((claim) => isWaiting(claim) && !existing.has(volumeName(claim)));
  await Promise.all(wanted.flatMap((claim) => classOf(claim, classes).map((found) => client.create(volumeFor(claim, found)))));
  const released = volumes.filter(({ spec, status }) => status?.phase === 'Released' && spec.persistentVolumeReclaimPolicy === 'Delete');
  await Promise.all(released.map((volume) => client.delete(volume)));
}

function isWaiting(claim: KubeObject): boolean {
  return claim.status?.phase === 'Pending' && claim.metadata.annotations?.[WANTED] !== undefined;
}

function classOf(claim: KubeObject, classes: readonly KubeObject[]): KubeObject[] {
  return classes.filter((found) => found.metadata.name === claim.spec.storageClassName);
}

function volumeName(claim: KubeObject): string {
  return `pvc-${claim.metadata.uid}`;
}

function volumeFor(claim: KubeObject, storageClass: KubeObject): object {
  const { name, namespace, uid } = claim.metadata;
  const { provisioner, reclaimPolicy, mountOptions } = storageClass;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volumeName(claim), annotations: { 'pv.kubernetes.io/provisioned-by': provisioner } },
    spec: {
      accessModes: claim.spec.accessModes,
      capacity: { storage: claim.spec.resources.requests.storage },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid },
      csi: { driver: provisioner, volumeHandle: volumeName(claim) },
      ...(mountOptions === undefined ? {} : { mountOptions }),
      persistentVolumeReclaimPolicy: reclaimPolicy,
      storageClassName: storageClass.metadata.name,
      volumeMode: claim.spec.volumeMode,
    },
  };
}
