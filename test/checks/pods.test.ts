import { JsonPatch } from 'cdk8s';
import { Gpu, PodSecurity, Resources, TfJobCluster } from '../../lib';
import { cephFs, RESOURCES, testChart } from '../support/charts';
import { own, ownDeployment, rulesTold, service, shownOf, told, training } from './apps';

const POD = '/spec/template/spec';
const MAIN = `${POD}/containers/0`;

function cluster(chart: ReturnType<typeof testChart>): TfJobCluster {
  return new TfJobCluster(chart, 'cluster', {
    image: 'registry.example.com/ml/train:1.0',
    resources: RESOURCES,
    worker: { replicas: 2, gpu: Gpu.nvidia(1) },
    parameterServer: { replicas: 1 },
  });
}

const WORKER = '/spec/tfReplicaSpecs/Worker/template/spec';

describe('the promised class of quality of service', () => {
  test('that a patch breaks is refused with construct, promise and patch', () => {
    const chart = testChart();
    service(chart, 'server').deployment.addJsonPatch(JsonPatch.replace(`${MAIN}/resources/limits/cpu`, '16'));
    expect(shownOf(chart)).toEqual([
      '[demo/server] spec.template.spec.containers: Deployment server promises the class Guaranteed, and its pods would be Burstable; ' +
        'it is patched by replace /spec/template/spec/containers/0/resources/limits/cpu ' +
        '(give every container equal requests and limits of CPU and memory, or ask for the other class in resources)',
    ]);
  });

  test('is broken by a sidecar without limits, also an init container, also inside a TFJob', () => {
    const chart = testChart();
    const sidecar = { name: 'log', image: 'log:1.0' };
    service(chart, 'server', { security: PodSecurity.baseline() }).deployment.addJsonPatch(JsonPatch.add(`${POD}/containers/-`, sidecar));
    training(chart, 'train', { security: PodSecurity.baseline() }).job.addJsonPatch(JsonPatch.add(`${POD}/initContainers`, [sidecar]));
    const { tfJob } = cluster(chart);
    tfJob.addJsonPatch(JsonPatch.replace(`${WORKER}/containers/0/resources/requests/memory`, '1Gi'));
    expect(rulesTold(chart)).toEqual(['error demo/server qos', 'error demo/train qos', 'error demo/cluster qos']);
    expect(told(chart)[2]).toContain('spec.tfReplicaSpecs.Worker.template.spec.containers: TFJob cluster promises the class Guaranteed');
  });

  test('is kept by the same amounts in another spelling, and by a sidecar with limits', () => {
    const chart = testChart();
    const amounts = { cpu: '100m', memory: '64Mi' };
    const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
    const sidecar = { name: 'log', image: 'log:1.0', resources: { requests: amounts, limits: amounts }, securityContext };
    service(chart, 'server').deployment.addJsonPatch(
      JsonPatch.replace(`${MAIN}/resources/limits/cpu`, '8000m'),
      JsonPatch.add(`${POD}/containers/-`, sidecar),
    );
    expect(told(chart)).toEqual([]);
  });

  test('of Burstable and BestEffort is a promise too', () => {
    const chart = testChart();
    const burstable = service(chart, 'burstable', { resources: Resources.burstable({ cpu: '1', memory: '1Gi' }) }).deployment;
    burstable.addJsonPatch(JsonPatch.add(`${MAIN}/resources/limits/cpu`, '1'));
    const none = service(chart, 'none', { resources: Resources.bestEffort() }).deployment;
    none.addJsonPatch(JsonPatch.add(`${MAIN}/resources/requests`, { cpu: '1' }));
    expect(rulesTold(chart)).toEqual(['error demo/burstable qos', 'error demo/none qos']);
  });

  test("is not asked of a user's own pods", () => {
    const chart = testChart();
    service(chart, 'server');
    ownDeployment(chart, 'web');
    expect(told(chart)).toEqual([]);
  });
});

