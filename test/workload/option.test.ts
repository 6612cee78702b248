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

interface PreloadProps {
  readonly preload?: string;
}

const preload: Option<PreloadProps> = {
  name: 'preload',
  shape: { preload: optional(byteSize('100Gi')) },
  contribute: (props, { role, plan }) => {
    if (props.preload === undefined || !role.readsData) return {};
    const place = { path: '/preload', source: { kind: 'scratch', size: props.preload } as const, readOnly: false, prop: 'preload' };
    const { amounts, image, imagePullPolicy } = role.pod.main;
    const copy = { name: 'copy', image, imagePullPolicy, command: ['copy'], env: [], amounts, mounts: [place], ports: [] };
    return {
      pod: {
        mounts: [place],
        env: [{ name: 'PRELOAD_PATH', value: '/preload' }],
        initContainers: [copy],
        annotations: { 'example.com/preload': 'true' },
      },
      siblings: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: `${plan.name}-preload`, labels: plan.labels },
          data: { size: props.preload },
        },
      ],
    };
  },
};

// Its row, and its prop.

const OPTIONS = [...TRAINING_OPTIONS, preload] as const;

interface PreloadedTrainingProps extends TrainingProps, PreloadProps {
  readonly resources: Resources;
}

const { parallel: _, ...optionShape } = shapeOf(OPTIONS);
const shape: Shape<PreloadedTrainingProps> = { ...nameShape, ...runShape, ...optionShape };

/** A construct with it, as ours are written. */
class PreloadedTraining extends Construct {
  public readonly job: ApiObject;

  public constructor(scope: Construct, id: string, given: PreloadedTrainingProps) {
    super(scope, id);
    const context = contextOf(this, PreloadedTraining, new.target);
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
    this.job = emitAll(this, PreloadedTraining, { manifests, problems: allProblems(context, findings, between) }).one('Job');
  }
}

function preloaded(props: object, dataset?: (chart: Chart) => Dataset): Chart {
  const chart = testChart();
  const data = dataset === undefined ? {} : { dataset: dataset(chart) };
  new PreloadedTraining(chart, 'train', { image: IMAGE, resources: RESOURCES, ...data, ...props });
  return chart;
}

describe('an option of one file, one row and one prop', () => {
  const chart = preloaded({ preload: '100Gi' }, (scope) => cephFs(scope, 'images'));
  const pod = podOf(chart);

  test('adds to the pods beside what all others add', () => {
    expect(envOf(pod)).toMatchObject({ PRELOAD_PATH: '/preload', TRAIN_DATASET_PATH: '/data/train', HOME: '/tmp' });
    expect(mountedAt(pod, '/preload')?.volume.emptyDir).toEqual({ sizeLimit: '100Gi' });
    expect(jobOf(chart).template.metadata.annotations).toMatchObject({ 'example.com/preload': 'true' });
  });

  test('its container is like the others: secured, and on the same volume', () => {
    const [copy] = pod.initContainers ?? [];
    expect(copy).toMatchObject({ name: 'copy', image: IMAGE, command: ['copy'], securityContext: pod.containers[0]?.securityContext });
    expect(copy?.volumeMounts).toEqual([{ name: 'preload', mountPath: '/preload' }]);
    expect(pod.volumes?.filter(({ name }) => name === 'preload')).toHaveLength(1);
  });

  test('its object is emitted', () =>
    expect(manifestOf(chart, 'ConfigMap')).toMatchObject({ metadata: { name: 'train-preload' }, data: { size: '100Gi' } }));

  test('all of it is valid', () => expect(invalidities(chart).filter((problem) => !problem.startsWith('1.27'))).toEqual([]));

  test('left out, it adds nothing', () => {
    expect(podOf(preloaded({}))).not.toHaveProperty('initContainers');
    expect(() => manifestOf(preloaded({}), 'ConfigMap')).toThrow('0 objects');
  });

  test('its values are read like all others, and its name is suggested', () => {
    expect(refusal(() => preloaded({ preload: '100GB' }))).toEqual([
      'preload: is not a Kubernetes quantity, got "100GB" (did you mean "100Gi"?)',
    ]);
    expect(refusal(() => preloaded({ preloads: '1Gi' }))).toEqual(['preloads: is not a known prop (did you mean preload?)']);
  });

  test('what it writes nobody else may write, and both are named', () => {
    expect(refusal(() => preloaded({ preload: '1Gi', env: { PRELOAD_PATH: '/x' } }))).toEqual([
      'preload: writes env PRELOAD_PATH, which env writes already (leave it out of preload)',
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
