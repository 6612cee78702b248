import type { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { type Dataset, Resources, type TrainingProps } from '../../lib';
import { emitAll } from '../../lib/constructs/emit-all';
import { contextOf } from '../../lib/constructs/render/context';
import { runSettings, runShape } from '../../lib/constructs/render/training';
import { allProblems, nameShape, outline, propsReader } from '../../lib/constructs/render/workload';
import { RestartPolicy } from '../../lib/values/enums';
import { byteSize } from '../../lib/values/quantity';
import { optional, type Shape } from '../../lib/values/read';
import { shapeOf } from '../../lib/workload/build';
import type { Option } from '../../lib/workload/contribution';
import { JOB } from '../../lib/workload/kinds/job';
import { TRAINING_OPTIONS } from '../../lib/workload/options/table';
import { envOf, IMAGE, jobOf, mountedAt, podOf } from '../pod/reading';
import { cephFs, manifestOf, RESOURCES, refusal, testChart } from '../support/charts';
import { invalidities } from '../support/invalidities';

// The one file of a made-up option: data that is copied near the pod before the program starts.

interface CacheProps {
  readonly cache?: string;
}

const cache: Option<CacheProps> = {
  name: 'cache',
  shape: { cache: optional(byteSize('100Gi')) },
  contribute: (props, { role, plan }) => {
    if (props.cache === undefined || !role.readsData) return {};
    const place = { path: '/cache', source: { kind: 'scratch', size: props.cache } as const, readOnly: false, prop: 'cache' };
    const { amounts, image, imagePullPolicy } = role.pod.main;
    const copy = { name: 'copy', image, imagePullPolicy, command: ['copy'], env: [], amounts, mounts: [place], ports: [] };
    return {
      pod: {
        mounts: [place],
        env: [{ name: 'CACHE_PATH', value: '/cache' }],
        initContainers: [copy],
        annotations: { 'example.com/cache': 'true' },
      },
      siblings: [
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `${plan.name}-cache`, labels: plan.labels }, data: { size: props.cache } },
      ],
    };
  },
};

// Its row, and its prop.

const OPTIONS = [...TRAINING_OPTIONS, cache] as const;

interface CachedTrainingProps extends TrainingProps, CacheProps {
  readonly resources: Resources;
}

const { parallel: _, ...optionShape } = shapeOf(OPTIONS);
const shape: Shape<CachedTrainingProps> = { ...nameShape, ...runShape, ...optionShape };

/** A construct with it, as ours are written. */
class CachedTraining extends Construct {
  public readonly job: ApiObject;

  public constructor(scope: Construct, id: string, given: CachedTrainingProps) {
    super(scope, id);
    const context = contextOf(this, CachedTraining, new.target);
    const { props, findings } = propsReader(shape)(given, context);
    const {
      plan,
      siblings,
      findings: between,
    } = outline({
      context,
      kind: JOB,
      component: 'training',
      roles: [{ name: 'main', count: { min: 1, max: 1 }, readsData: true, modelUse: 'write' }],
      options: OPTIONS,
      shared: { ...props },
      own: {},
    });
    const settings = {
      ...runSettings(props),
      restartPolicy: RestartPolicy.NEVER,
      failFastExitCodes: [],
      shards: undefined,
      cluster: context.cluster,
    };
    const manifests = [JOB.render(plan, settings), ...siblings];
    this.job = emitAll(this, CachedTraining, { manifests, problems: allProblems(context, findings, between) }).one('Job');
  }
}

function cached(props: object, dataset?: (chart: Chart) => Dataset): Chart {
  const chart = testChart();
  const data = dataset === undefined ? {} : { dataset: dataset(chart) };
  new CachedTraining(chart, 'train', { image: IMAGE, resources: RESOURCES, ...data, ...props });
  return chart;
}

describe('an option of one file, one row and one prop', () => {
  const chart = cached({ cache: '100Gi' }, (scope) => cephFs(scope, 'images'));
  const pod = podOf(chart);

  test('adds to the pods beside what all others add', () => {
    expect(envOf(pod)).toMatchObject({ CACHE_PATH: '/cache', TRAIN_DATASET_PATH: '/data/train', HOME: '/tmp' });
    expect(mountedAt(pod, '/cache')?.volume.emptyDir).toEqual({ sizeLimit: '100Gi' });
    expect(jobOf(chart).template.metadata.annotations).toMatchObject({ 'example.com/cache': 'true' });
  });

  test('its container is like the others: secured, and on the same volume', () => {
    const [copy] = pod.initContainers ?? [];
    expect(copy).toMatchObject({ name: 'copy', image: IMAGE, command: ['copy'], securityContext: pod.containers[0]?.securityContext });
    expect(copy?.volumeMounts).toEqual([{ name: 'cache', mountPath: '/cache' }]);
    expect(pod.volumes?.filter(({ name }) => name === 'cache')).toHaveLength(1);
  });

  test('its object is emitted', () =>
    expect(manifestOf(chart, 'ConfigMap')).toMatchObject({ metadata: { name: 'train-cache' }, data: { size: '100Gi' } }));

  test('all of it is valid', () => expect(invalidities(chart).filter((problem) => !problem.startsWith('1.27'))).toEqual([]));

  test('left out, it adds nothing', () => {
    expect(podOf(cached({}))).not.toHaveProperty('initContainers');
    expect(() => manifestOf(cached({}), 'ConfigMap')).toThrow('0 objects');
  });

  test('its values are read like all others, and its name is suggested', () => {
    expect(refusal(() => cached({ cache: '100GB' }))).toEqual(['cache: is not a Kubernetes quantity, got "100GB" (did you mean "100Gi"?)']);
    expect(refusal(() => cached({ caches: '1Gi' }))).toEqual(['caches: is not a known prop (did you mean cache?)']);
  });

  test('what it writes nobody else may write, and both are named', () => {
    expect(refusal(() => cached({ cache: '1Gi', env: { CACHE_PATH: '/x' } }))).toEqual([
      'cache: writes env CACHE_PATH, which env writes already (leave it out of cache)',
    ]);
  });

  test('rules between options see it: a container without limits breaks the class', () => {
    const resources = Resources.guaranteed({ cpu: '1', memory: '1Gi' });
    const bare: Option<object> = {
      name: 'bare',
      shape: {},
      contribute: (__, { role }) => ({
        pod: { sidecars: [{ ...role.pod.main, name: 'log', amounts: { requests: {}, limits: {} }, mounts: [] }] },
      }),
    };
    const context = contextOf(new Construct(testChart(), 'train'), Construct, Construct);
    const roles = [{ name: 'main', count: { min: 1, max: 1 }, readsData: true, modelUse: 'none' as const }];
    const shared = { image: IMAGE, resources };
    const { findings } = outline({ context, kind: JOB, component: 'training', roles, options: [...OPTIONS, bare], shared, own: {} });
    expect(findings).toEqual([
      expect.objectContaining({ field: 'resources', rule: 'qos', message: 'promises Guaranteed, and the pod would be Burstable' }),
    ]);
  });
});