describe('the promised standard of Pod Security', () => {
  test.each([
    [`${POD}/hostNetwork`, true, "the pod shares its node's namespaces"],
    [`${POD}/securityContext/runAsUser`, 0, 'the pod runs as root'],
    [`${POD}/volumes/-`, { name: 'disk', hostPath: { path: '/' } }, 'the volume disk is of a kind that is not allowed'],
    [`${MAIN}/securityContext/privileged`, true, 'container main is privileged'],
    [`${MAIN}/securityContext/allowPrivilegeEscalation`, true, 'container main allows privilege escalation'],
    [`${MAIN}/securityContext/runAsNonRoot`, false, 'container main may run as root'],
    [`${MAIN}/securityContext/runAsUser`, 0, 'container main may run as root'],
    [`${MAIN}/securityContext/seccompProfile`, { type: 'Unconfined' }, 'container main has no seccomp profile'],
    [`${MAIN}/securityContext/capabilities/drop`, ['NET_RAW'], 'container main does not drop all capabilities'],
    [`${MAIN}/securityContext/capabilities/add`, ['SYS_ADMIN'], 'container main adds capabilities'],
    [`${MAIN}/ports/0/hostPort`, 80, 'container main takes a port of its node'],
  ])('is broken by %s: %j', (path, value, what) => {
    const chart = testChart();
    service(chart, 'server').deployment.addJsonPatch(JsonPatch.add(path, value));
    expect(shownOf(chart)).toEqual([
      `[demo/server] spec.template.spec: Deployment server promises Pod Security restricted, and ${what}; it is patched by add ${path} ` +
        '(mend the patch, or say PodSecurity.baseline())',
    ]);
  });

  test.each<[string, string, unknown]>([
    ['a wider proc', `${MAIN}/securityContext/procMount`, 'Unmasked'],
    ['a type of SELinux', `${MAIN}/securityContext/seLinuxOptions`, { type: 'spc_t' }],
    ['an unsafe sysctl', `${POD}/securityContext/sysctls`, [{ name: 'kernel.msgmax', value: '1' }]],
    ['a probe of another host', `${MAIN}/livenessProbe/httpGet/host`, 'example.com'],
    ["a process of the host's", `${POD}/securityContext/windowsOptions`, { hostProcess: true }],
    ['no AppArmor', '/spec/template/metadata/annotations/container.apparmor.security.beta.kubernetes.io~1main', 'unconfined'],
  ])('is broken by what baseline forbids already: %s', (_, path, value) => {
    const chart = testChart();
    service(chart, 'server').deployment.addJsonPatch(JsonPatch.add(path, value));
    expect(rulesTold(chart)).toEqual(['error demo/server pod-security']);
  });

  test('is broken inside a TFJob too, where no server looks', () => {
    const chart = testChart();
    cluster(chart).tfJob.addJsonPatch(JsonPatch.add(`${WORKER}/hostIPC`, true));
    expect(told(chart)).toEqual([expect.stringContaining('spec.tfReplicaSpecs.Worker.template.spec: TFJob cluster promises Pod Security')]);
  });

  test('of baseline is broken by what baseline forbids', () => {
    const chart = testChart();
    const { deployment } = service(chart, 'root', { security: PodSecurity.baseline() });
    deployment.addJsonPatch(JsonPatch.add(`${POD}/hostNetwork`, true));
    expect(told(chart)).toEqual([expect.stringContaining('promises Pod Security baseline')]);
  });

  test('is kept by the capability that the standard allows, by root under baseline, and not asked of own pods', () => {
    const chart = testChart();
    service(chart, 'server').deployment.addJsonPatch(JsonPatch.add(`${MAIN}/securityContext/capabilities/add`, ['NET_BIND_SERVICE']));
    const root = service(chart, 'root', { security: PodSecurity.baseline() }).deployment;
    root.addJsonPatch(JsonPatch.add(`${MAIN}/securityContext/runAsUser`, 0));
    ownDeployment(chart, 'web', { pod: { hostNetwork: true } });
    expect(told(chart)).toEqual([]);
  });
});

