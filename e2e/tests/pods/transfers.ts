import { App, Chart } from 'cdk8s';
import { Secret } from 'cdk8s-plus-27';
import type { Pod } from 'kubernetes-types/core/v1';
import {
  CephDataset,
  CephStorage,
  CopyMode,
  DataOrigin,
  DatasetCopy,
  DatasetLoad,
  Download,
  GpuTrainingJob,
  ObjectStore,
  Resources,
} from '../../../lib';
import { type KubernetesObject, podsOf } from '../../pods';

export const KEYS = ['ACCESSKEY', 'Secret+Key/1='] as const;
export const COMMIT = '77f3279092a1c1579b2250db8eafed0ad422088c';

const S3_ENDPOINT = 'http://s3.ml.svc:8080';
const WEB_ENDPOINT = 'http://web.ml.svc:8080';

function secret(name: string, [id, key]: readonly [string, string]): KubernetesObject {
  const stringData = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'ml' }, stringData } as KubernetesObject;
}

interface Claims {
  readonly images: CephDataset;
  readonly restored: CephDataset;
  readonly moved: CephDataset;
}

/** Out of the cluster and back, and a training that waits. */
function backup(chart: Chart, { images, restored, moved }: Claims): void {
  const store = (id: string) => {
    const credentials = Secret.fromSecretName(chart, `keys of ${id}`, id);
    return ObjectStore.s3({ bucket: 'backups', prefix: 'images', endpoint: S3_ENDPOINT, credentials });
  };
  const to = store('keys');
  new DatasetCopy(chart, 'copy', { dataset: images, to });
  new DatasetCopy(chart, 'mirror', { dataset: images, to, mode: CopyMode.sync({ confirmDeletion: true }) });
  const restore = new DatasetLoad(chart, 'restore', { dataset: restored, from: DataOrigin.objectStore(to) });
  new DatasetLoad(chart, 'stranger', { dataset: moved, from: DataOrigin.objectStore(store('others')), path: 'stranger' });
  new GpuTrainingJob(chart, 'train', {
    image: 'registry.example.com/train:1.0',
    resources: Resources.guaranteed({ cpu: '1', memory: '1Gi' }),
    dataset: restored,
    loadedBy: restore,
    command: ['sh', '-c', 'wc -c <"$TRAIN_DATASET_PATH/1.bin"'],
  });
}

/** What the manifests of all transfers are, and the Secrets that exist in their cluster. */
export function transferObjects(sha256: { readonly plain: string; readonly archive: string }): KubernetesObject[] {
  const chart = new Chart(new App(), 'transfers', { namespace: 'ml' });
  const storage = CephStorage.cephFs('rook-cephfs');
  const claim = (id: string) => new CephDataset(chart, id, { storage, size: '1Gi' });
  const claims = { images: claim('images'), restored: claim('restored'), moved: claim('moved') };
  backup(chart, claims);
  new DatasetLoad(chart, 'move', { dataset: claims.moved, from: DataOrigin.claim(claims.images, { path: 'train' }), path: 'v1' });
  new DatasetLoad(chart, 'twice', { dataset: claims.moved, from: DataOrigin.claim(claims.images), path: 'twice' });
  const archive = Download.archive(`${WEB_ENDPOINT}/archive.tar`, { sha256: sha256.archive, folder: 'in' });
  const plain = Download.file(`${WEB_ENDPOINT}/plain.csv`, { sha256: sha256.plain });
  new DatasetLoad(chart, 'fetch', { dataset: claim('fetched'), from: DataOrigin.http([archive, plain]) });
  const repository = DataOrigin.hub({ repository: 'a/b', revision: 'v1', endpoint: WEB_ENDPOINT });
  new DatasetLoad(chart, 'mirror-hub', { dataset: claim('hub'), from: repository });
  return [...chart.toJson(), secret('keys', KEYS), secret('others', ['ACCESSKEY', 'wrong'])];
}

/** Their pods, and a second one of the load that is run twice at once. */
export function transferPods(objects: readonly KubernetesObject[]): Pod[] {
  const pods = podsOf(objects);
  const again = pods
    .filter(({ metadata }) => metadata?.name === 'twice-0')
    .map((pod) => ({ ...pod, metadata: { ...pod.metadata, name: 'twice-1' } }));
  return [...pods, ...again];
}
