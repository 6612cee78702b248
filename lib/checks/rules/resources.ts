import type { Container } from '../../pod/kubernetes';
import { parseQuantity } from '../../values/quantity';
import { LEAST_MEMORY, MOST_CPUS } from '../../values/resources';
import { amountOf, amountText } from '../amounts';
import { containersOf, memoryVolumes } from '../pods';
import { podField, problemsIn, type Rule, type Wrong } from '../rule';
import type { PodGroup } from '../view';

function said({ resources }: Container): (readonly [what: string, name: string, amount: string])[] {
  return (['requests', 'limits'] as const).flatMap((what) =>
    Object.entries(resources?.[what] ?? {}).map(([name, amount]) => [what, name, String(amount)] as const),
  );
}

function unreadable(container: Container): Wrong[] {
  return said(container).flatMap(([what, name, amount]) => {
    const read = parseQuantity(amount);
    if (read !== undefined && read >= 0n) return [];
    const message = `has a container ${container.name} whose ${what} of ${name} are ${JSON.stringify(amount)}, which is no amount`;
    return [
      { field: 'containers', rule: 'quantity', message, fix: 'a number with m, k, M, G, T or Ki, Mi, Gi, Ti, as in "500m" or "64Gi"' },
    ];
  });
}

function isSlip(name: string, amount: bigint): string | undefined {
  if (name === 'memory' && amount > 0n && amount < LEAST_MEMORY) return 'write the unit: 64Gi, 512Mi';
  return name === 'cpu' && amount > MOST_CPUS ? 'm is a thousandth: 500m is half a CPU' : undefined;
}

function slips(container: Container): Wrong[] {
  return said(container).flatMap(([what, name, amount]) => {
    const fix = isSlip(name, amountOf(amount));
    if (fix === undefined) return [];
    const message = `has a container ${container.name} whose ${what} of ${name} are ${amount}`;
    return [{ field: 'containers', rule: 'magnitude', message, fix, severity: 'warning' as const }];
  });
}

/** Amounts that Kubernetes can't read, and those that it reads otherwise than they were meant. */
export const readableAmounts: Rule = ({ podsByHand }) =>
  podsByHand.flatMap((group) =>
    problemsIn(
      group.entry,
      podField(group.pods.field, 'spec'),
      containersOf(group).flatMap((container) => [...unreadable(container), ...slips(container)]),
    ),
  );

function wrongMemory(group: PodGroup): Wrong[] {
  const volumes = memoryVolumes(group);
  const endless = [...volumes].filter(([, size]) => size === undefined);
  return [
    ...endless.map(([name]) => ({
      field: 'volumes',
      rule: 'memory-volume',
      message: `has the volume ${name} in memory, as large as all of the memory of its pod`,
      fix: 'write sizeLimit',
    })),
    ...containersOf(group).flatMap((container): Wrong[] => {
      const limit = amountOf(container.resources?.limits?.memory ?? 0);
      const sizes = (container.volumeMounts ?? []).map(({ name }) => amountOf(volumes.get(name) ?? 0));
      const sum = sizes.reduce((all, size) => all + size, 0n);
      if (limit === 0n || sum === 0n || sum < limit) return [];
      const message = `has a container ${container.name} whose volumes in memory, ${amountText(sum, 'memory')}, take all of its limit of ${amountText(limit, 'memory')}`;
      return [{ field: 'volumes', rule: 'memory-volume', message, fix: 'make them smaller, or raise the limit' }];
    }),
  ];
}

/** Volumes in memory count in the limit: as large as it, they leave the program nothing. */
export const memoryVolumesFit: Rule = ({ podsByHand }) =>
  podsByHand.flatMap((group) => problemsIn(group.entry, podField(group.pods.field, 'spec'), wrongMemory(group)));
