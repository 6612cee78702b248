import { given as omitted } from './omit';
import { byteSize, wholeUnits } from './quantity';
import { optional, type Reader } from './read';

/** The sizes of pages that amd64 and arm64 nodes have. */
export type HugePageSize = '2Mi' | '1Gi';

/** Huge pages of a container. */
export interface HugePageAmounts {
  /**
   * Huge pages of 2 MiB, as `'512Mi'`: request and limit, beside `memory`, which does not count them. Nodes must have set them aside (`vm.nr_hugepages`), or the pod waits.
   * A program that wants them as files has them by `Mount.hugePages2Mi('/dev/hugepages')`.
   * @default - none
   * @see https://kubernetes.io/docs/tasks/manage-hugepages/scheduling-hugepages/
   */
  readonly hugePages2Mi?: string;
  /**
   * Huge pages of 1 GiB, as `'4Gi'`, in the same way. Nodes set them aside when they start.
   * @default - none
   */
  readonly hugePages1Gi?: string;
}

/** The name by which Kubernetes has pages of a size. */
export function hugePagesName(size: HugePageSize): string {
  return `hugepages-${size}`;
}

/** An amount of huge pages: of whole ones. */
export function hugePages(size: HugePageSize): Reader<string> {
  const read = byteSize(size === '2Mi' ? '512Mi' : '4Gi');
  return (given, place) => {
    const amount = read(given, place);
    if (amount === undefined || wholeUnits(amount) % wholeUnits(size) === 0n) return amount;
    place.report({ value: given, rule: 'huge-pages', message: `is no multiple of a page of ${size}`, fix: `for example '${size}'` });
    return undefined;
  };
}

export const hugePageShape = { hugePages2Mi: optional(hugePages('2Mi')), hugePages1Gi: optional(hugePages('1Gi')) };

/** Huge pages by the names that Kubernetes has for them: as devices they can't be over-committed, and are request and limit. */
export function namedHugePages({ hugePages2Mi, hugePages1Gi }: HugePageAmounts): Record<string, string> {
  return omitted({ [hugePagesName('2Mi')]: hugePages2Mi, [hugePagesName('1Gi')]: hugePages1Gi }) as Record<string, string>;
}
