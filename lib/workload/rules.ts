import { type ContainerPlan, containersOf, type MountPlan } from '../pod/plan';
import { errorAt, type Finding } from '../values/finding';
import type { ClaimSource } from '../values/mount';
import { isBelow, normal } from '../values/path';
import { KUEUE_TOPOLOGY, NODE_LABEL } from '../values/placement';
import { qosClass } from '../values/qos';
import { exceeds, wholeUnits } from '../values/quantity';
import { isForOneNode, isForOnePod } from '../values/storage';
import { isReadOnlyClaim } from './dataset';
import { hugePageFindings } from './huge-page-rules';
import { isAboutOwnPods } from './neighbours';
import { placementFindings } from './placement-rules';
import { type Role, resourcesField, type WorkloadPlan } from './plan';
import { variableFindings } from './variable-rules';

/** Rules between what several options made: run over the plan, and how it uses claims, when all have written. */
type Rule = (plan: WorkloadPlan, uses: readonly ClaimUse[]) => Finding[];

function eachContainer(plan: WorkloadPlan, judge: (container: ContainerPlan, role: Role) => Finding[]): Finding[] {
  return plan.roles.flatMap((role) => containersOf(role.pod).flatMap((container) => judge(container, role)));
}

/** Memory volumes count in the container's limit: as large as it they leave the program nothing, and it is killed for writing to them. */
const memoryVolumesFit: Rule = (plan) =>
  eachContainer(plan, ({ mounts, amounts }, role) => {
    const memory = mounts.filter(({ source }) => source.kind === 'memory');
    const limit = amounts.limits.memory;
    if (memory.length === 0 || limit === undefined) return [];
    const bytesOf = ({ source }: MountPlan): bigint => (source.kind === 'memory' ? wholeUnits(source.size) : 0n);
    const sum = memory.reduce((bytes, mount) => bytes + bytesOf(mount), 0n);
    const [first, ...others] = memory;
    if (sum < wholeUnits(limit) || first === undefined) return [];
    const value = first.source.kind === 'memory' ? first.source.size : undefined;
    const alone = bytesOf(first) >= wholeUnits(limit);
    const together = alone
      ? ''
      : `, with ${others.map(({ path, source }) => `${source.kind === 'memory' ? source.size : ''} at ${path}`).join(' and ')},`;
    return [
      errorAt(
        first.prop,
        'memory-volume',
        `takes${together} all of the memory limit, ${limit}, in which memory volumes are counted`,
        `make it smaller or raise ${resourcesField(plan, role)}.memory`,
        value,
      ),
    ];
  });

/** A request over its limit, where two options have written one amount each. */
const requestsWithinLimits: Rule = (plan) =>
  eachContainer(plan, ({ amounts }) =>
    Object.entries(amounts.requests).flatMap(([name, request]) => {
      const limit = amounts.limits[name];
      if (limit === undefined || limit === request || !exceeds(request, limit)) return [];
      return [
        errorAt(
          'resources',
          'request-over-limit',
          `requests ${request} of ${name}, more than its limit ${limit}`,
          'a limit is at least its request',
        ),
      ];
    }),
  );

/** The class that the pod gets is the one that was asked for, whatever was added to it. */
const promisedQos: Rule = (plan) =>
  plan.roles.flatMap(({ promisedQos: promised, pod }) => {
    const computed = qosClass(containersOf(pod).map(({ amounts }) => ({ resources: amounts })));
    if (promised === undefined || promised === computed) return [];
    return [
      errorAt(
        'resources',
        'qos',
        `promises ${promised}, and the pod would be ${computed}`,
        'give every container, sidecars too, equal requests and limits',
      ),
    ];
  });

interface ClaimUse {
  readonly claim: ClaimSource;
  readonly mounts: { readonly mount: MountPlan; readonly role: Role }[];
}

function claimUses(plan: WorkloadPlan): ClaimUse[] {
  const uses = new Map<string, ClaimUse>();
  for (const role of plan.roles) {
    for (const mount of containersOf(role.pod).flatMap(({ mounts }) => mounts)) {
      if (mount.source.kind !== 'claim') continue;
      const use = uses.get(mount.source.claimName) ?? { claim: mount.source, mounts: [] };
      use.mounts.push({ mount, role });
      uses.set(mount.source.claimName, use);
    }
  }
  return [...uses.values()];
}

/** Pods that may use the claim at once. */
function podsUsing({ mounts }: ClaimUse): number {
  return [...new Set(mounts.map(({ role }) => role))].reduce((sum, role) => sum + role.count.max, 0);
}

