import { App, type Chart, Testing } from 'cdk8s';
import { Checks } from 'cdk8s-ml';
import { sharedGpus } from './chart';

interface Manifest {
  readonly kind: string;
  readonly spec: {
    readonly pytorchReplicaSpecs?: { readonly Worker: { readonly template: { readonly metadata: { annotations: object } } } };
  };
}

function synthesized(nodes = 4): { readonly app: App; readonly charts: readonly Chart[] } {
  const app = new App();
  sharedGpus(app, { nodes });
  return { app, charts: app.charts as Chart[] };
}

test('nothing is warned of', () => {
  expect(Checks.problemsIn(synthesized().app)).toEqual([]);
});

test('Kueue places the workers of a training in one rack', () => {
  const manifests = synthesized().charts.flatMap((chart) => Testing.synth(chart)) as Manifest[];
  const training = manifests.find(({ kind }) => kind === 'PyTorchJob');
  expect(training?.spec.pytorchReplicaSpecs?.Worker.template.metadata.annotations).toMatchObject({
    'kueue.x-k8s.io/podset-required-topology': 'topology.k8s.aws/network-node-layer-2',
  });
});

test('a training may borrow what the other team leaves, and is warned where it could never start', () => {
  const rules = (nodes: number) => new Set(Checks.problemsIn(synthesized(nodes).app).map(({ path, rule }) => `${path}: ${rule}`));
  expect(rules(8)).toEqual(new Set());
  expect(rules(16)).toEqual(new Set(['training/train: over-queue']));
});
