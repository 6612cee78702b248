import { Autoscaling, Gpu, ModelService, Placement, PodSecurity, Probes, Topology } from '../../../lib';
import { cephFs } from '../charts';
import { type Makers, SERVING } from './maker';

/** Services. */
export const SERVICES: Makers = {
  'a service': (chart) => new ModelService(chart, 'serve', SERVING),
  'a service with a model, on GPUs, by TCP': (chart) =>
    new ModelService(chart, 'serve', {
      ...SERVING,
      gpu: Gpu.nvidia(1),
      model: cephFs(chart, 'models').artifact('v1/model.keras'),
      probes: Probes.tcp(),
      placement: [Placement.apart(Topology.NODE, { required: true })],
    }),
  'a service that scales': (chart) => new ModelService(chart, 'serve', { ...SERVING, autoscaling: Autoscaling.onCpu({ max: 10 }) }),
  'a service with one replica': (chart) => new ModelService(chart, 'serve', { ...SERVING, replicas: 1 }),
  'a service whose image must run as root': (chart) => new ModelService(chart, 'serve', { ...SERVING, security: PodSecurity.baseline() }),
};