/** Whether all pods are bound to the node of the workload's other pods. Kueue takes each role by itself. */
function onOneNode({ mounts }: ClaimUse, plan: WorkloadPlan): boolean {
  const [first, ...others] = new Set(mounts.map(({ role }) => role));
  if (others.length === 0 && first?.pod.annotations[KUEUE_TOPOLOGY.required] === NODE_LABEL) return true;
  return mounts.every(({ role }) =>
    role.pod.placement.together.some((rule) => rule.required && rule.topologyKey === NODE_LABEL && isAboutOwnPods(rule, plan)),
  );
}

function sharedFix({ prop }: MountPlan): string {
  return prop === 'cache' ? 'use DatasetCache.perPod, or one pod' : 'use CephFS (ReadWriteMany), or one pod';
}

/** A claim's access mode against how many pods may use it: on a second node the pod waits for the volume for ever. */
const accessModes: Rule = (plan, uses) =>
  uses.flatMap((use) => {
    const { accessModes: modes, claimName } = use.claim;
    const [first] = use.mounts;
    const pods = podsUsing(use);
    if (first === undefined || !isForOneNode(modes) || pods <= 1) return [];
    if (isForOnePod(modes)) {
      return [
        errorAt(
          first.mount.prop,
          'access-mode',
          `uses the claim ${claimName} with up to ${pods} pods, and ReadWriteOncePod allows one`,
          sharedFix(first.mount),
        ),
      ];
    }
    if (onOneNode(use, plan)) return [];
    const fix = `${sharedFix(first.mount)}; or keep the pods on one node: Placement.together(Topology.NODE, { required: true })`;
    return [
      errorAt(
        first.mount.prop,
        'access-mode',
        `uses the claim ${claimName} with up to ${pods} pods, and ReadWriteOnce allows one node`,
        fix,
      ),
    ];
  });

/** Props whose options say what is wrong with a claim that can't be written. */
const JUDGED_BY_THEMSELVES = ['model', 'checkpoint'];

/** A claim that is only read, mounted to be written. */
const readOnlyClaims: Rule = (_, uses) =>
  uses.flatMap(({ claim, mounts }) => {
    const writer = mounts.find(({ mount }) => !mount.readOnly);
    if (writer === undefined || !isReadOnlyClaim(claim) || JUDGED_BY_THEMSELVES.includes(writer.mount.prop)) return [];
    return [
      errorAt(
        writer.mount.prop,
        'read-only-claim',
        `mounts the claim ${claim.claimName}, which is only read (ReadOnlyMany), to be written`,
        'write readOnly: true',
      ),
    ];
  });

/** A pod can mount claims of its own namespace alone. */
const sameNamespace: Rule = (plan, uses) =>
  uses.flatMap(({ claim, mounts }) => {
    const [first] = mounts;
    if (first === undefined || claim.namespace === undefined || claim.namespace === plan.namespace) return [];
    const own = plan.namespace === undefined ? 'no namespace of its own' : `the namespace ${plan.namespace}`;
    return [
      errorAt(
        first.mount.prop,
        'claim-namespace',
        `is the claim ${claim.claimName} of the namespace ${claim.namespace}, and the workload has ${own}`,
        "put both in one namespace; data at a known path of CephFS can be read in others by a view: new StaticCephDataset(...).viewIn(chart, 'view')",
      ),
    ];
  });

/** Whether the kubelet makes folders for mounts below: it does in what it writes itself, the keys of ConfigMaps and Secrets, where the whole is mounted. */
function makesFolders({ source, subPath }: MountPlan): boolean {
  return (source.kind === 'configMap' || source.kind === 'secret') && subPath === undefined;
}

/** A mount inside another that is read-only: the runtime can't make its folder there, so that the container starts only where the volume has it already. */
const mountsBelowReadOnly: Rule = (plan) =>
  eachContainer(plan, ({ mounts }) =>
    mounts.flatMap(({ path, prop, onFolder }) => {
      const outer = mounts.find((each) => each.readOnly && normal(each.path) !== normal(path) && isBelow(path, each.path));
      if (outer === undefined || onFolder || makesFolders(outer)) return [];
      const folder = normal(path).slice(normal(outer.path).length + 1);
      const message = `is mounted at ${path}, below ${outer.path}, which is read-only: the container starts only if that volume has the folder ${folder}`;
      return [
        {
          ...errorAt(prop, 'mount-below-read-only', message, 'mount it elsewhere, or make the folder first'),
          severity: 'warning' as const,
        },
      ];
    }),
  );

const RULES: readonly Rule[] = [
  memoryVolumesFit,
  requestsWithinLimits,
  promisedQos,
  accessModes,
  readOnlyClaims,
  sameNamespace,
  mountsBelowReadOnly,
  variableFindings,
  placementFindings,
  hugePageFindings,
];

export function planFindings(plan: WorkloadPlan): Finding[] {
  const uses = claimUses(plan);
  return RULES.flatMap((rule) => rule(plan, uses));
}
