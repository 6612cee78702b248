import type { IConfigMap, IPersistentVolumeClaim, ISecret } from 'cdk8s-plus-27';
import { checkEphemeral, type EphemeralSource, type EphemeralVolumeOptions, ephemeralSource } from './ephemeral';
import { type Place, show } from './finding';
import type { HugePageSize } from './huge-pages';
import { objectName } from './name';
import { mountPath, relativePath } from './path';
import { byteSize } from './quantity';
import { bool, type Checked, optional, type Shape, struct } from './read';
import type { AccessMode, VolumeMaker } from './storage';

/** A claim as a pod uses it. What is not known of it is left out, and then not judged. */
export interface ClaimSource extends VolumeMaker {
  readonly kind: 'claim';
  readonly claimName: string;
  /** Nothing in the app makes it: it exists in the cluster. */
  readonly external: boolean;
  readonly namespace?: string;
  readonly accessModes?: readonly AccessMode[];
  readonly size?: string;
  /** The volume was there before its claim, and not made by a CSI driver. */
  readonly static?: true;
  /** The labels by which it alone is selected in its namespace, of a claim that the library makes. */
  readonly selector?: Readonly<Record<string, string>>;
}

/** Where a mount's content comes from, as plain data. */
export type VolumeSource =
  | ClaimSource
  | { readonly kind: 'memory'; readonly size: string }
  | { readonly kind: 'hugePages'; readonly pageSize: HugePageSize }
  /** `counted`: its space is in the container's request for local disk already. */
  | { readonly kind: 'scratch'; readonly size: string; readonly counted?: true }
  | EphemeralSource
  | { readonly kind: 'configMap' | 'secret'; readonly name: string; readonly external: boolean }
  /** What a program needs to speak with the API server as the pod's account: a token that is renewed, the cluster's certificate, the namespace. */
  | { readonly kind: 'apiAccess' };

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

/** An object of cdk8s-plus of this kind, by its name; undefined where something else was given. */
export function namedResource(resource: unknown, kind: string): { readonly name: string; readonly external: boolean } | undefined {
  if (typeof resource !== 'object' || resource === null || !('name' in resource) || typeof resource.name !== 'string') return undefined;
  if ('kind' in resource && resource.kind !== kind) return undefined;
  return { name: resource.name, external: isExternal(resource) };
}

function isClaimSource(known: unknown): known is ClaimSource {
  return typeof known === 'object' && known !== null && 'kind' in known && known.kind === 'claim';
}

/** What is known of a claim; undefined where something else was given. A dataset of this library knows itself. */
export function claimSource(claim: unknown): ClaimSource | undefined {
  const named = namedResource(claim, 'PersistentVolumeClaim');
  if (named === undefined) return undefined;
  const known: unknown = Reflect.get(claim as object, '_claim');
  return isClaimSource(known) ? known : { kind: 'claim', claimName: named.name, external: named.external };
}

/** What a mount is made of: its source, and what was given instead of a right one. */
interface MountFacts {
  readonly source: VolumeSource;
  readonly wrong?: unknown;
  readonly ephemeral?: EphemeralVolumeOptions;
}

const KINDS = { configMap: 'ConfigMap', secret: 'Secret' } as const;

function objectFacts(kind: keyof typeof KINDS, resource: IConfigMap | ISecret): MountFacts {
  const named = namedResource(resource, KINDS[kind]);
  return named === undefined ? { source: { kind, name: '', external: true }, wrong: resource } : { source: { kind, ...named } };
}

function claimFacts(claim: IPersistentVolumeClaim): MountFacts {
  const source = claimSource(claim);
  return source === undefined ? { source: { kind: 'claim', claimName: '', external: true }, wrong: claim } : { source };
}

const WANTED: Readonly<Record<'claim' | 'configMap' | 'secret', string>> = {
  claim: 'a claim of cdk8s-plus or a Dataset',
  configMap: 'a ConfigMap of cdk8s-plus',
  secret: 'a Secret of cdk8s-plus',
};

const FACTORY: Readonly<Record<keyof typeof WANTED, string>> = {
  claim: 'CephDataset.fromClaimName',
  configMap: 'ConfigMap.fromConfigMapName',
  secret: 'Secret.fromSecretName',
};

