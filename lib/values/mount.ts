import type { IConfigMap, IPersistentVolumeClaim, ISecret } from 'cdk8s-plus-27';
import type { Place } from './finding';
import { objectName } from './name';
import { mountPath, relativePath } from './path';
import { byteSize } from './quantity';
import { bool, type Checked, optional, type Shape, struct } from './read';
import type { AccessMode, StorageBackend } from './storage';

/** A claim as a pod uses it. What is not known of it is left out, and then not judged. */
export interface ClaimSource {
  readonly kind: 'claim';
  readonly claimName: string;
  /** Nothing in the app makes it: it exists in the cluster. */
  readonly external: boolean;
  readonly namespace?: string;
  readonly accessModes?: readonly AccessMode[];
  readonly backend?: StorageBackend;
}

/** Where a mount's content comes from, as plain data. */
export type VolumeSource =
  | ClaimSource
  | { readonly kind: 'memory'; readonly size: string }
  /** `counted`: its space is in the container's request for local disk already. */
  | { readonly kind: 'scratch'; readonly size: string; readonly counted?: true }
  | { readonly kind: 'configMap' | 'secret'; readonly name: string; readonly external: boolean };

/** How a volume is mounted. */
export interface MountOptions {
  /**
   * True: the program can't write there.
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * A folder or file of the volume, relative to its root, that is mounted instead of the whole.
   * @default - the whole volume
   */
  readonly subPath?: string;
}

const options: Shape<MountOptions> = { readOnly: optional(bool), subPath: optional(relativePath) };
const readOptions = struct(options);

/** The objects of cdk8s-plus that stand for what exists already (`fromXName`) own no API object. */
export function isExternal(resource: object): boolean {
  return !('apiObject' in resource);
}

function nameOf(resource: unknown): string {
  return typeof resource === 'object' && resource !== null && 'name' in resource ? String(resource.name) : '';
}

function objectSource(kind: 'configMap' | 'secret', resource: IConfigMap | ISecret): VolumeSource {
  const given: unknown = resource;
  return { kind, name: nameOf(given), external: typeof given === 'object' && given !== null && isExternal(given) };
}

/** A volume at a path of the container. Mounts of one claim share one volume of the pod. */
export class Mount implements Checked {
  /** Any claim, of this library or of cdk8s-plus. Of a dataset rather write `dataset.mount(path)`, which knows its access modes. */
  public static claim(path: string, claim: IPersistentVolumeClaim, mountOptions: MountOptions = {}): Mount {
    const given: unknown = claim;
    const external = typeof given === 'object' && given !== null && isExternal(given);
    return new Mount(path, { kind: 'claim', claimName: nameOf(given), external }, mountOptions);
  }

  /** Empty space on the node's disk that goes with the pod. Its size is added to the pod's request for local disk; a pod that writes more is evicted. */
  public static scratchDisk(path: string, size: string): Mount {
    return new Mount(path, { kind: 'scratch', size }, {});
  }

  /** Empty space in the node's memory that goes with the pod. What is written there counts in the container's memory limit. */
  public static memory(path: string, size: string): Mount {
    return new Mount(path, { kind: 'memory', size }, {});
  }

  /** The keys of a ConfigMap as files, read-only. */
  public static configMap(path: string, configMap: IConfigMap, mountOptions: MountOptions = {}): Mount {
    return new Mount(path, objectSource('configMap', configMap), { readOnly: true, ...mountOptions });
  }

  /** The keys of a Secret as files, read-only. */
  public static secret(path: string, secret: ISecret, mountOptions: MountOptions = {}): Mount {
    return new Mount(path, objectSource('secret', secret), { readOnly: true, ...mountOptions });
  }

  /** @internal */
  public static _of(path: string, source: VolumeSource, mountOptions: MountOptions): Mount {
    return new Mount(path, source, mountOptions);
  }

  private constructor(
    /** Where the container sees it. */
    public readonly path: string,
    /** @internal */
    public readonly _source: VolumeSource,
    /** @internal */
    public readonly _options: MountOptions,
  ) {}

  /** @internal */
  public _check(place: Place): void {
    mountPath(this.path, place.at('path'));
    readOptions(this._options, place);
    const source = this._source;
    if ('size' in source) byteSize('10Gi')(source.size, place.at('size'));
    else objectName('subdomain')('claimName' in source ? source.claimName : source.name, place.at(source.kind));
  }
}
