import type { SourceFields } from '../../pod/claim-spec';
import { type ClusterFacts, ClusterOperator, isInstalled } from '../../profile/facts';
import type { Finding } from '../../values/finding';
import { exceeds } from '../../values/quantity';
import { value } from '../../values/read';
import { areDifferent, makerText, type VolumeMaker } from '../../values/storage';
import { DataSource, type SourceFacts } from '../../workload/data-source';

/** The reader of what a claim begins with. */
export const dataSource = value(DataSource, "DataSource.snapshot(images.snapshot('v1'))");

/** The claim that begins with it. */
export interface BegunClaim extends VolumeMaker {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly size: string;
}

function error(rule: string, message: string, fix: string): Finding {
  return { field: 'dataSource', severity: 'error', rule, message, fix };
}

/** `the snapshot images-v1` */
function called({ way, kind, name }: SourceFacts): string {
  const words = { snapshot: 'the snapshot', clone: 'the claim', populator: kind };
  return `${words[way]} ${name}`;
}

function sizeFindings(source: SourceFacts, { size }: BegunClaim): Finding[] {
  if (source.size === undefined || !exceeds(source.size, size)) return [];
  const message = `is less than the ${source.size} of ${called(source)}, with which it begins`;
  return [{ field: 'size', value: size, severity: 'error', rule: 'data-source-size', message, fix: `give ${source.size} or more` }];
}

function driverFindings(source: SourceFacts, claim: BegunClaim): Finding[] {
  if (!areDifferent(source, claim)) return [];
  const message = `is ${called(source)} on ${makerText(source)}, and the dataset is on ${makerText(claim)}: one driver can't read what another made`;
  return [
    error('data-source-driver', message, 'put the dataset on storage of the same driver, and copy its files where it must be another'),
  ];
}

function namespaceFindings(source: SourceFacts, { namespace }: BegunClaim): Finding[] {
  if (source.namespace === undefined || source.namespace === namespace) return [];
  const own = namespace === undefined ? 'has no namespace of its own' : `is in the namespace ${namespace}`;
  return [
    error(
      'data-source-namespace',
      `is ${called(source)} of the namespace ${source.namespace}, and the dataset ${own}: Kubernetes reads none of another namespace`,
      'make the dataset there too; to read the same data elsewhere, make a StaticCephDataset of its folder or image',
    ),
  ];
}

/** A claim can't wait for its own data. */
function selfFindings(source: SourceFacts, { name, namespace }: BegunClaim): Finding[] {
  if (source.claimName !== name || (source.namespace ?? namespace) !== namespace) return [];
  const what = source.way === 'clone' ? 'is the claim itself' : 'is a snapshot of the claim itself';
  return [error('data-source-itself', `${what}, ${name}`, 'give the new dataset another name')];
}

function staticFindings(source: SourceFacts): Finding[] {
  if (source.static !== true) return [];
  const message = `is ${called(source)}, whose volume was in Ceph before it (StaticCephDataset): ceph-csi makes no clones of those`;
  return [error('clone-of-static', message, 'copy its files into the new dataset')];
}

function populatorFindings({ way }: SourceFacts, cluster: ClusterFacts): Finding[] {
  if (way !== 'populator' || isInstalled(ClusterOperator.VOLUME_POPULATORS, cluster)) return [];
  const message = 'needs a volume populator, and the cluster profile names none: without one the claim waits for ever';
  const fix = 'where there is one, ClusterProfile.generic().attach(app, { installed: [ClusterOperator.VOLUME_POPULATORS] })';
  return [error('not-installed', message, fix)];
}

/** What is wrong between a claim and what it begins with, as far as both are known. */
export function dataSourceFindings(source: DataSource, claim: BegunClaim, cluster: ClusterFacts): Finding[] {
  const facts = source._facts;
  return [
    ...sizeFindings(facts, claim),
    ...driverFindings(facts, claim),
    ...namespaceFindings(facts, claim),
    ...selfFindings(facts, claim),
    ...staticFindings(facts),
    ...populatorFindings(facts, cluster),
  ];
}

/** Whether the claim's volume is full when it is made, so that nobody need write it. */
export function isFilled(source: DataSource): boolean {
  return source._facts.way !== 'populator';
}

/** What the claim says of it: Kubernetes takes claims and snapshots as `dataSource`, and everything as `dataSourceRef`. */
export function sourceFields(source: DataSource): SourceFields {
  const { way, apiGroup, kind, name } = source._facts;
  const reference = { ...(apiGroup === undefined ? {} : { apiGroup }), kind, name };
  return way === 'populator' ? { dataSourceRef: reference } : { dataSource: reference };
}

/** What exists in the cluster already of what the claim begins with, as `Kind/name`. */
export function externalSource(source: DataSource): string[] {
  if (!source._facts.external) return [];
  return [`${source._facts.kind}/${source._facts.name}`];
}
