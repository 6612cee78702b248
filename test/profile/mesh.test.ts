import type { Chart } from 'cdk8s';
import { Backup, CephDataset, CephStorage, ClusterOperator, ClusterProfile, ModelService, Parallel, ShardBy } from '../../lib';
import { kindOf } from '../../lib/workload/kinds/table';
import { chartOn, cluster, IMAGE, training } from '../pod/reading';
import { cephFs, manifestsOf, RESOURCES, testChart } from '../support/charts';

const INJECT = 'sidecar.istio.io/inject';

function meshed(): Chart {
  return chartOn(ClusterProfile.generic(), { installed: [ClusterOperator.ISTIO] });
}

/** What each pod template says of sidecars, by the object that it is in. */
function injections(chart: Chart): Record<string, unknown> {
  const pods = manifestsOf(chart).flatMap((manifest) =>
    (kindOf(manifest)?.podsInside(manifest) ?? []).map(({ role, template }) => [
      `${manifest.kind}/${manifest.metadata.name}${role === '' ? '' : ` ${role}`}`,
      template.metadata?.labels?.[INJECT],
    ]),
  );
  return Object.fromEntries(pods);
}

test('pods of trainings and of the library have no sidecar where a mesh is', () => {
  const chart = meshed();
  const dataset = new CephDataset(chart, 'data', {
    storage: CephStorage.cephFs('rook-cephfs'),
    size: '1Gi',
    backup: Backup.daily({ keep: 7 }),
  });
  training({ dataset, parallel: Parallel.shards(2, { by: ShardBy.manifest(cephFs(chart, 'work')) }) }, chart);
  cluster({ parameterServer: { replicas: 1 } }, chart);
  expect(injections(chart)).toEqual({
    'CronJob/data-backup': 'false',
    'Job/train-model': 'false',
    'Job/train-model-shards': 'false',
    'TFJob/tfjob-example Worker': 'false',
    'TFJob/tfjob-example PS': 'false',
  });
});

test('a service stays in the mesh, and without one nothing is said', () => {
  const chart = meshed();
  new ModelService(chart, 'serve', { image: IMAGE, port: 5000, resources: RESOURCES });
  expect(injections(chart)).toEqual({ 'Deployment/serve': undefined });
  expect(injections(training({}, testChart()))).toEqual({ 'Job/train-model': undefined });
});

test("a user's own label decides", () => {
  expect(injections(training({ labels: { [INJECT]: 'true' } }, meshed()))).toEqual({ 'Job/train-model': 'true' });
});
