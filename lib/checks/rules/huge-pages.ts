import type { Container } from '../../pod/kubernetes';
import { equalQuantities, parseQuantity } from '../../values/quantity';
import { containersOf, volumesOf } from '../pods';
import { called, podField, problemOf, type Rule } from '../rule';
import type { PodGroup } from '../view';

const PAGES = /^hugepages-/;
const MEDIUM = /^HugePages(-|$)/;

function pagesOf({ resources }: Container): string[] {
  const names = [...Object.keys(resources?.requests ?? {}), ...Object.keys(resources?.limits ?? {})];
  return [...new Set(names)].filter((name) => PAGES.test(name));
}

/** What the API server holds of an amount of huge pages (kubernetes `pkg/apis/core/validation`, ValidateContainerResourceRequirements). */
function wrongPages(name: string, request: unknown, limit: unknown): string[] {
  if (limit === undefined) return [`has no limit of ${name}, which huge pages need`];
  if (request !== undefined && !equalQuantities(String(request), String(limit)))
    return [`requests ${String(request)} of ${name}, and its limit is ${String(limit)}: they must be equal`];
  const size = parseQuantity(name.replace(PAGES, '')) ?? 0n;
  const amount = parseQuantity(String(limit)) ?? 0n;
  return size > 0n && amount % size !== 0n ? [`has ${String(limit)} of ${name}, which is no multiple of a page`] : [];
}

function wrongAmounts(container: Container): string[] {
  const { requests = {}, limits = {} } = container.resources ?? {};
  const pages = pagesOf(container);
  const alone = pages.length > 0 && ['cpu', 'memory'].every((name) => requests[name] === undefined && limits[name] === undefined);
  return [
    ...pages.flatMap((name) => wrongPages(name, requests[name], limits[name])),
    ...(alone ? ['has huge pages, and asks for neither cpu nor memory, one of which Kubernetes wants beside them'] : []),
  ];
}

/** Volumes in huge pages that the kubelet does not mount (kubernetes `pkg/volume/emptydir`): the pod then never starts. */
function wrongVolumes(group: PodGroup): string[] {
  const pages = [...new Set(containersOf(group).flatMap(pagesOf))];
  return volumesOf(group).flatMap(({ name, emptyDir }) => {
    const medium = emptyDir?.medium ?? '';
    if (!MEDIUM.test(medium)) return [];
    const wanted = medium.replace(/^HugePages-?/, '');
    if (wanted !== '')
      return pages.includes(`hugepages-${wanted}`)
        ? []
        : [`has the volume ${name} in huge pages of ${wanted}, and none of its containers asks for them`];
    return pages.length === 1
      ? []
      : [`has the volume ${name} in huge pages of no size, and asks for ${pages.length === 0 ? 'none' : 'pages of two sizes'}`];
  });
}

/** Huge pages that the API server or the kubelet refuses: inside an operator's object it is seen only when the pods are made. */
export const hugePages: Rule = ({ pods }) =>
  pods.flatMap((group) => {
    const amounts = containersOf(group).flatMap((container) =>
      wrongAmounts(container).map(
        (message) => ['spec.containers', `container ${container.name} of ${called(group.entry)} ${message}`] as const,
      ),
    );
    const volumes = wrongVolumes(group).map((message) => ['spec.volumes', `${called(group.entry)} ${message}`] as const);
    return [...amounts, ...volumes].map(([below, message]) =>
      problemOf(group.entry, { field: podField(group.pods.field, below), rule: 'huge-pages', message, fix: 'mend the amounts' }),
    );
  });
