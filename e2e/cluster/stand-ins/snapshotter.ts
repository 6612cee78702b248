import type { Client, KubeObject } from '../client';

const API_VERSION = 'snapshot.storage.k8s.io/v1';
/** A class whose snapshots never become ready. */
export const BROKEN_CLASS = 'broken';

/** Stands in for the snapshot controller and the drivers' snapshotter: says of every snapshot of a claim that is bound that it can be restored. */
export async function takeSnapshots(client: Client): Promise<void> {
  const snapshots = await client.list(API_VERSION, 'VolumeSnapshot');
  const waiting = snapshots.filter(({ metadata, status }) => status?.readyToUse !== true && metadata.deletionTimestamp === undefined);
  await Promise.all(waiting.map((snapshot) => take(client, snapshot)));
}

async function take(client: Client, snapshot: KubeObject): Promise<void> {
  const { source, volumeSnapshotClassName } = snapshot.spec;
  const time = new Date().toISOString();
  if (volumeSnapshotClassName === BROKEN_CLASS) {
    const error = { message: `failed to get snapshot class ${BROKEN_CLASS}`, time };
    await client.patch(snapshot, { status: { readyToUse: false, error } }, 'status');
    return;
  }
  const claim = await client.read('v1', 'PersistentVolumeClaim', snapshot.metadata.namespace, source.persistentVolumeClaimName);
  if (claim?.status?.phase !== 'Bound') return;
  const boundVolumeSnapshotContentName = `snapcontent-${snapshot.metadata.uid}`;
  const status = { readyToUse: true, creationTime: time, restoreSize: claim.status.capacity.storage, boundVolumeSnapshotContentName };
  await client.patch(snapshot, { status }, 'status');
}
