import type { Chart } from 'cdk8s';
import { EnvValue, Secret } from 'cdk8s-plus-27';
import { ClusterProfile, type GpuTrainingJobProps, ImagePullPolicy, ImageTags, Mount, PodSecurity } from '../../lib';
import { chartOn, envOf, jobOf, mainOf, mountedAt, podOf, training } from '../pod/reading';
import { cephFs, manifestsOf, refusal, testChart } from '../support/charts';

const refused = (given: Partial<GpuTrainingJobProps> | ((chart: Chart) => Partial<GpuTrainingJobProps>)) => refusal(() => training(given));

describe('security', () => {
  test('by default the pod keeps the restricted standard, as a user that no node has', () => {
    const pod = podOf(training());
    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 10001,
      runAsGroup: 10001,
      fsGroup: 10001,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(mainOf(pod).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsGroup: 10001,
      runAsNonRoot: true,
      runAsUser: 10001,
    });
  });

  test('only /tmp is writable, and what looks for a home finds it there', () => {
    const pod = podOf(training());
    expect(mountedAt(pod, '/tmp')?.volume.emptyDir).toEqual({ sizeLimit: '10Gi' });
    const places = Object.entries(envOf(pod)).filter(([name]) => /HOME|DIR$/.test(name));
    expect(places.map(([name]) => name)).toEqual([
      'HOME',
      'XDG_CACHE_HOME',
      'HF_HOME',
      'KERAS_HOME',
      'MPLCONFIGDIR',
      'TORCHINDUCTOR_CACHE_DIR',
      'TRITON_CACHE_DIR',
    ]);
    expect(places.filter(([, value]) => !/^\/tmp(\/|$)/.test(String(value)))).toEqual([]);
    expect(envOf(pod)).toMatchObject({ USER: 'ml', LOGNAME: 'ml' });
  });

  test("the user's own /tmp and HOME are the ones", () => {
    const pod = podOf(training({ mounts: [Mount.memory('/tmp', '1Gi')], env: { HOME: '/scratch' } }));
    expect(mountedAt(pod, '/tmp')?.volume.emptyDir).toEqual({ medium: 'Memory', sizeLimit: '1Gi' });
    expect(envOf(pod).HOME).toBe('/scratch');
  });

  test('a root that is writable needs no /tmp', () => {
    const pod = podOf(training({ security: PodSecurity.restricted({ writableRoot: true }) }));
    expect(mainOf(pod).securityContext?.readOnlyRootFilesystem).toBe(false);
    expect(mountedAt(pod, '/tmp')).toBeUndefined();
  });

  test('the baseline standard leaves user, root and home to the image, and takes raw sockets away', () => {
    const pod = podOf(training({ security: PodSecurity.baseline() }));
    expect(pod.securityContext).toEqual({ seccompProfile: { type: 'RuntimeDefault' } });
    const raw = { capabilities: { drop: ['NET_RAW'] } };
    expect(mainOf(pod).securityContext).toEqual({ allowPrivilegeEscalation: false, privileged: false, ...raw });
    expect([mountedAt(pod, '/tmp'), envOf(pod).HOME]).toEqual([undefined, undefined]);
  });

  test('under the baseline standard files of a Secret are readable by whatever user the image names, or by a group that is given', () => {
    const modeUnder = (security: PodSecurity) => {
      const pod = podOf(
        training((scope) => ({ security, mounts: [Mount.secret('/etc/hub', Secret.fromSecretName(scope, 'token', 'hub'))] })),
      );
      return [
        pod.securityContext?.fsGroup,
        pod.securityContext?.fsGroupChangePolicy,
        mountedAt(pod, '/etc/hub')?.volume.secret?.defaultMode,
      ];
    };
    expect(modeUnder(PodSecurity.restricted())).toEqual([10001, 'OnRootMismatch', 0o440]);
    expect(modeUnder(PodSecurity.baseline())).toEqual([undefined, undefined, 0o444]);
    expect(modeUnder(PodSecurity.baseline({ fsGroup: 1000 }))).toEqual([1000, 'OnRootMismatch', 0o440]);
  });

  test('no token of the API server, and no variables of every Service, are in the pod', () => {
    expect(podOf(training())).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
  });
});

