import type { Construct } from 'constructs';
import { problemAt, throwErrors } from '../problems';
import { type Finding, placeIn } from '../values/finding';
import { type ClaimSource, claimSource } from '../values/mount';
import { objectName } from '../values/name';
import { given } from '../values/omit';
import { byteSize } from '../values/quantity';
import { oneOf, optional, someOf, struct, value } from '../values/read';
import { AccessMode, CephStorage } from '../values/storage';
import { Dataset } from '../workload/dataset';
import type { DatasetSnapshot, DatasetSnapshotOptions } from '../workload/dataset-snapshot';
import type { ExistingClaimOptions } from './ceph-dataset';
import { ClaimSnapshot } from './claim-snapshot';

/** A claim that is not made here: what is known of it, and the function that the user has called, at whose line an error stands. */
export interface ExistingClaim {
  readonly claim: ClaimSource;
  readonly options: ExistingClaimOptions;
  readonly findings: readonly Finding[];
  readonly caller: unknown;
}

const readOptions = struct<ExistingClaimOptions>({
  namespace: optional(objectName('label')),
  accessModes: optional(someOf(oneOf('AccessMode', Object.values(AccessMode)), 'leave it out where it is not known')),
  storage: optional(value(CephStorage, "CephStorage.cephFs('rook-cephfs')")),
  size: optional(byteSize('500Gi')),
});

/** A claim by its name alone. */
export function namedClaim(claimName: string): Pick<ExistingClaim, 'claim' | 'findings'> {
  const findings: Finding[] = [];
  objectName('subdomain')(claimName, placeIn(findings).at('claimName'));
  return { claim: { kind: 'claim', claimName, external: true }, findings };
}

/** A claim as an object of this library or of cdk8s-plus. */
export function givenClaim(claim: unknown): Pick<ExistingClaim, 'claim' | 'findings'> {
  const source = claimSource(claim);
  if (source !== undefined) return { claim: source, findings: [] };
  const findings: Finding[] = [];
  const fix = "for one that exists in the cluster write CephDataset.fromClaimName(chart, 'data', 'my-claim')";
  placeIn(findings).at('claim').report({ value: claim, rule: 'type', message: 'must be a PersistentVolumeClaim of cdk8s-plus', fix });
  return { claim: { kind: 'claim', claimName: '', external: true }, findings };
}

/** A claim that this construct does not make. */
export class ExistingDataset extends Dataset {
  public readonly name: string;
  public readonly resourceName?: string;
  public readonly namespace: string | undefined;
  public readonly accessModes: AccessMode[];
  private readonly source: ClaimSource;

  public constructor(scope: Construct, id: string, { claim, options, findings, caller }: ExistingClaim) {
    super(scope, id);
    const all = [...findings];
    const read = readOptions(options, placeIn(all)) ?? {};
    throwErrors(
      this.node.path,
      all.map((finding) => problemAt(this.node.path, finding)),
      caller,
    );
    const { namespace, accessModes, storage, size } = read;
    this.source = { ...claim, ...given({ namespace, accessModes, backend: storage?.backend, driver: storage?.driver, size }) };
    this.name = claim.claimName;
    this.resourceName = this.name;
    this.namespace = this.source.namespace;
    this.accessModes = [...(this.source.accessModes ?? [])];
  }

  public snapshot(id: string, options: DatasetSnapshotOptions = {}): DatasetSnapshot {
    return ClaimSnapshot.of(this, id, options, ExistingDataset.prototype.snapshot);
  }

  /** @internal */
  public get _claim(): ClaimSource {
    return this.source;
  }
}
