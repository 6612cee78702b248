import type { Chart } from 'cdk8s';
import {
  type DistributedTrainingProps,
  GpuTrainingJob,
  JaxJobCluster,
  ModelService,
  MpiJobCluster,
  MxJobCluster,
  PaddleJobCluster,
  Parallel,
  type PodProps,
  PyTorchJobCluster,
  TfJobCluster,
  type TrainingProps,
  XgboostJobCluster,
} from '../../lib';
import type { PodSpec } from '../../lib/pod/kubernetes';
import { kindOf } from '../../lib/workload/kinds/table';
import { manifestsOf, RESOURCES } from '../support/charts';

const IMAGE = 'registry.example.com/ml/program:1.0';
type Common = Partial<TrainingProps> & Pick<Partial<DistributedTrainingProps>, 'resources'>;

/** Trainings of every kind that have several pods, with the same props for all of their pods. */
export const SEVERAL: Readonly<Record<string, (chart: Chart, props: Common) => unknown>> = {
  GpuTrainingJob: (chart, props) => new GpuTrainingJob(chart, 'train', { ...base(props), parallel: Parallel.workers(2) }),
  TfJobCluster: (chart, props) => new TfJobCluster(chart, 'train', { ...base(props), worker: { replicas: 2 } }),
  PyTorchJobCluster: (chart, props) => new PyTorchJobCluster(chart, 'train', { ...base(props), worker: { replicas: 2 } }),
  XgboostJobCluster: (chart, props) => new XgboostJobCluster(chart, 'train', { ...base(props), worker: { replicas: 2 } }),
  PaddleJobCluster: (chart, props) => new PaddleJobCluster(chart, 'train', { ...base(props), worker: { replicas: 2 } }),
  JaxJobCluster: (chart, props) => new JaxJobCluster(chart, 'train', { ...base(props), worker: { replicas: 2 } }),
  MpiJobCluster: (chart, props) => new MpiJobCluster(chart, 'train', { ...base(props), worker: { replicas: 2 } }),
  MxJobCluster: (chart, props) =>
    new MxJobCluster(chart, 'train', { ...base(props), worker: { replicas: 2 }, parameterServer: { replicas: 1 } }),
};

/** Workloads of every kind. */
export const WORKLOADS: Readonly<Record<string, (chart: Chart, props: Partial<PodProps> & Pick<Common, 'resources'>) => unknown>> = {
  ...SEVERAL,
  ModelService: (chart, props) => new ModelService(chart, 'train', { ...base(props), port: 5000 }),
};

function base<P extends Common>(props: P) {
  return { image: IMAGE, resources: RESOURCES, ...props };
}

/** The pods of the chart's workloads, by their roles. */
export function podsIn(
  chart: Chart,
): readonly { readonly role: string; readonly spec: PodSpec; readonly annotations: Record<string, string> }[] {
  return manifestsOf(chart).flatMap((manifest) =>
    (kindOf(manifest)?.podsInside(manifest) ?? []).flatMap(({ role, template }) =>
      template.spec === undefined ? [] : [{ role, spec: template.spec, annotations: template.metadata?.annotations ?? {} }],
    ),
  );
}
