import type { IPersistentVolumeClaim } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { problemAt, throwErrors } from '../problems';
import { type Finding, placeIn } from '../values/finding';
import { type ClaimSource, isExternal } from '../values/mount';
import { objectName } from '../values/name';
import { given } from '../values/omit';
import { list, oneOf, optional, struct } from '../values/read';
import { AccessMode } from '../values/storage';
import { Dataset } from '../workload/dataset';
import type { ExistingClaimOptions } from './ceph-dataset';

interface ExistingClaim {
  readonly claimName: string;
  readonly external: boolean;
  readonly options: ExistingClaimOptions;
}

const readOptions = struct<ExistingClaimOptions>({
  namespace: optional(objectName('label')),
  accessModes: optional(list(oneOf('AccessMode', Object.values(AccessMode)))),
});

/** A claim that this construct does not make. */
export class ExistingDataset extends Dataset {
  public static of(scope: Construct, id: string, claim: IPersistentVolumeClaim, options: ExistingClaimOptions): ExistingDataset {
    const untyped: unknown = claim;
    const named = typeof untyped === 'object' && untyped !== null && 'name' in untyped ? untyped : undefined;
    return new ExistingDataset(scope, id, {
      claimName: String(named?.name ?? ''),
      external: named === undefined || isExternal(named),
      options,
    });
  }

  public readonly name: string;
  public readonly resourceName?: string;
  public readonly namespace: string | undefined;
  public readonly accessModes: AccessMode[];
  private readonly source: ClaimSource;

  public constructor(scope: Construct, id: string, claim: ExistingClaim) {
    super(scope, id);
    const findings: Finding[] = [];
    const place = placeIn(findings);
    objectName('subdomain')(claim.claimName, place.at('claimName'));
    const { namespace, accessModes = [] } = readOptions(claim.options, place) ?? {};
    throwErrors(
      this.node.path,
      findings.map((finding) => problemAt(this.node.path, finding)),
      ExistingDataset,
    );
    this.name = claim.claimName;
    this.resourceName = this.name;
    this.namespace = namespace;
    this.accessModes = accessModes;
    this.source = {
      kind: 'claim',
      ...given({
        claimName: this.name,
        external: claim.external,
        namespace,
        accessModes: accessModes.length === 0 ? undefined : accessModes,
      }),
    };
  }

  /** @internal */
  public get _claim(): ClaimSource {
    return this.source;
  }
}
