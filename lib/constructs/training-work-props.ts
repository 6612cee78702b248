import type { Duration } from 'cdk8s';
import type { DataLoading } from '../values/data-loading';
import type { DatasetCache } from '../values/dataset-cache';
import type { DatasetLayout } from '../values/dataset-layout';
import type { ModelArtifact } from '../values/model-artifact';
import type { Queue } from '../values/queue';
import type { Dataset } from '../workload/dataset';

/** What may be said of the work of every training. */
export interface TrainingWorkProps {
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
   * After how long the training is ended, whatever it does.
   * @default Duration.days(7) - a training that hangs does not hold its GPUs for ever
   */
  readonly activeDeadline?: Duration;
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
