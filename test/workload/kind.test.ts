import { type ApiObject, type Chart, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { CephDataset, CephStorage, Checks, Gpu, type TrainingProps } from '../../lib';
import { emitAll } from '../../lib/constructs/emit-all';
import { contextOf } from '../../lib/constructs/render/context';
import { runShape } from '../../lib/constructs/render/training';
import { allProblems, nameFindings, nameShape, type Outline, outline, propsReader } from '../../lib/constructs/render/workload';
import { integer, optional, required, type Shape, struct } from '../../lib/values/read';
import type { Resources } from '../../lib/values/resources';
import { shapeOf } from '../../lib/workload/build';
import { TRAINING_OPTIONS, TRAINING_ROLE_OPTIONS } from '../../lib/workload/options/table';
import { IMAGE, mainOf } from '../pod/reading';
import { manifestOf, manifestsOf, RESOURCES, refusal, testChart } from '../support/charts';
import { RING, type RingSettings, type RingSpec } from './ring-kind';

// The table's row: what `table.ts` would say of it.

jest.mock('../../lib/workload/kinds/table', () => {
  const { RING: row } = jest.requireActual<typeof import('./ring-kind')>('./ring-kind');
  const table = jest.requireActual<typeof import('../../lib/workload/kinds/table')>('../../lib/workload/kinds/table');
  const kindOf: typeof table.kindOf = (manifest) => (manifest.kind === row.kind ? row : table.kindOf(manifest));
  return { KINDS: [...table.KINDS, row], kindOf };
});

// A construct of it, as ours are written.

interface MemberProps {
  readonly replicas: number;
  readonly gpu?: Gpu;
}

interface RingJobProps extends TrainingProps {
  readonly resources: Resources;
  readonly follower: MemberProps;
  readonly rings?: number;
}

const { parallel: _, ...optionShape } = shapeOf(TRAINING_OPTIONS);
const member: Shape<MemberProps> = { gpu: shapeOf(TRAINING_ROLE_OPTIONS).gpu, replicas: required(integer(1), 1) };
const shape: Shape<RingJobProps> = {
  ...nameShape,
  ...runShape,
  ...optionShape,
  follower: required(struct(member), { replicas: 1 }),
  rings: optional(integer(1)),
};

class RingJob extends Construct {
  public readonly ringJob: ApiObject;

  public constructor(scope: Construct, id: string, given: RingJobProps) {
    super(scope, id);
    const context = contextOf(this, RingJob, new.target);
    const { props, findings } = propsReader(shape)(given, context);
    const replicas = props.follower.replicas;
    const input: Outline<RingSettings> = {
      context,
      kind: RING,
      component: 'training',
      roles: [
        { name: 'leader', count: { min: 1, max: 1 }, readsData: false, modelUse: 'write' },
        { name: 'follower', count: { min: replicas, max: replicas }, readsData: true, modelUse: 'none' },
      ],
      options: TRAINING_OPTIONS,
      shared: { ...props },
      own: { leader: undefined, follower: { ...props.follower } },
    };
    const { plan, siblings, findings: between } = outline(input);
    const settings = { rings: props.rings ?? 1 };
    const problems = allProblems(context, findings, [...between, ...nameFindings(input, plan, settings)]);
    this.ringJob = emitAll(this, RingJob, { manifests: [RING.render(plan, settings), ...siblings], problems }).one('RingJob');
  }
}

function ring(props: object = {}): Chart {
  const chart = testChart();
  new RingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, follower: { replicas: 3 }, ...props });
  return chart;
}

describe('a kind of one file', () => {
  test('has the pods of its roles, with all that every workload has', () => {
    const { members, rings } = manifestOf(ring({ rings: 2 }), 'RingJob').spec as RingSpec;
    expect([rings, members.Leader?.count, members.Follower?.count]).toEqual([2, 1, 3]);
    const spec = members.Follower?.pod.spec;
    expect(spec).toMatchObject({ serviceAccountName: 'train', enableServiceLinks: false, terminationGracePeriodSeconds: 120 });
    expect(spec?.containers[0]).toMatchObject({ name: 'ring', image: IMAGE, securityContext: { readOnlyRootFilesystem: true } });
  });

  test('its roles differ as they say', () => {
    const { members } = manifestOf(ring({ follower: { replicas: 2, gpu: Gpu.nvidia(4) } }), 'RingJob').spec as RingSpec;
    const gpus = Object.entries(members).map(([role, { pod }]) => [role, mainOf(pod.spec).resources?.limits?.['nvidia.com/gpu']]);
    expect(Object.fromEntries(gpus)).toEqual({ Leader: undefined, Follower: '4' });
  });

  test('comes with the objects of every training', () => {
    expect(manifestsOf(ring()).map(({ kind }) => kind)).toEqual(['RingJob', 'ServiceAccount', 'NetworkPolicy']);
  });

  test('shows its pods to whoever asks its row', () => {
    const pods = RING.podsInside(manifestOf(ring(), 'RingJob'));
    expect(pods.map(({ role, field, count }) => [role, field, count])).toEqual([
      ['Follower', 'spec.members.Follower.pod', 3],
      ['Leader', 'spec.members.Leader.pod', 1],
    ]);
    expect(pods[0]?.template.metadata?.labels).toMatchObject({ 'app.kubernetes.io/instance': 'train' });
  });

  test('is seen by the rules over the whole app, inside its own templates', () => {
    const chart = testChart();
    const { ringJob } = new RingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, follower: { replicas: 3 } });
    ringJob.addJsonPatch(JsonPatch.replace('/spec/members/Follower/pod/spec/containers/0/resources/limits/cpu', '16'));
    expect(Checks.problemsIn(chart)).toEqual([
      expect.objectContaining({ path: 'demo/train', rule: 'qos', field: 'spec.members.Follower.pod.spec.containers' }),
    ]);
  });

  test('is judged by how many pods of all its roles use a claim', () => {
    const chart = testChart();
    const dataset = new CephDataset(chart, 'images', { storage: CephStorage.rbd('rook-ceph-block'), size: '1Gi' });
    const follower = { replicas: 3 };
    expect(refusal(() => new RingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, follower, dataset }))).toEqual([
      expect.stringMatching(/^dataset: uses the claim images with up to 3 pods/),
    ]);
  });

  test('names that its controller makes have room', () => {
    const name = 'a'.repeat(52);
    expect(refusal(() => ring({ name }))).toEqual([]);
    expect(refusal(() => ring({ name, rings: 10 }))).toEqual([
      `name: is too long: a member's pod will be "${name}-follow-10-2", of 64 characters, and 63 are allowed, got "${name}" (shorten it by 1, to at most 51 characters)`,
    ]);
  });

  test('a variable that its controller sets is refused', () => {
    expect(refusal(() => ring({ env: { RING_RANK: '0' } }))).toEqual([expect.stringMatching(/^env\b.*RING_RANK/)]);
  });

  test('a label that its controller sets is refused', () => {
    expect(refusal(() => ring({ labels: { 'example.com/ring': 'a' } }))).toEqual([expect.stringMatching(/^labels\b.*example\.com\/ring/)]);
  });

  test('a wrong value of a role is told at the role', () => {
    expect(refusal(() => ring({ follower: { replicas: 2, gpu: Gpu.nvidia(0) } }))).toEqual([
      'follower.gpu.count: must be a whole number from 1 to 1024, got 0 (for example 1)',
    ]);
  });
});
