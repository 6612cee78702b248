import type { Duration } from 'cdk8s';
import type { EnvValue, IServiceAccount } from 'cdk8s-plus-27';
import type { Backup } from '../values/backup';
import type { DataLoading } from '../values/data-loading';
import type { DatasetCache } from '../values/dataset-cache';
import type { DatasetLayout } from '../values/dataset-layout';
import type { ImagePullPolicy, Isolation } from '../values/enums';
import type { Gpu } from '../values/gpu';
import type { ImageTags } from '../values/image';
import type { ModelArtifact } from '../values/model-artifact';
import type { Mount } from '../values/mount';
import type { Placement } from '../values/placement';
import type { PodSecurity } from '../values/pod-security';
import type { Queue } from '../values/queue';
import type { Retention } from '../values/retention';
import type { DataSource } from '../workload/data-source';
import type { Dataset } from '../workload/dataset';
import type { DatasetFilling } from '../workload/dataset-filling';
import type { InterruptionProps } from './interruption-props';
import type { NetworkProps } from './network-props';

/** What may be said of the pods of every workload, and anew for each role of a distributed one. */
export interface PodProps {
  /**
   * Whether the image's tag may be one that moves.
   * @default ImageTags.FIXED - no tag and `latest` are refused
   */
  readonly imageTags?: ImageTags;
  /**
   * When nodes pull the image.
   * @default ImagePullPolicy.ALWAYS - a pod never runs an image whose credentials its namespace lacks
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * What the container runs instead of its image's entry point. In exec form: a shell in between swallows SIGTERM.
   * @default - the image's
   */
  readonly command?: string[];
  /**
   * Arguments of the program.
   * @default - the image's
   */
  readonly args?: string[];
  /**
   * Environment variables with literal values. Defaults of the library (`HOME`, `OMP_NUM_THREADS`, `DATALOADER_WORKERS`, `DATALOADER_PREFETCH`, ...) give way to them,
   * those that a prop writes (`MODEL_FILE`) or an operator sets (`TF_CONFIG`) are refused, as is what looks like a secret.
   * @default - none
   */
  readonly env?: { [name: string]: string };
  /**
   * Environment variables with values of cdk8s-plus: from Secrets, ConfigMaps, fields of the pod.
   * @default - none
   */
  readonly envValues?: { [name: string]: EnvValue };
  /**
   * GPUs of each pod, with their toleration and, where a product is named, its nodes: `Gpu.nvidia(8)`, or `Gpu.claim('gpu.nvidia.com', 8)` by dynamic resource allocation.
   * @default - none
   */
  readonly gpu?: Gpu;
  /**
   * Further volumes.
   * @default - none
   */
  readonly mounts?: Mount[];
  /**
   * Size of `/dev/shm`, counted in the memory limit. The runtime's own has 64 MB, at which PyTorch's loaders and NCCL die.
   * @default - a quarter of the memory limit, at most 16Gi, for pods that load a dataset or have a GPU; none for others
   */
  readonly sharedMemory?: string;
  /**
   * Where the pods run. A rule replaces the construct's own on the same topology and adds to the others.
   * @default - as the construct says
   */
  readonly placement?: Placement[];
  /**
   * What the containers may do on their node.
   * @default PodSecurity.restricted()
   */
  readonly security?: PodSecurity;
  /**
   * The PriorityClass, which must exist in the cluster.
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;
  /**
   * The scheduler.
   * @default - the cluster's default
   */
  readonly schedulerName?: string;
  /**
   * The RuntimeClass, which must exist in the cluster: `nvidia` where GPUs need a runtime of their own.
   * @default - the node's default
   */
  readonly runtimeClassName?: string;
}

/** What may be said of every workload. */
export interface WorkloadProps extends PodProps {
  /** The program's image, with a fixed tag or a digest: `registry.example.com/ml/train:1.0`. */
  readonly image: string;
  /**
   * The name of the workload and of all that comes with it: a DNS label, short enough for the names that controllers derive from it.
   * @default - the ids of the constructs below the chart, joined by `-`
   */
  readonly name?: string;
  /**
   * Labels of all objects and pods, beside the library's own (`app.kubernetes.io/...`).
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of the workload's own object.
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
  /**
   * Annotations of the pods.
   * @default - none
   */
  readonly podAnnotations?: { [key: string]: string };
  /**
   * The pods' ServiceAccount, in place of the one that the library would make. Its token is not mounted.
   * @default - one for this workload alone, without rights
   */
  readonly serviceAccount?: IServiceAccount;
  /**
   * Whether the pods have a NetworkPolicy of their own.
   * @default Isolation.NETWORK_POLICY
   */
  readonly isolation?: Isolation;
}

