import type { manifestsIn } from './programs';

type Manifest = ReturnType<typeof manifestsIn>[number];

/** An object of the example, and its place in the picture, from the left and from above. */
export interface Placed {
  readonly kind: string;
  readonly name: string;
  readonly column: number;
  readonly row: number;
  /** What a reader would look for in it. */
  readonly facts: (object: Manifest) => readonly string[];
}

interface PodHolder {
  readonly spec: {
    readonly initContainers?: readonly { readonly name: string }[];
    readonly containers: readonly { readonly command?: readonly string[]; readonly env: readonly { name: string; value?: string }[] }[];
  };
}

interface Spec {
  readonly resources?: { readonly requests: { readonly storage: string } };
  readonly storageClassName?: string;
  readonly accessModes?: readonly string[];
  readonly completions?: number;
  readonly schedule?: string;
  readonly source?: { readonly persistentVolumeClaimName: string };
  readonly jobTemplate?: { readonly spec: { readonly template: PodHolder } };
  readonly template?: PodHolder;
}

function specOf({ spec }: Manifest): Spec {
  return spec ?? {};
}

function podOf(object: Manifest): PodHolder['spec'] | undefined {
  const { template, jobTemplate } = specOf(object);
  return (template ?? jobTemplate?.spec.template)?.spec;
}

function variable(object: Manifest, name: string): string | undefined {
  return podOf(object)?.containers[0]?.env.find((each) => each.name === name)?.value;
}

/** A bucket and the folder in it, as the command of rclone has them. */
function bucketOf(object: Manifest): string | undefined {
  const remote = podOf(object)?.containers[0]?.command?.find((part) => part.startsWith('store:'));
  return remote?.replace('store:', '');
}

function claim(object: Manifest): string[] {
  const { resources, storageClassName, accessModes } = specOf(object);
  return [`${resources?.requests.storage}, ${accessModes?.join(', ')}`, `class ${storageClassName}`];
}

function storageClass(object: Manifest): string[] {
  const { reclaimPolicy, provisioner } = object as { reclaimPolicy?: string; provisioner?: string };
  return [`reclaim policy ${reclaimPolicy}`, `${provisioner?.replace('.csi.ceph.com', '')}`];
}

function training(object: Manifest): string[] {
  const caches = podOf(object)?.initContainers?.some(({ name }) => name === 'copy-dataset') === true;
  return [`${specOf(object).completions} shards, a GPU each`, caches ? 'test images on local disk' : 'no cache'];
}

const CLAIM = 'PersistentVolumeClaim';

/** In the middle what a dataset is for; above it how it is kept; below it how it is filled, and tried on a copy. */
export const OBJECTS: readonly Placed[] = [
  {
    kind: 'CronJob',
    name: 'images-backup',
    column: 1,
    row: 0,
    facts: (object) => [`at ${specOf(object).schedule}`, `keeps ${variable(object, 'KEEP')} snapshots`],
  },
  {
    kind: 'CronJob',
    name: 'archive-images',
    column: 2,
    row: 0,
    facts: (object) => [`at ${specOf(object).schedule}`, `to ${bucketOf(object)}`],
  },
  { kind: 'StorageClass', name: 'cephfs-kept', column: 0, row: 1, facts: storageClass },
  { kind: CLAIM, name: 'images', column: 1, row: 1, facts: claim },
  { kind: 'Job', name: 'train-shards', column: 2, row: 1, facts: () => ['lists of files, by size,', 'when all are loaded'] },
  { kind: 'Job', name: 'train', column: 3, row: 1, facts: training },
  { kind: CLAIM, name: 'models', column: 4, row: 1, facts: claim },
  { kind: 'Job', name: 'load-images', column: 0, row: 2, facts: (object) => [`from ${bucketOf(object)}`, 'verified by checksums'] },
  {
    kind: 'VolumeSnapshot',
    name: 'images-v1',
    column: 1,
    row: 2,
    facts: (object) => [`of ${specOf(object).source?.persistentVolumeClaimName}, at one moment`],
  },
  { kind: CLAIM, name: 'images-as-it-was', column: 2, row: 2, facts: claim },
  { kind: 'Job', name: 'experiment', column: 3, row: 2, facts: () => ['reads the one dataset,', 'changes the other'] },
  { kind: 'StorageClass', name: 'cephfs-passing', column: 0, row: 3, facts: storageClass },
  { kind: CLAIM, name: 'images-trial', column: 2, row: 3, facts: claim },
  {
    kind: 'Job',
    name: 'images-trial-cleanup',
    column: 3,
    row: 3,
    facts: (object) => [
      `waits for ${variable(object, 'JOB')}`,
      variable(object, 'SNAPSHOT') === 'true' ? 'a snapshot, then deletes' : 'deletes',
    ],
  },
];
