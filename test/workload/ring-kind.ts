import type { Manifest, PodTemplate } from '../../lib/pod/kubernetes';
import type { Kind } from '../../lib/workload/kinds/kind';
import { templateOf, workloadMetadata } from '../../lib/workload/kinds/template-of';

// The one file of a made-up operator kind: a leader, and followers in rings.

export interface RingSettings {
  readonly rings: number;
}

export interface RingSpec {
  readonly rings: number;
  readonly members: Record<string, { readonly count: number; readonly pod: PodTemplate }>;
}

const ROLES = { leader: { key: 'Leader', podName: 'lead' }, follower: { key: 'Follower', podName: 'follow' } } as const;
const keyOf = (role: string) => ROLES[role as keyof typeof ROLES].key;

export const RING: Kind<RingSettings> = {
  apiVersion: 'example.com/v1',
  kind: 'RingJob',
  container: 'ring',
  reservedEnv: ['RING_RANK'],
  reservedLabels: ['example.com/ring'],
  scalable: false,
  derivedNames: ({ name, roles }, { rings }) =>
    roles.map((role) => ({
      name: `${name}-${ROLES[role.name as keyof typeof ROLES].podName}-${rings}-${role.count.max - 1}`,
      of: "a member's pod",
      grammar: 'label',
    })),
  podsInside: (manifest) => {
    const { members } = manifest.spec as RingSpec;
    return Object.entries(members).map(([role, { count, pod }]) => ({
      role,
      field: `spec.members.${role}.pod`,
      template: pod,
      count,
      surge: 0,
    }));
  },
  render: (plan, { rings }): Manifest => {
    const members = Object.fromEntries(plan.roles.map((role) => [keyOf(role.name), { count: role.count.max, pod: templateOf(role) }]));
    return { apiVersion: 'example.com/v1', kind: 'RingJob', metadata: workloadMetadata(plan), spec: { rings, members } };
  },
};