describe('amounts that the API server refuses', () => {
  const GPU = `${MAIN}/resources/limits/nvidia.com~1gpu`;

  test.each([
    ['a limit beside its request', GPU, 2, 'requests 1 of nvidia.com/gpu, and its limit is 2: they must be equal'],
    ['a part', GPU, '1.5', 'has 1.5 of nvidia.com/gpu, and extended resources are whole'],
    ['no limit', GPU, undefined, 'has no limit of nvidia.com/gpu, which extended resources need'],
  ])('%s of a GPU', (_, path, value, what) => {
    const chart = testChart();
    const patch = value === undefined ? JsonPatch.remove(path) : JsonPatch.replace(path, value);
    training(chart, 'train', { gpu: Gpu.nvidia(1) }).job.addJsonPatch(patch);
    expect(shownOf(chart)).toEqual([
      `[demo/train] spec.template.spec.containers: container main of Job train ${what}; ` +
        `it is patched by ${value === undefined ? 'remove' : 'replace'} ${path} (mend the amounts)`,
    ]);
  });

  test('a GPU inside a TFJob, where the server would say it only when pods are made', () => {
    const chart = testChart();
    cluster(chart).tfJob.addJsonPatch(JsonPatch.replace(`${WORKER}/containers/0/resources/limits/nvidia.com~1gpu`, '1.5'));
    expect(rulesTold(chart)).toEqual(['error demo/cluster pod-amounts']);
  });

  test("a request over its limit; of the user's own pods it is warned of", () => {
    const chart = testChart();
    service(chart, 'server', { resources: Resources.burstable({ cpu: '1', cpuLimit: '2', memory: '1Gi' }) }).deployment.addJsonPatch(
      JsonPatch.replace(`${MAIN}/resources/requests/cpu`, '3'),
    );
    const resources = { requests: { memory: '2Gi' }, limits: { memory: '1024Mi' } };
    ownDeployment(chart, 'web', { pod: { containers: [{ name: 'web', image: 'web:1.0', resources }] } });
    expect(told(chart).map((text) => text.split(' (')[0])).toEqual([
      'error demo/server: spec.template.spec.containers: container main of Deployment server requests 3 of cpu, more than its limit 2; ' +
        'it is patched by replace /spec/template/spec/containers/0/resources/requests/cpu',
      'warning demo/web: spec.template.spec.containers: container web of Deployment web requests 2Gi of memory, more than its limit 1024Mi',
    ]);
  });
});

describe('mounts that the API server refuses', () => {
  test('without a volume, and two at one path', () => {
    const chart = testChart();
    service(chart, 'server').deployment.addJsonPatch(
      JsonPatch.add(`${MAIN}/volumeMounts/-`, { name: 'cache', mountPath: '/cache' }),
      JsonPatch.add(`${MAIN}/volumeMounts/-`, { name: 'tmp', mountPath: '/tmp' }),
    );
    expect(told(chart).map((text) => text.split('; ')[0])).toEqual([
      'error demo/server: spec.template.spec.containers: container main of Deployment server mounts the volume cache, which the pod does not have',
      'error demo/server: spec.template.spec.containers: container main of Deployment server mounts two volumes at /tmp',
    ]);
  });

  test('inside a TFJob too', () => {
    const chart = testChart();
    cluster(chart).tfJob.addJsonPatch(JsonPatch.remove(`${WORKER}/volumes`));
    expect(new Set(rulesTold(chart))).toEqual(new Set(['error demo/cluster pod-mounts']));
  });

  test("of the user's own pods are warned of", () => {
    const chart = testChart();
    cephFs(chart, 'data');
    const containers = [{ name: 'web', image: 'web:1.0', volumeMounts: [{ name: 'gone', mountPath: '/gone' }] }];
    own(chart, 'web', 'v1', 'Pod', { containers });
    expect(told(chart)).toEqual([
      'warning demo/web: spec.containers: container web of Pod web mounts the volume gone, which the pod does not have (mend volumes and mounts)',
    ]);
  });

  test('of a StatefulSet may be on its claim templates', () => {
    const chart = testChart();
    cephFs(chart, 'data');
    const containers = [{ name: 'db', image: 'db:1.0', volumeMounts: [{ name: 'own', mountPath: '/db' }] }];
    const labels = { app: 'db' };
    own(chart, 'db', 'apps/v1', 'StatefulSet', {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
      volumeClaimTemplates: [{ metadata: { name: 'own' } }],
    });
    expect(told(chart)).toEqual([]);
  });
});
