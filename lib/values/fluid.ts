import type { ISecret } from 'cdk8s-plus-27';
import type { Place } from './finding';
import { namedResource } from './mount';
import { objectName } from './name';
import { absolutePath, mountPath } from './path';
import { type Checked, integer, oneOf, optional, type Reader, required, struct, text, value } from './read';

/** What Fluid's workers keep data in (Fluid's `mediumtype`). */
export enum FluidMedium {
  /** The node's memory. */
  MEMORY = 'MEM',
  /** The node's solid-state disk. */
  SSD = 'SSD',
  /** The node's hard disk. */
  HDD = 'HDD',
}

/** A file system of JuiceFS, Community Edition, that exists. */
export interface JuiceFsOptions {
  /** The file system's name, as `juicefs format` was given it. */
  readonly fileSystem: string;
  /** A Secret whose key `metaurl` has the URL of the metadata engine. */
  readonly metadata: ISecret;
  /**
   * The folder of the file system that has the dataset, from its root.
   * @default '/'
   */
  readonly path?: string;
}

/** A Secret of cdk8s-plus. */
const secret: Reader<ISecret> = (given, place) => {
  const named = namedResource(given, 'Secret');
  if (named !== undefined && objectName('subdomain')(named.name, place) !== undefined) return given as ISecret;
  if (named === undefined) {
    const fix = "for one that exists in the cluster write Secret.fromSecretName(chart, 'id', 'juicefs')";
    place.report({ value: given, rule: 'type', message: 'must be a Secret of cdk8s-plus', fix });
  }
  return undefined;
};

const readJuiceFs = struct<JuiceFsOptions>({
  fileSystem: required(text('ml'), 'stand-in', 'ml'),
  metadata: { read: secret },
  path: optional(absolutePath),
});

/** Which file system of Fluid's caches the data. */
export class FluidRuntime implements Checked {
  /** Alluxio, which reads the dataset's own claim (`pvc://`), whatever storage is behind it. */
  public static alluxio(): FluidRuntime {
    return new FluidRuntime('AlluxioRuntime', undefined);
  }

  /**
   * JuiceFS, for a dataset that is in a file system of JuiceFS: its runtime mounts nothing else, so that it reads that folder and not the dataset's claim.
   * The folder must be the one that the claim's volume is.
   * @see https://github.com/fluid-cloudnative/fluid/blob/v1.0.8/docs/en/samples/juicefs_runtime.md
   */
  public static juiceFs(options: JuiceFsOptions): FluidRuntime {
    return new FluidRuntime('JuiceFSRuntime', options ?? {});
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'AlluxioRuntime' | 'JuiceFSRuntime',
    private readonly juiceFs: JuiceFsOptions | undefined,
  ) {}

  /** Where Fluid's Dataset is mounted from. @internal */
  public _mount(claimName: string): FluidMount {
    if (this.juiceFs === undefined) return { mountPoint: `pvc://${claimName}`, name: claimName, path: '/', readOnly: true };
    const { fileSystem, metadata, path = '/' } = this.juiceFs;
    return {
      mountPoint: `juicefs://${path}`,
      name: fileSystem,
      readOnly: true,
      encryptOptions: [{ name: 'metaurl', valueFrom: { secretKeyRef: { name: metadata.name, key: 'metaurl' } } }],
    };
  }

  /** The Secret that it reads. @internal */
  public get _secret(): ISecret | undefined {
    return this.juiceFs?.metadata;
  }

  /** @internal */
  public _check(place: Place): void {
    if (this.juiceFs === undefined) return;
    readJuiceFs(this.juiceFs, place);
    if (this.juiceFs.metadata === undefined) {
      place
        .at('metadata')
        .report({ rule: 'required', message: 'is required', fix: "for example Secret.fromSecretName(chart, 'id', 'juicefs')" });
    }
  }
}

/** One entry of a Fluid Dataset's `mounts`. */
export interface FluidMount {
  readonly mountPoint: string;
  readonly name: string;
  readonly path?: string;
  readonly readOnly: boolean;
  readonly encryptOptions?: {
    readonly name: string;
    readonly valueFrom: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
  }[];
}

/** How Fluid keeps data in the cluster. */
export interface FluidOptions {
  /**
   * Which file system does it.
   * @default FluidRuntime.alluxio()
   */
  readonly runtime?: FluidRuntime;
  /**
   * What the data are kept in.
   * @default FluidMedium.SSD
   */
  readonly medium?: FluidMedium;
  /**
   * The folder of each node in which they are kept (a `hostPath` of Fluid's own pods).
   * @default '/dev/shm' in memory, '/var/lib/fluid-cache' on disks
   */
  readonly path?: string;
  /**
   * Workers, each on a node of its own, that together keep the data.
   * @default 1
   */
  readonly replicas?: number;
}

/** More nodes no cluster of Kubernetes has (its documented limit). */
const MOST_WORKERS = 5000;

export const FLUID_SHAPE = {
  runtime: optional(value(FluidRuntime, 'FluidRuntime.alluxio()')),
  medium: optional(oneOf('FluidMedium', Object.values(FluidMedium))),
  path: optional(mountPath),
  replicas: optional(integer(1, MOST_WORKERS, 2)),
};
