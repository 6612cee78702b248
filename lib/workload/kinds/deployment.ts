import type { DeploymentSpec } from 'kubernetes-types/apps/v1';
import type { Manifest, PodTemplate } from '../../pod/kubernetes';
import { given } from '../../values/omit';
import type { Rollout } from '../../values/rollout';
import type { WorkloadPlan } from '../plan';
import type { Kind } from './kind';
import { templateOf, workloadMetadata } from './template-of';

/** What is said of a Deployment alone. */
export interface DeploymentSettings {
  /** Undefined where something else scales it: applying it again then resets nothing. */
  readonly replicas: number | undefined;
  readonly rollout: Rollout;
  readonly revisionHistoryLimit: number;
  readonly progressDeadlineSeconds: number;
}

interface Spec extends Omit<DeploymentSpec, 'template'> {
  template: PodTemplate;
}

function strategy(rollout: Rollout): NonNullable<DeploymentSpec['strategy']> {
  if (rollout._type === 'Recreate') return { type: 'Recreate' };
  return { type: 'RollingUpdate', rollingUpdate: { maxSurge: rollout._maxSurge, maxUnavailable: rollout._maxUnavailable } };
}

function render(plan: WorkloadPlan, settings: DeploymentSettings): Manifest {
  const [role] = plan.roles;
  if (role === undefined) throw new Error('a Deployment has one role');
  const spec: Spec = given({
    replicas: settings.replicas,
    selector: { matchLabels: { ...plan.selector } },
    strategy: strategy(settings.rollout),
    revisionHistoryLimit: settings.revisionHistoryLimit,
    progressDeadlineSeconds: settings.progressDeadlineSeconds,
    template: templateOf(role),
  });
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: workloadMetadata(plan), spec };
}

/** Pods beyond the replicas during an update. */
function surge({ strategy: given1 }: Partial<DeploymentSpec>, replicas: number): number {
  if (given1?.type === 'Recreate') return 0;
  const max = given1?.rollingUpdate?.maxSurge ?? '25%';
  return typeof max === 'number' ? max : Math.ceil((replicas * Number.parseFloat(max)) / 100);
}

/** A Deployment of Kubernetes. */
export const DEPLOYMENT: Kind<DeploymentSettings> = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  container: 'main',
  reservedEnv: [],
  reservedLabels: ['pod-template-hash'],
  scalable: true,
  derivedNames: ({ name }) => [
    { name, of: 'the Service', grammar: 'dns1035' },
    { name, of: "the pods' label app.kubernetes.io/instance", grammar: 'label' },
  ],
  podsInside: (manifest) => {
    const spec = manifest.spec as Partial<DeploymentSpec> | undefined;
    if (spec?.template === undefined) return [];
    const replicas = spec.replicas ?? 1;
    return [{ role: '', field: 'spec.template', template: spec.template as PodTemplate, count: replicas, surge: surge(spec, replicas) }];
  },
  render,
};
