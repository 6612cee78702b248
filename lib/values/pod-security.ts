import type { Place } from './finding';
import { bool, type Checked, integer, type Notes, optional, struct } from './read';

/** Who runs in the container. */
export interface PodSecurityOptions {
  /**
   * The user id. kube-score wants 10000 or more, which no user of the node has.
   * @default 10001
   */
  readonly user?: number;
  /**
   * The group id, also of the files in volumes (`fsGroup`).
   * @default 10001
   */
  readonly group?: number;
  /**
   * True: the program may write anywhere in its container, not only in `/tmp` and its mounts.
   * @default false
   */
  readonly writableRoot?: boolean;
}

const ROOT = {
  rule: 'root-user',
  message: 'is root, whom the restricted standard refuses',
  fix: 'leave it out, or write PodSecurity.baseline() for an image that must be root',
};

function isRoot(given: unknown): boolean {
  return typeof given === 'object' && given !== null && 'user' in given && given.user === 0;
}

/** Whose the files of a `baseline` pod's volumes are. */
export interface BaselinePodSecurityOptions {
  /**
   * The group id of the files in volumes, which the image's user is then a member of: give it for an image that does not run as root and writes to a claim.
   * Files of Secrets are readable by this group alone.
   * @default - none: volumes are root's, and files of Secrets are readable by every user of the pod
   */
  readonly fsGroup?: number;
}

const DEFAULT_ID = 10001;
/** Below it ids may be those of the node's own users, whose files the container would then own (kube-score asks for it). */
const LEAST_FOREIGN_ID = 10_000;
const LARGEST_ID = 2_147_483_647;
const NOTES: Notes = {
  runAsUser: 'did you mean user?',
  runAsGroup: 'did you mean group?',
  fsGroup: 'did you mean group?',
  readOnlyRootFilesystem: 'it is read-only; writableRoot: true makes it writable',
};
const options = struct<PodSecurityOptions>(
  {
    user: optional(integer(1, LARGEST_ID, DEFAULT_ID)),
    group: optional(integer(1, LARGEST_ID, DEFAULT_ID)),
    writableRoot: optional(bool),
  },
  'refuse',
  NOTES,
);

const baselineOptions = struct<BaselinePodSecurityOptions>({ fsGroup: optional(integer(0, LARGEST_ID, 1000)) });

/**
 * What the pod's containers may do on their node.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export class PodSecurity implements Checked {
  /** Kubernetes' `restricted` standard: no root, no capabilities, the runtime's seccomp filter, a read-only root file system with a writable `/tmp`. */
  public static restricted(securityOptions: PodSecurityOptions = {}): PodSecurity {
    return new PodSecurity('restricted', securityOptions);
  }

  /**
   * Kubernetes' `baseline` standard, for images that must run as the user that they name, root included, and write where they like.
   * Raw network sockets (NET_RAW) are taken away all the same.
   * Namespaces that enforce `restricted` refuse such pods.
   */
  public static baseline(securityOptions: BaselinePodSecurityOptions = {}): PodSecurity {
    return new PodSecurity('baseline', securityOptions);
  }

  private constructor(
    /** @internal */
    public readonly _level: 'restricted' | 'baseline',
    /** @internal */
    public readonly _options: PodSecurityOptions & BaselinePodSecurityOptions,
  ) {}

  /** @internal */
  public get _user(): number {
    return this._options.user ?? DEFAULT_ID;
  }

  /** @internal */
  public get _group(): number {
    return this._options.group ?? DEFAULT_ID;
  }

  /** The group of the files in volumes; undefined where they stay root's. @internal */
  public get _fsGroup(): number | undefined {
    return this._level === 'baseline' ? this._options.fsGroup : this._group;
  }

  /** @internal */
  public _check(place: Place): void {
    if (this._level === 'baseline') {
      baselineOptions(this._options, place);
      return;
    }
    const given: unknown = this._options;
    if (isRoot(given)) {
      place.at('user').report({ value: 0, ...ROOT });
      return;
    }
    const ids = options(this._options, place);
    for (const field of ['user', 'group'] as const) {
      const id = ids?.[field];
      if (id === undefined || id >= LEAST_FOREIGN_ID) continue;
      place.at(field).report({
        value: id,
        rule: 'low-id',
        severity: 'warning',
        message: 'may be the id of a user of the node',
        fix: 'use 10000 or more',
      });
    }
  }
}
