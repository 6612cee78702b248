import type { FlavorQuota } from '../../values/cluster-queue';
import { type Finding, type Place, placeIn } from '../../values/finding';
import { given } from '../../values/omit';
import { exceeds } from '../../values/quantity';
import { namedAmounts } from '../../values/queue-amounts';

/** A resource of a flavor, as Kueue has it. */
interface ResourceQuota {
  readonly name: string;
  readonly nominalQuota: string;
  readonly borrowingLimit?: string;
  readonly lendingLimit?: string;
}

/** Flavors that share resources. */
export interface ResourceGroup {
  readonly coveredResources: string[];
  readonly flavors: { readonly name: string; readonly resources: ResourceQuota[] }[];
}

const DISK = 'ephemeral-storage';
/** More than any cluster has. */
const ANY_DISK = '1Pi';
/** What Kueue's webhook and CRD take. */
const MOST = { groups: 16, flavorsOfGroup: 64, resourcesOfGroup: 64, inAll: 256, pairsOfGroup: 512 };

/** What a queue has of a flavor, where disk is not what is shared out. */
function nominalOf({ nominal }: FlavorQuota, anyDisk: boolean): Record<string, string> {
  const named = namedAmounts(nominal);
  if (!anyDisk || named.cpu === undefined) return named;
  const { cpu, memory, ...others } = named;
  return { ...given({ cpu, memory }), [DISK]: ANY_DISK, ...others };
}

/** The groups of flavors: those that count the same resources, in the same order. */
export function resourceGroups(quotas: readonly FlavorQuota[]): ResourceGroup[] {
  const anyDisk = quotas.every(({ nominal }) => nominal.ephemeralStorage === undefined);
  const groups = new Map<string, ResourceGroup>();
  for (const quota of quotas) {
    const nominal = nominalOf(quota, anyDisk);
    const borrowing = namedAmounts(quota.borrowingLimit ?? {});
    const lending = namedAmounts(quota.lendingLimit ?? {});
    const resources = Object.entries(nominal).map(([name, nominalQuota]) =>
      given({ name, nominalQuota, borrowingLimit: borrowing[name], lendingLimit: lending[name] }),
    ) as ResourceQuota[];
    const coveredResources = Object.keys(nominal);
    const key = coveredResources.join(' ');
    const group = groups.get(key) ?? { coveredResources, flavors: [] };
    group.flavors.push({ name: quota.flavor, resources });
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Limits of what is borrowed or lent: in a cohort alone, of what the queue has, and no more lent than that. */
function limitFindings(quota: FlavorQuota, cohort: string | undefined, place: Place): void {
  const nominal = namedAmounts(quota.nominal);
  for (const limit of ['borrowingLimit', 'lendingLimit'] as const) {
    const amounts = quota[limit];
    if (amounts === undefined) continue;
    const at = place.at(limit);
    if (cohort === undefined)
      at.report({ rule: 'queue-cohort', message: 'is for queues of a cohort', fix: "write cohort: 'ml', or leave it out" });
    for (const [name, amount] of Object.entries(namedAmounts(amounts))) {
      const has = nominal[name];
      const about = { value: amount, rule: 'queue-limits' };
      if (has === undefined) {
        at.report({
          ...about,
          message: `names ${name}, of which nominal says nothing`,
          fix: 'say it in nominal, with 0 where the queue has none',
        });
      } else if (limit === 'lendingLimit' && exceeds(amount, has)) {
        at.report({
          ...about,
          message: `lends more ${name} than the ${has} that the queue has`,
          fix: `write at most ${JSON.stringify(has)}`,
        });
      }
    }
  }
}

function named(group: ResourceGroup): string {
  return `${group.flavors.map(({ name }) => name).join(', ')} (${group.coveredResources.join(', ')})`;
}

/** A resource is counted in one group alone, so that Kueue knows by which flavor. */
function sharedFindings(groups: readonly ResourceGroup[], place: Place): void {
  for (const [i, group] of groups.entries()) {
    for (const other of groups.slice(0, i)) {
      const both = group.coveredResources.filter((name) => other.coveredResources.includes(name));
      if (both.length === 0) continue;
      const message = `counts ${both.join(', ')} in flavors that do not name the same resources: ${named(other)} and ${named(group)}`;
      place.report({ rule: 'queue-groups', message, fix: 'name the same resources in all of them, with 0 of what a flavor has not' });
    }
  }
}

function sizeFindings(groups: readonly ResourceGroup[], place: Place): void {
  const tooMany = (count: number, most: number, what: string) => {
    if (count > most) place.report({ rule: 'queue-size', message: `has ${count} ${what}, and Kueue takes ${most}`, fix: 'name fewer' });
  };
  const sum = (counts: number[]) => counts.reduce((a, b) => a + b, 0);
  tooMany(groups.length, MOST.groups, 'groups of resources');
  tooMany(sum(groups.map(({ flavors }) => flavors.length)), MOST.inAll, 'flavors');
  tooMany(sum(groups.map(({ coveredResources }) => coveredResources.length)), MOST.inAll, 'resources');
  for (const { flavors, coveredResources } of groups) {
    tooMany(flavors.length, MOST.flavorsOfGroup, `flavors of ${coveredResources.join(', ')}`);
    tooMany(coveredResources.length, MOST.resourcesOfGroup, 'resources of one flavor');
    tooMany(flavors.length * coveredResources.length, MOST.pairsOfGroup, `amounts in flavors of one group`);
  }
}

/** What Kueue's webhook does not take of flavors and their quotas (kueue `pkg/webhooks/clusterqueue_webhook.go`, v0.19.2). */
export function flavorFindings(quotas: readonly FlavorQuota[], groups: readonly ResourceGroup[], cohort: string | undefined): Finding[] {
  const findings: Finding[] = [];
  const place = placeIn(findings).at('flavors');
  for (const [i, quota] of quotas.entries()) {
    const at = place.at(`[${i}]`);
    limitFindings(quota, cohort, at);
    if (quotas.findIndex(({ flavor }) => flavor === quota.flavor) < i) {
      at.at('flavor').report({
        value: quota.flavor,
        rule: 'queue-flavors',
        message: 'is named already',
        fix: 'say all of a flavor in one entry',
      });
    }
  }
  sharedFindings(groups, place);
  sizeFindings(groups, place);
  return findings;
}
