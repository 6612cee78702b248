import type { Container } from '../../pod/kubernetes';
import { qosClass } from '../../values/qos';
import { equalQuantities, exceeds, parseQuantity } from '../../values/quantity';
import { QOS_ANNOTATION } from '../../workload/kinds/template-of';
import { containersOf, volumesOf } from '../pods';
import { called, podField, problemOf, type Rule } from '../rule';
import type { PodGroup } from '../view';

/** The class that was promised, and that the pod as it is written does not get. */
export const brokenQos: Rule = ({ pods }) =>
  pods.flatMap((group) => {
    const promised = group.pods.template.metadata?.annotations?.[QOS_ANNOTATION];
    const computed = qosClass(containersOf(group));
    if (promised === undefined || promised === computed) return [];
    return [
      problemOf(group.entry, {
        field: podField(group.pods.field, 'spec.containers'),
        rule: 'qos',
        message: `${called(group.entry)} promises the class ${promised}, and its pods would be ${computed}`,
        fix: 'give every container equal requests and limits of CPU and memory, or ask for the other class in resources',
      }),
    ];
  });

const KUBERNETES_RESOURCES = /^(cpu|memory|ephemeral-storage|hugepages-.*)$/;
/** Judged by a rule of their own. */
const HUGE_PAGES = /^hugepages-/;

function wrongAmounts({ resources }: Container): string[] {
  const { requests = {}, limits = {} } = resources ?? {};
  const over = Object.keys(requests).filter(
    (name) => !HUGE_PAGES.test(name) && limits[name] !== undefined && exceeds(String(requests[name]), String(limits[name])),
  );
  const extended = [...new Set([...Object.keys(requests), ...Object.keys(limits)])].filter((name) => !KUBERNETES_RESOURCES.test(name));
  return [
    ...over.map((name) => `requests ${requests[name]} of ${name}, more than its limit ${limits[name]}`),
    ...extended.flatMap((name) => wrongExtended(name, requests[name], limits[name])),
  ];
}

function wrongExtended(name: string, request: unknown, limit: unknown): string[] {
  const amount = limit === undefined ? undefined : parseQuantity(String(limit));
  if (amount === undefined) return [`has no limit of ${name}, which extended resources need`];
  if (amount % 10n ** 9n !== 0n) return [`has ${String(limit)} of ${name}, and extended resources are whole`];
  return request !== undefined && !equalQuantities(String(request), String(limit))
    ? [`requests ${String(request)} of ${name}, and its limit is ${String(limit)}: they must be equal`]
    : [];
}

/** Amounts that the API server refuses: inside an operator's object it would say so only when the pods are made. */
export const podAmounts: Rule = ({ pods }) =>
  pods.flatMap((group) =>
    containersOf(group).flatMap((container) =>
      wrongAmounts(container).map((message) =>
        problemOf(group.entry, {
          field: podField(group.pods.field, 'spec.containers'),
          rule: 'pod-amounts',
          message: `container ${container.name} of ${called(group.entry)} ${message}`,
          fix: 'mend the amounts',
        }),
      ),
    ),
  );

/** The volumes that a StatefulSet makes for each of its pods. */
function claimTemplates({ entry }: PodGroup): (string | undefined)[] {
  const spec = entry.manifest.spec as { volumeClaimTemplates?: { metadata?: { name?: string } }[] } | undefined;
  return (spec?.volumeClaimTemplates ?? []).map(({ metadata }) => metadata?.name);
}

function wrongMounts(group: PodGroup, container: Container): string[] {
  const volumes = new Set([...volumesOf(group).map(({ name }) => name), ...claimTemplates(group)]);
  const paths = new Set<string>();
  return (container.volumeMounts ?? []).flatMap(({ name, mountPath }) => {
    const twice = paths.has(mountPath);
    paths.add(mountPath);
    return [
      ...(volumes.has(name) ? [] : [`mounts the volume ${name}, which the pod does not have`]),
      ...(twice ? [`mounts two volumes at ${mountPath}`] : []),
    ];
  });
}

/** Mounts without a volume, or two at one path: refused, inside an operator's object only when the pods are made. */
export const podMounts: Rule = ({ pods }) =>
  pods.flatMap((group) =>
    containersOf(group).flatMap((container) =>
      wrongMounts(group, container).map((message) =>
        problemOf(group.entry, {
          field: podField(group.pods.field, 'spec.containers'),
          rule: 'pod-mounts',
          message: `container ${container.name} of ${called(group.entry)} ${message}`,
          fix: 'mend volumes and mounts',
        }),
      ),
    ),
  );
