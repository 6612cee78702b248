import { extendedResource } from './extended-resource';
import { type Place, WatchedPlace } from './finding';
import type { Gpu } from './gpu';
import { hugePages, namedHugePages } from './huge-pages';
import { gpuQuotas } from './namespace';
import { given } from './omit';
import { byteSize, quantity } from './quantity';
import { integer, map, optional, type Reader, struct } from './read';

/** Amounts of a queue, by resource. Amounts of `'0'`, and GPUs with a count of 0, are right: a queue has none of it. */
export interface QueueAmounts {
  /**
   * CPUs, as `'128'`.
   * @default - not named
   */
  readonly cpu?: string;
  /**
   * Memory, as `'1Ti'`.
   * @default - not named
   */
  readonly memory?: string;
  /**
   * Local disk, as `'10Ti'`.
   * @default - not named
   */
  readonly ephemeralStorage?: string;
  /**
   * Huge pages of 2 MiB, as `'20Gi'`. `Network.efa` asks for 5120Mi in each pod.
   * @default - not named
   */
  readonly hugePages2Mi?: string;
  /**
   * Huge pages of 1 GiB, as `'64Gi'`.
   * @default - not named
   */
  readonly hugePages1Gi?: string;
  /**
   * GPUs by their kinds, as `[Gpu.nvidia(16)]`. Products and memory are refused: a queue can't tell GPUs of one resource apart.
   * @default - not named
   */
  readonly gpus?: Gpu[];
  /**
   * The number of pods.
   * @default - not named
   */
  readonly pods?: number;
  /**
   * Other extended resources, by name, as `{ 'rdma/hca': '8' }`.
   * @default - none
   */
  readonly other?: { [resourceName: string]: string };
}

/** Quantities of a queue may be zero. */
function orZero(read: Reader<string>): Reader<string> {
  return (amount, place) => (amount === '0' ? amount : read(amount, place));
}

const fields = struct<QueueAmounts>({
  cpu: optional(orZero(quantity('128'))),
  memory: optional(orZero(byteSize('1Ti'))),
  ephemeralStorage: optional(orZero(byteSize('10Ti'))),
  hugePages2Mi: optional(orZero(hugePages('2Mi'))),
  hugePages1Gi: optional(orZero(hugePages('1Gi'))),
  gpus: optional(gpuQuotas),
  pods: optional(integer(0)),
  other: optional(map(extendedResource('rdma/hca'), orZero(quantity('8')))),
});

/** The amounts by the names that Kubernetes has for them, in an order that does not depend on how they were written. */
export function namedAmounts({
  cpu,
  memory,
  ephemeralStorage,
  gpus = [],
  pods,
  other = {},
  ...pages
}: QueueAmounts): Record<string, string> {
  const extended = [...gpus.map(({ resourceName, count }) => [resourceName, String(count)] as const), ...Object.entries(other)];
  return {
    ...given({ cpu, memory, 'ephemeral-storage': ephemeralStorage, pods: pods?.toString() }),
    ...namedHugePages(pages),
    ...Object.fromEntries(extended.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** A queue counts what pods request, and Kueue claims by the names that its configuration has for them. */
function checkClaims(gpus: readonly Gpu[], place: Place): void {
  for (const [i, { _facts }] of gpus.entries()) {
    if (_facts.claim === undefined) continue;
    const message = 'is a claim, which a queue does not count by its class';
    const fix =
      "write it in other, by the name that deviceClassMappings of Kueue's configuration gives the class: { 'example.com/gpu': '8' }";
    place.at(`[${i}]`).report({ value: _facts.claim.deviceClass, rule: 'queue-claim', message, fix });
  }
}

/** The reader of a queue's amounts. */
export const queueAmounts: Reader<QueueAmounts> = (amounts, place) => {
  const watched = new WatchedPlace(place);
  const read = fields(amounts, watched);
  if (read === undefined) return undefined;
  checkClaims(read.gpus ?? [], watched.at('gpus'));
  const twice = (read.gpus ?? []).find(({ resourceName }) => resourceName in (read.other ?? {}));
  if (twice !== undefined) {
    const message = `names ${twice.resourceName}, which gpus names too`;
    place.at('other').report({ rule: 'queue-amounts', message, fix: 'name each resource once' });
  }
  if (watched.right && Object.keys(namedAmounts(read)).length === 0) {
    place.report({ value: amounts, rule: 'queue-amounts', message: 'names no resource', fix: "for example { cpu: '128', memory: '1Ti' }" });
  }
  return read;
};
