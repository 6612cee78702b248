import { JsonPatch } from 'cdk8s';
import { Autoscaling } from '../../lib';
import { testChart } from '../support/charts';
import { own, ownDeployment, rulesTold, service, told } from './apps';

/** A budget over the pods of the Deployment `web`, beside a service of ours, with which the rules are asked. */
function budget(spec: object, replicas = 2): string[] {
  const chart = testChart();
  service(chart, 'server');
  ownDeployment(chart, 'web', { replicas });
  own(chart, 'budget', 'policy/v1', 'PodDisruptionBudget', { selector: { matchLabels: { app: 'web' } }, ...spec });
  return told(chart);
}

const FIX = 'write maxUnavailable: 1, or give the workload more replicas';

test.each<[string, object, string]>([
  ['none may go', { maxUnavailable: 0 }, 'lets none of its 2 pods go'],
  ['no share may go', { maxUnavailable: '0%' }, 'lets none of its 2 pods go'],
  ['all must stay', { minAvailable: 2 }, 'wants 2 of its 2 pods to stay'],
  ['a share must stay that is all when rounded up', { minAvailable: '51%' }, 'wants 51% of its 2 pods to stay'],
])("a budget of the user's is warned of where %s", (_, spec, message) =>
  expect(budget(spec)).toEqual([
    `warning demo/budget: spec: PodDisruptionBudget budget ${message}: their nodes can not be drained (${FIX})`,
  ]),
);

test.each<[string, object]>([
  ['one may go', { maxUnavailable: 1 }],
  ['a share may go', { maxUnavailable: '10%' }],
  ['one less must stay', { minAvailable: 1 }],
  ['half must stay', { minAvailable: '50%' }],
  ['nothing is said', {}],
])('a budget is right where %s', (_, spec) => expect(budget(spec)).toEqual([]));

test('an autoscaler decides how few there may be', () => {
  const chart = testChart();
  service(chart, 'server', { autoscaling: Autoscaling.onCpu({ min: 1, max: 9 }) });
  own(chart, 'budget', 'policy/v1', 'PodDisruptionBudget', {
    minAvailable: 1,
    selector: { matchLabels: { 'app.kubernetes.io/instance': 'server' } },
  });
  expect(rulesTold(chart)).toEqual(['warning demo/budget budget-blocks-drains']);
});

test('a budget of ours that a patch makes so is refused', () => {
  const chart = testChart();
  const { node } = service(chart, 'server');
  const ours = node.findChild('PodDisruptionBudget') as ReturnType<typeof own>;
  ours.addJsonPatch(JsonPatch.replace('/spec/maxUnavailable', 0));
  expect(rulesTold(chart)).toEqual(['error demo/server budget-blocks-drains']);
});
