import { JsonPatch } from 'cdk8s';
import { Mount, Resources, TfJobCluster } from '../../lib';
import { testChart } from '../support/charts';
import { ownDeployment, service, shownOf, told } from './apps';

// Warnings are told on standard error; what they say is asked of `Checks` here.
beforeAll(() => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => jest.restoreAllMocks());

const PAGES = Resources.guaranteed({ cpu: '1', memory: '1Gi', hugePages2Mi: '512Mi' });

/** What is told of a container with these amounts and volumes, that the library has no hand in. */
function of(requests: object, limits: object, volumes: readonly object[] = []): string[] {
  const chart = testChart();
  ownDeployment(chart, 'web', { pod: { containers: [{ name: 'web', image: 'web:1.0', resources: { requests, limits } }], volumes } });
  return told(chart).map((text) => text.replace(/^warning demo\/web: /, ''));
}

const AT = 'spec.template.spec.containers: container web of Deployment web';
const FIX = '(mend the amounts)';
const cpu = '1';

test.each<[string, string[], string]>([
  ['without a limit', of({ cpu, 'hugepages-2Mi': '2Mi' }, {}), `${AT} has no limit of hugepages-2Mi, which huge pages need ${FIX}`],
  [
    'of which less is requested',
    of({ cpu, 'hugepages-2Mi': '2Mi' }, { 'hugepages-2Mi': '4Mi' }),
    `${AT} requests 2Mi of hugepages-2Mi, and its limit is 4Mi: they must be equal ${FIX}`,
  ],
  [
    'that are no whole ones',
    of({ cpu }, { 'hugepages-1Gi': '1536Mi' }),
    `${AT} has 1536Mi of hugepages-1Gi, which is no multiple of a page ${FIX}`,
  ],
  [
    'beside nothing else',
    of({}, { 'hugepages-2Mi': '2Mi' }),
    `${AT} has huge pages, and asks for neither cpu nor memory, one of which Kubernetes wants beside them ${FIX}`,
  ],
])('huge pages %s are told', (_, found, text) => expect(found).toEqual([text]));

describe('a volume in huge pages', () => {
  const volume = (medium: string) => [{ name: 'huge', emptyDir: { medium } }];
  const VOLUMES = 'spec.template.spec.volumes: Deployment web has the volume huge in huge pages of';

  test('of which no container has any is told', () => {
    expect(of({}, {}, volume('HugePages-2Mi'))).toEqual([`${VOLUMES} 2Mi, and none of its containers asks for them ${FIX}`]);
    expect(of({}, {}, volume('HugePages'))).toEqual([`${VOLUMES} no size, and asks for none ${FIX}`]);
  });

  test('of no size is told where there are two', () => {
    expect(of({ cpu }, { 'hugepages-2Mi': '2Mi', 'hugepages-1Gi': '1Gi' }, volume('HugePages'))).toEqual([
      `${VOLUMES} no size, and asks for pages of two sizes ${FIX}`,
    ]);
  });

  test('that has its pages is right', () => {
    for (const medium of ['HugePages', 'HugePages-2Mi']) expect(of({ cpu }, { 'hugepages-2Mi': '2Mi' }, volume(medium))).toEqual([]);
  });
});

test('what the library writes is right, and refused where a patch breaks it', () => {
  const chart = testChart();
  const mounts = [Mount.hugePages2Mi('/dev/hugepages')];
  const { deployment } = service(chart, 'serve', { resources: PAGES, mounts });
  expect(told(chart)).toEqual([]);
  deployment.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/resources/limits/hugepages-2Mi', '511Mi'));
  expect(shownOf(chart)).toEqual([
    '[demo/serve] spec.template.spec.containers: container main of Deployment serve requests 512Mi of hugepages-2Mi, and its limit is 511Mi: they must be equal; it is patched by ' +
      'replace /spec/template/spec/containers/0/resources/limits/hugepages-2Mi (mend the amounts)',
  ]);
});

test("they are found inside an operator's object", () => {
  const chart = testChart();
  const { tfJob } = new TfJobCluster(chart, 'train', { image: 'a.io/train:1.0', resources: PAGES, worker: { replicas: 2 } });
  tfJob.addJsonPatch(JsonPatch.remove('/spec/tfReplicaSpecs/Worker/template/spec/containers/0/resources/limits/hugepages-2Mi'));
  expect(shownOf(chart)[0]).toContain('container tensorflow of TFJob train has no limit of hugepages-2Mi, which huge pages need');
});
