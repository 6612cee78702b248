import type { Checkpoint } from '../workload/checkpoint';

/** What a training says of its interruptions. */
export interface InterruptionProps {
  /**
   * Where the program writes what it needs to go on after an interruption: `Checkpoint.to(models, { every: Duration.minutes(30) })`. The dataset is at `/checkpoints`, and
   * `CHECKPOINT_PATH` is the training's folder in it, which the program makes; `CHECKPOINT_EVERY_SECONDS` and `CHECKPOINT_KEEP` say how often, and how many stay. All roles write there but the evaluator, which reads;
   * with `Parallel.shards` each part has a folder of its own, `shard-<index>`. Refused is a dataset that is only read (ReadOnlyMany), or that fewer nodes may use than the training has.
   * @default - none: what is interrupted begins anew, which is warned of on spot nodes, for elastic trainings, and on GPUs with an `activeDeadline` of more than 12 hours that is said
   */
  readonly checkpoint?: Checkpoint;
  /**
   * True: no pods are made until the training is resumed. A running one that is suspended loses its pods, which have `terminationGrace` to write a checkpoint. To resume it take the prop away and apply again,
   * or set `spec.suspend` (of a kind of the training operator or mpi-operator `spec.runPolicy.suspend`) to false in the cluster: what is applied again with `true` suspends it anew. `activeDeadline` counts from the last start.
   * Refused with `Queue.kueue`, which suspends and resumes by itself.
   * @default false
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#suspending-a-job
   */
  readonly suspended?: boolean;
}