describe('variables', () => {
  test('values of cdk8s-plus come as Kubernetes has them', () => {
    const chart = training((scope) => ({
      envValues: {
        HF_TOKEN: EnvValue.fromSecretValue({ secret: Secret.fromSecretName(scope, 'token', 'hub'), key: 'token' }),
        CPUS: EnvValue.fromValue('8'),
      },
    }));
    expect(envOf(podOf(chart))).toMatchObject({ HF_TOKEN: { secretKeyRef: { name: 'hub', key: 'token' } }, CPUS: '8' });
  });

  test("the user's stand after those of other props, so that they can use them", () => {
    const pod = podOf(training((scope) => ({ dataset: cephFs(scope, 'images'), env: { LIST: '$(TRAIN_DATASET_PATH)/list' } })));
    const names = Object.keys(envOf(pod));
    expect(names.indexOf('TRAIN_DATASET_PATH')).toBeLessThan(names.indexOf('LIST'));
  });

  test('each stands once', () => {
    const names = mainOf(podOf(training({ env: { OMP_NUM_THREADS: '2', HOME: '/x' } }))).env?.map(({ name }) => name) ?? [];
    expect(new Set(names).size).toBe(names.length);
  });

  test('one that another prop writes is refused, with both', () => {
    expect(refused((chart) => ({ model: cephFs(chart, 'models').artifact('v1'), env: { MODEL_FILE: '/x' } }))).toEqual([
      'env: writes env MODEL_FILE, which model writes already (leave it out of env)',
    ]);
  });

  test('one that the Job controller sets is refused', () => {
    expect(refused({ env: { JOB_COMPLETION_INDEX: '0' } })).toEqual([
      "env: writes env JOB_COMPLETION_INDEX, which the workload's controller writes already (leave it out of env)",
    ]);
  });

  test('a value of cdk8s-plus is refused under its own prop', () => {
    const envValues = { MODEL_FILE: EnvValue.fromValue('/x') };
    expect(refused((chart) => ({ model: cephFs(chart, 'models').artifact('v1'), envValues }))).toEqual([
      expect.stringMatching(/^envValues\b.*MODEL_FILE.* model /),
    ]);
  });
});

describe('image', () => {
  test('is pulled at each start, unless said otherwise', () => {
    expect(mainOf(podOf(training())).imagePullPolicy).toBe('Always');
    expect(mainOf(podOf(training({ imagePullPolicy: ImagePullPolicy.NEVER }))).imagePullPolicy).toBe('Never');
  });

  test('may move where that is said', () => {
    expect(mainOf(podOf(training({ image: 'train:latest', imageTags: ImageTags.MOVING }))).image).toBe('train:latest');
  });

  test('runs what is said, in place of its own program', () => {
    expect(mainOf(podOf(training({ command: ['python'], args: ['-m', ''] })))).toMatchObject({ command: ['python'], args: ['-m', ''] });
    expect(mainOf(podOf(training()))).not.toHaveProperty('command');
  });

  test("is pulled with the cluster's credentials", () => {
    const chart = chartOn(ClusterProfile.generic(), { imagePullSecrets: ['registry', 'mirror'] });
    expect(podOf(training({}, chart)).imagePullSecrets).toEqual([{ name: 'registry' }, { name: 'mirror' }]);
  });
});

describe('labels and annotations', () => {
  const chart = training({
    labels: { team: 'vision' },
    annotations: { 'example.com/owner': 'vision' },
    podAnnotations: { 'example.com/format': 'json' },
  });

  test('labels are on all objects and on the pods', () => {
    const own = {
      'app.kubernetes.io/name': 'train-model',
      'app.kubernetes.io/instance': 'train-model',
      'app.kubernetes.io/component': 'training',
      'app.kubernetes.io/part-of': 'demo',
      'app.kubernetes.io/managed-by': 'cdk8s-ml',
      team: 'vision',
    };
    expect(manifestsOf(chart).map(({ metadata }) => metadata.labels)).toEqual([own, own, own]);
    expect(jobOf(chart).template.metadata.labels).toEqual(own);
  });

  test("annotations are on the job alone, the pods' on the pods alone", () => {
    expect(manifestsOf(chart).map(({ metadata }) => metadata.annotations)).toEqual([
      { 'example.com/owner': 'vision' },
      undefined,
      undefined,
    ]);
    expect(jobOf(chart).template.metadata.annotations).toMatchObject({ 'example.com/format': 'json' });
    expect(jobOf(chart).template.metadata.annotations).not.toHaveProperty(['example.com/owner']);
  });

  test("a label of the library's own is refused, once", () => {
    expect(refused({ labels: { 'app.kubernetes.io/instance': 'mine' } })).toEqual([
      expect.stringMatching(/^labels\b.*app\.kubernetes\.io\/instance, which the library itself writes already/),
    ]);
  });

  test.each(['job-name', 'batch.kubernetes.io/job-name', 'controller-uid'])(
    'the label %s, which the Job controller sets, is refused',
    (key) => {
      expect(refused({ labels: { [key]: 'mine' } })).toEqual(expect.arrayContaining([expect.stringContaining(key)]));
    },
  );

  test.each(['annotations', 'podAnnotations'])("%s of the library's own are refused, since its checks read them", (prop) => {
    expect(refused({ [prop]: { 'cdk8s-ml.io/qos-class': 'Burstable' } })).toEqual([expect.stringContaining('cdk8s-ml.io/qos-class')]);
  });

  test('more annotations than an object may have, 256 KiB, are refused', () => {
    expect(refused({ annotations: { note: 'x'.repeat(256 * 1024) } })).toEqual([expect.stringMatching(/^annotations: /)]);
  });
});

test("classes of the cluster are the pod's", () => {
  const classes = { priorityClassName: 'research', schedulerName: 'packer', runtimeClassName: 'nvidia' };
  expect(podOf(training(classes, testChart()))).toMatchObject(classes);
});