/** A volume at a path of the container. Mounts of one claim share one volume of the pod. */
export class Mount implements Checked {
  /** Any claim, of this library or of cdk8s-plus. Of a dataset rather write `dataset.mount(path)`, which knows its access modes. */
  public static claim(path: string, claim: IPersistentVolumeClaim, mountOptions: MountOptions = {}): Mount {
    return new Mount(path, claimFacts(claim), mountOptions);
  }

  /** Empty space on the node's disk that goes with the pod. Its size is added to the pod's request for local disk; a pod that writes more is evicted. */
  public static scratchDisk(path: string, size: string): Mount {
    return new Mount(path, { source: { kind: 'scratch', size } }, {});
  }

  /**
   * Empty space on a StorageClass, for scratch data that outlive no pod: Kubernetes makes the volume with each pod and deletes it with it (a generic ephemeral volume),
   * however the pod ends. It is not counted in the pod's local disk, and can be larger than it.
   * @see https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes
   */
  public static ephemeral(path: string, size: string, volumeOptions: EphemeralVolumeOptions): Mount {
    const given = volumeOptions ?? {};
    return new Mount(path, { source: ephemeralSource(size, given), ephemeral: given }, {});
  }

  /** Empty space in the node's memory that goes with the pod. What is written there counts in the container's memory limit. */
  public static memory(path: string, size: string): Mount {
    return new Mount(path, { source: { kind: 'memory', size } }, {});
  }

  /** Files in huge pages of 2 MiB, as programs look for at `/dev/hugepages`: as much as `resources` has in `hugePages2Mi`. Refused where it has none. */
  public static hugePages2Mi(path: string): Mount {
    return new Mount(path, { source: { kind: 'hugePages', pageSize: '2Mi' } }, {});
  }

  /** Files in huge pages of 1 GiB: as much as `resources` has in `hugePages1Gi`. Refused where it has none. */
  public static hugePages1Gi(path: string): Mount {
    return new Mount(path, { source: { kind: 'hugePages', pageSize: '1Gi' } }, {});
  }

  /** The keys of a ConfigMap as files, read-only. */
  public static configMap(path: string, configMap: IConfigMap, mountOptions: MountOptions = {}): Mount {
    return new Mount(path, objectFacts('configMap', configMap), { readOnly: true, ...mountOptions });
  }

  /** The keys of a Secret as files, read-only: for the group of the pod's volumes alone, or for every user of the pod where it has none (`PodSecurity.baseline()`). */
  public static secret(path: string, secret: ISecret, mountOptions: MountOptions = {}): Mount {
    return new Mount(path, objectFacts('secret', secret), { readOnly: true, ...mountOptions });
  }

  /** @internal */
  public static _of(path: string, source: VolumeSource, mountOptions: MountOptions): Mount {
    return new Mount(path, { source }, mountOptions);
  }

  private constructor(
    /** Where the container sees it. */
    public readonly path: string,
    private readonly facts: MountFacts,
    /** @internal */
    public readonly _options: MountOptions,
  ) {}

  /** @internal */
  public get _source(): VolumeSource {
    return this.facts.source;
  }

  /** @internal */
  public _check(place: Place): void {
    mountPath(this.path, place.at('path'));
    readOptions(this._options, place);
    const { source } = this.facts;
    if (this.facts.ephemeral !== undefined) checkEphemeral(this.facts.ephemeral, place);
    if (source.kind === 'memory' || source.kind === 'scratch' || source.kind === 'ephemeral')
      byteSize('10Gi')(source.size, place.at('size'));
    else if (source.kind === 'apiAccess' || source.kind === 'hugePages') return;
    else if ('wrong' in this.facts) checkKind(source.kind, this.facts.wrong, place);
    else objectName('subdomain')('claimName' in source ? source.claimName : source.name, place.at(source.kind));
  }
}

function checkKind(kind: keyof typeof WANTED, wrong: unknown, place: Place): void {
  const name = typeof wrong === 'string' && wrong !== '' ? wrong : `my-${kind === 'configMap' ? 'config' : kind}`;
  const fix = `for one that exists in the cluster write ${FACTORY[kind]}(chart, 'id', ${show(name)})`;
  place.at(kind).report({ value: wrong, rule: 'type', message: `must be ${WANTED[kind]}`, fix });
}
