import { ApiObject, type Chart } from 'cdk8s';
import { EnvValue, type ISecret, Secret } from 'cdk8s-plus-27';
import { testChart } from '../support/charts';
import { own, ownDeployment, rulesTold, shownOf, told, training } from './apps';

function holder(chart: Chart, kind: string, content: object): void {
  new ApiObject(chart, 'holder', { apiVersion: 'v1', kind, metadata: { name: 'holder' }, ...content });
}

function toldOf(kind: string, content: object, container: object, volumes: object[] = []): string[] {
  const chart = testChart();
  training(chart, 'ours');
  holder(chart, kind, content);
  ownDeployment(chart, 'theirs', { pod: { containers: [{ name: 'web', image: 'web:1.0', ...container }], volumes } });
  return told(chart).map((text) => text.replace('warning demo/theirs: spec.template.spec.', ''));
}

const env = (ref: string, key: string, more: object = {}) => ({
  env: [{ name: 'A', valueFrom: { [ref]: { name: 'holder', key, ...more } } }],
});

describe("a key that the app's own object does not have", () => {
  test('is an error where a pod of the library asks for it', () => {
    const chart = testChart();
    const secret = new Secret(chart, 'token', { metadata: { name: 'token' }, stringData: { password: 'x' } });
    training(chart, 'train', { envValues: { TOKEN: EnvValue.fromSecretValue({ secret: secret as ISecret, key: 'passwort' }) } });
    expect(shownOf(chart)).toEqual([
      '[demo/train] spec.template.spec.containers: Job train takes passwort of the Secret token of demo/token/Resource, which has password ' +
        '(write the key there, or name one that it has)',
    ]);
  });

  test('is told of variables', () => {
    expect(toldOf('ConfigMap', { data: { a: '1' } }, env('configMapKeyRef', 'b'))).toEqual([
      'containers: Deployment theirs takes b of the ConfigMap holder of demo/holder, which has a (write the key there, or name one that it has)',
    ]);
  });

  test('is told of volumes', () => {
    const items = [{ key: 'b', path: 'b' }];
    expect(toldOf('ConfigMap', { data: { a: '1' } }, {}, [{ name: 'v', configMap: { name: 'holder', items } }])).toEqual([
      expect.stringContaining('volumes: Deployment theirs takes b of the ConfigMap holder'),
    ]);
    expect(toldOf('Secret', { data: { a: '1' } }, {}, [{ name: 'v', secret: { secretName: 'holder', items } }])).toHaveLength(1);
    expect(
      toldOf('Secret', { data: { a: '1' } }, {}, [{ name: 'v', projected: { sources: [{ secret: { name: 'holder', items } }] } }]),
    ).toHaveLength(1);
  });

  test.each<[string, string, object, object]>([
    ['there', 'ConfigMap', { data: { a: '1' } }, env('configMapKeyRef', 'a')],
    ['there as text', 'Secret', { stringData: { a: '1' } }, env('secretKeyRef', 'a')],
    ['there as bytes', 'ConfigMap', { binaryData: { a: 'MQ==' } }, env('configMapKeyRef', 'a')],
    ['not needed', 'Secret', { data: { b: '1' } }, env('secretKeyRef', 'a', { optional: true })],
    [
      'written by others, who fill an empty object',
      'Secret',
      { type: 'kubernetes.io/service-account-token' },
      env('secretKeyRef', 'token'),
    ],
  ])('is right where it is %s', (_, kind, content, container) => {
    expect(toldOf(kind, content, container)).toEqual([]);
  });

  test('of an object that exists in the cluster is not known', () => {
    const chart = testChart();
    const secret = Secret.fromSecretName(chart, 'known', 'known');
    training(chart, 'train', { envValues: { TOKEN: EnvValue.fromSecretValue({ secret, key: 'any' }) } });
    own(chart, 'other', 'v1', 'ConfigMap', {});
    expect(rulesTold(chart)).toEqual([]);
  });
});
