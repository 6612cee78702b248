import { Duration } from 'cdk8s';
import type { Place } from '../values/finding';
import { relativePath } from '../values/path';
import { type Checked, duration, integer, optional, required, struct } from '../values/read';
import { type Dataset, dataset as readDataset } from './dataset';

/** How a training writes checkpoints. */
export interface CheckpointOptions {
  /** How often the program is to write one: `CHECKPOINT_EVERY_SECONDS`. What was done since the last is lost with a pod. */
  readonly every: Duration;
  /**
   * How many the program is to keep, the newest ones: `CHECKPOINT_KEEP`. Two at least leave a whole one while the next is written.
   * @default 3
   */
  readonly keep?: number;
  /**
   * The folder of the dataset in which they are. Another training's folder goes on from its checkpoints: `'train-model'` in the run `r2`.
   * @default - the training's name with that of its run: pods that are tried again find what those before them have written, and a new run begins anew
   */
  readonly path?: string;
  /**
   * How long writing one may take. A pod has this and a minute more from SIGTERM to SIGKILL, two minutes at least.
   * @default Duration.minutes(1)
   */
  readonly writing?: Duration;
}

const DAY = 24 * 3600;
const MOST_KEPT = 10_000;
const DEFAULTS = { keep: 3, writingSeconds: 60 };

/** Stands in for a wrong interval, so that the other fields are judged too. */
const HOUR = Duration.hours(1);

const readOptions = struct<CheckpointOptions>({
  every: required(duration(1, 365 * DAY), HOUR, 'Duration.minutes(30)'),
  keep: optional(integer(1, MOST_KEPT, DEFAULTS.keep)),
  path: optional(relativePath),
  writing: optional(duration(1, DAY)),
});

/**
 * Where a training writes what it needs to go on after an interruption: its pods are drained, preempted, taken back with their spot nodes, or fail.
 * The program goes on from the newest checkpoint that it finds, and writes one at SIGTERM too.
 *
 * A recipe: `os.makedirs(CHECKPOINT_PATH)`; write to a name that begins with a point, `.tmp-1200`, in that folder; `os.replace` it to `step-1200`. A rename within a volume is atomic, so that
 * every `step-*` is whole. Remove all but the newest `CHECKPOINT_KEEP`. At the start load the newest. `signal.signal(signal.SIGTERM, ...)` sets a flag, at which the loop writes one and ends.
 */
export class Checkpoint implements Checked {
  /** In a dataset that can be written: `Checkpoint.to(models, { every: Duration.minutes(30) })`. */
  public static to(dataset: Dataset, options: CheckpointOptions): Checkpoint {
    return new Checkpoint(dataset, options);
  }

  private constructor(
    /** @internal */
    public readonly _dataset: Dataset,
    private readonly options: CheckpointOptions,
  ) {}

  /** The folder, where it is named. @internal */
  public get _path(): string | undefined {
    return this.options.path;
  }

  /** @internal */
  public get _everySeconds(): number {
    return this.options.every.toSeconds();
  }

  /** @internal */
  public get _keep(): number {
    return this.options.keep ?? DEFAULTS.keep;
  }

  /** @internal */
  public get _writingSeconds(): number {
    return this.options.writing?.toSeconds() ?? DEFAULTS.writingSeconds;
  }

  /** @internal */
  public _check(place: Place): void {
    readDataset(this._dataset, place.at('dataset'));
    // Forgotten in JavaScript: what is required is told.
    const options = readOptions(this.options === undefined ? {} : this.options, place);
    if (options?.writing === undefined || options.every.toSeconds() > options.writing.toSeconds()) return;
    place.at('every').report({
      value: options.every.toSeconds(),
      rule: 'checkpoint-interval',
      message: `is no longer than the ${options.writing.toSeconds()} seconds that writing one takes: the training would do nothing else`,
      fix: 'write them less often',
    });
  }
}