/** What may be said of every training. */
export interface TrainingProps extends WorkloadProps, InterruptionProps, NetworkProps {
  /**
   * The data, read-only at `/data`: `TRAIN_DATASET_PATH` is `/data/train`, `TEST_DATASET_PATH` is `/data/test`.
   * @default - none
   */
  readonly dataset?: Dataset;
  /**
   * Where the dataset is mounted, and its parts in it.
   * @default - mounted at /data, with train and test in it
   */
  readonly datasetLayout?: DatasetLayout;
  /**
   * The load that fills `dataset`: each pod that reads it waits in an init container until all of it is there, and holds its GPUs meanwhile.
   * With the training's own image, which needs `sh`, `test` and `sleep`. Refused without `dataset`, for the load of another one, and on a claim for one node, where the two could keep each other waiting.
   * @default - none: the training starts at once
   */
  readonly loadedBy?: DatasetFilling;
  /**
   * A copy of the dataset near the program, at the same paths: `DatasetCache.localDisk('100Gi')`, `.memory`, `.perPod`, `.nodeLocal` or `.fluid`. But for the last an init container makes it
   * in each pod that reads the dataset, with the training's own image, which needs `sh`, `cp`, `du` and `sleep`. Refused without `dataset`; `datasets` are not copied.
   * @default - none: the program reads the claim itself
   */
  readonly cache?: DatasetCache;
  /**
   * How loaders work: `DATALOADER_WORKERS`, `DATALOADER_PREFETCH` and `OMP_NUM_THREADS`, in each pod that reads data. What is said here can't be said in `env` too.
   * @default - as many workers and threads as the CPU limit has whole CPUs, one of them less for workers, each with 2 batches ready
   */
  readonly dataLoading?: DataLoading;
  /**
   * Further datasets by name, read-only: `labels` is at `/datasets/labels`, and `DATASET_LABELS_PATH` says so.
   * @default - none
   */
  readonly datasets?: { [name: string]: Dataset };
  /**
   * The model to write: `MODEL_PATH` is where its dataset is mounted (`/models`), `MODEL_FILE` the artifact itself.
   * @default - none
   */
  readonly model?: ModelArtifact;
  /**
   * A model to start from, read-only: `BASE_MODEL_FILE`. It must not be what `model` names, nor in it: a retry would then start from a half-trained one.
   * @default - none
   */
  readonly baseModel?: ModelArtifact;
  /**
   * How the training waits until there is room for all of its pods: `Queue.kueue('team-a')`, `.volcano('default')` or `.coscheduling()`.
   * @default - none: each pod starts as soon as it has room, and two trainings may hold each other's GPUs
   */
  readonly queue?: Queue;
  /**
   * How often a failed pod is tried again, not counting pods that a drain or preemption ended.
   * @default 4
   */
  readonly backoffLimit?: number;
  /**
   * After how long the training is ended, whatever it does.
   * @default Duration.days(7) - a training that hangs does not hold its GPUs for ever
   */
  readonly activeDeadline?: Duration;
  /**
   * How long the finished training stays, with its pods' logs.
   * @default Duration.days(7)
   */
  readonly ttlAfterFinished?: Duration;
  /**
   * True: the finished training stays until somebody deletes it. For GitOps, which makes a training anew that its time to live has removed.
   * @default false
   */
  readonly keepFinished?: boolean;
  /**
   * How long a pod has from SIGTERM to SIGKILL, to write what it has. Less than writing a checkpoint may take is warned of.
   * @default Duration.minutes(2); with `checkpoint` what writing one may take and a minute more, if that is longer
   */
  readonly terminationGrace?: Duration;
  /**
   * Names another run: Kubernetes can't change the pods of a Job, so a changed one needs a new name. `run: 'r2'` makes `train-model-r2`.
   * @default - the first run, without a suffix
   */
  readonly run?: string;
}

/** Props of every dataset that makes its claim. */
export interface ClaimProps {
  /** The size, as `'500Gi'`. It can grow later where the class allows it, and never shrink. */
  readonly size: string;
  /**
   * The claim's name. It never changes by moving code: a renamed claim is another one, and empty.
   * @default - the ids of the constructs below the chart, joined by `-`
   */
  readonly name?: string;
  /**
   * The claim's namespace, the only one whose workloads can use it.
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * Labels of the claim, beside the library's own.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * Snapshots of the claim on a schedule: `Backup.daily({ keep: 7 })`. Refused for a claim that is ReadOnlyMany alone, of which there are none.
   * @default - none
   */
  readonly backup?: Backup;
  /**
   * When the claim goes: with its chart, after a job, or never.
   * @default Retention.keep() - Helm, Argo CD and Flux are told to leave it
   */
  readonly retention?: Retention;
  /**
   * What the dataset begins with: `DataSource.snapshot(images.snapshot('v1'))`, `.snapshotName('images-v1')`, `.clone(images)` or `.populator({ ... })`. It is of the claim's own namespace,
   * and of its driver. Read once, when the volume is made: Kubernetes refuses another one later. It can be left out then, so that what it names may go.
   * @default - nothing: the volume is empty
   */
  readonly dataSource?: DataSource;
}
