import { join } from 'node:path';
import type { ContainerPlan } from '../plan/container';
import { imageFolder, type Layout, volumeFolder } from '../plan/layout';
import type { PodPlan } from '../plan/pod';

/** A text of the manifest and what stands for it on a machine without namespaces. */
export interface Rule {
  readonly kind: 'path' | 'address' | 'port';
  readonly from: string;
  readonly to: string;
}

/** One change, as it is told: what of which container, before and after. */
export interface Rewrite {
  readonly container: string;
  /** A variable's name, or `argument 1`, or `working directory`. */
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

/** The folders that stand for the container's mounts and for its image's own folder. */
export function pathRules(layout: Layout, pod: PodPlan, container: ContainerPlan): readonly Rule[] {
  const mounts = container.mounts
    .filter(({ path }) => !path.startsWith('/dev/'))
    .map(({ volume, path, subPath }) => ({ from: path, to: join(volumeFolder(layout, pod, volume), subPath) }));
  const { workingDirectory } = container.image;
  const own = { from: workingDirectory, to: join(imageFolder(layout, container), workingDirectory) };
  return [...mounts, ...(workingDirectory === '/' ? [] : [own])].map((rule) => ({ kind: 'path' as const, ...rule }));
}

/** A text after all rules, the longest fitting one at each place, and never applied to what a rule has made. */
export function rewritten(text: string, rules: readonly Rule[]): string {
  const longest = rules.filter(({ kind }) => kind !== 'port').sort((a, b) => b.from.length - a.from.length);
  if (longest.length === 0) return text;
  const pattern = new RegExp(longest.map(patternOf).join('|'), 'g');
  return text.replace(pattern, (found) => longest.find(({ from }) => from === found)?.to ?? found);
}

/** Only whole paths and addresses: `/data` is not in `/database`, and `worker-1:22` not in `worker-1:2222`. */
function patternOf({ kind, from }: Rule): string {
  const literal = from.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return kind === 'path' ? `(?<![\\w./-])${literal}(?![\\w.-])` : `(?<![\\w.-])${literal}(?!\\d)`;
}

/** The container that can really be started here, and everything in which it differs from the manifest's. */
export function rewrittenContainer(plan: ContainerPlan, rules: readonly Rule[]): { plan: ContainerPlan; rewrites: readonly Rewrite[] } {
  const rewrites: Rewrite[] = [];
  const told = (what: string, from: string, to: string) => {
    if (from !== to) rewrites.push({ container: plan.name, what, from, to });
    return to;
  };
  const variables = Object.entries(plan.environment).map(
    ([name, value]) => [name, told(name, value, variable(name, value, rules))] as const,
  );
  return {
    plan: {
      ...plan,
      environment: Object.fromEntries(variables),
      arguments: plan.arguments.map((word, index) => told(`argument ${index}`, word, rewritten(word, rules))),
      workingDirectory: told('working directory', plan.workingDirectory, rewritten(plan.workingDirectory, rules)),
    },
    rewrites,
  };
}

/** A number alone is taken for a port only where the variable's name says that it is one. PATH names this machine's folders already. */
function variable(name: string, value: string, rules: readonly Rule[]): string {
  if (name === 'PATH') return value;
  const port = /(^|_)PORT$/.test(name) ? rules.find(({ kind, from }) => kind === 'port' && from === value) : undefined;
  return port?.to ?? rewritten(value, rules);
}

/** What the manifest asks for and a plain process can't have. */
export function unheld(pod: PodPlan, container: ContainerPlan): readonly string[] {
  const { user, group, groups, capabilities, noNewPrivileges } = container.identity;
  const caps = capabilities === 'ALL' || capabilities.length > 0 ? [] : ['without capabilities'];
  return [
    `host name ${pod.hostName}, address ${pod.address}, names in /etc/hosts`,
    [`user ${user}, group ${group}, groups ${groups.join(' ') || 'none'}`, ...caps, ...(noNewPrivileges ? ['no new privileges'] : [])].join(
      ', ',
    ),
    ...(container.readOnlyRoot ? ['read-only root file system'] : []),
    ...container.mounts.flatMap(({ path, readOnly, volume: { source } }) => [
      ...(readOnly ? [`${path} read-only`] : []),
      ...(source.kind === 'memory' ? [`${path} in memory${source.bytes === undefined ? '' : ` with ${source.bytes} bytes`}`] : []),
    ]),
  ];
}
