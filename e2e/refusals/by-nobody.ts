import { Duration, JsonPatch } from 'cdk8s';
import { CleanPodPolicy, Probes, SuccessPolicy } from 'cdk8s-ml';
import { cluster, dataset, edited, type Refusal, right, second, secondObject, service, training } from './refusal';

const POD = 'spec.template.spec';

const STRAY = { selector: { app: 'nobody' }, ports: [{ port: 80 }] };
const WRONG_PORT = { selector: { 'app.kubernetes.io/instance': 'serve' }, ports: [{ port: 80, targetPort: 'grpc' }] };

/** What is taken without a word, and fails or misleads later. */
export const BY_NOBODY: readonly Refusal[] = [
  {
    mistake: 'a relative path to mount on',
    rule: 'path',
    make: (chart) => training({ mounts: [dataset(chart).mount('x')] })(chart),
    objects: () => edited(right(training()), 'Job', `${POD}.containers.0.volumeMounts.0.mountPath`, 'x'),
    outcome: { accepted: 'the container can not be started' },
  },
  {
    mistake: 'an image with a blank in its name',
    rule: 'image',
    make: training({ image: 'registry.example.com/my train:1.0' }),
    objects: () => edited(right(training()), 'Job', `${POD}.containers.0.image`, 'registry.example.com/my train:1.0'),
    outcome: { accepted: 'the pod waits with InvalidImageName' },
  },
  {
    mistake: 'an exit code that no process can have',
    rule: 'type',
    make: training({ failFastExitCodes: [300] }),
    objects: () => edited(right(training({ failFastExitCodes: [42] })), 'Job', 'spec.podFailurePolicy.rules.1.onExitCodes.values', [300]),
    outcome: { accepted: 'the rule never holds' },
  },
  {
    mistake: 'a path to probe without a slash',
    rule: 'probe-path',
    make: (chart) => {
      service({ probes: Probes.http({ ready: 'ready' }) })(chart);
    },
    objects: () => edited(right(service()), 'Deployment', `${POD}.containers.0.readinessProbe.httpGet.path`, 'ready'),
    outcome: { accepted: 'the kubelet adds the slash, other readers of the manifest do not' },
  },
  {
    mistake: 'a Service, by hand, that selects nothing',
    rule: 'selects-nothing',
    make: (chart) => second(chart, 'v1', 'Service', STRAY),
    objects: () => [secondObject('v1', 'Service', STRAY)],
    outcome: { accepted: 'it has no endpoints' },
  },
  {
    mistake: 'a Service, by hand, that sends to a port of no container',
    rule: 'missing-port',
    make: (chart) => {
      service()(chart);
      second(chart, 'v1', 'Service', WRONG_PORT);
    },
    objects: () => [...right(service()), secondObject('v1', 'Service', WRONG_PORT)],
    outcome: { accepted: 'its endpoints have no port' },
  },
  {
    mistake: 'two objects of one name',
    rule: 'name-clash',
    make: (chart) => {
      service({ name: 'serve' }, 'one')(chart);
      service({ name: 'serve' }, 'two')(chart);
    },
    objects: () => right(service({ name: 'serve' }, 'one')),
    outcome: { accepted: 'the second, applied, replaces the first' },
  },
  {
    mistake: 'a QoS class that a patch breaks',
    rule: 'qos',
    make: (chart) => {
      training()(chart).job.addJsonPatch(JsonPatch.remove('/spec/template/spec/containers/0/resources/limits/cpu'));
    },
    objects: () => edited(right(training()), 'Job', `${POD}.containers.0.resources.limits`, { memory: '1Gi' }),
    outcome: { accepted: 'the pod is Burstable' },
  },
  {
    mistake: 'a training with parameter servers that is to end when all its workers have',
    rule: 'workers-never-end',
    make: cluster({ parameterServer: { replicas: 1 }, successPolicy: SuccessPolicy.ALL_WORKERS }),
    objects: () => edited(right(cluster({ parameterServer: { replicas: 1 } })), 'TFJob', 'spec.successPolicy', 'AllWorkers'),
    outcome: { accepted: 'it never ends: the workers that do not coordinate serve for ever' },
  },
  {
    mistake: 'a training whose parameter servers stay when it is done',
    rule: 'parameter-servers-stay',
    make: cluster({ parameterServer: { replicas: 1 }, cleanPodPolicy: CleanPodPolicy.NONE }),
    objects: () => edited(right(cluster({ parameterServer: { replicas: 1 } })), 'TFJob', 'spec.runPolicy.cleanPodPolicy', 'None'),
    outcome: { accepted: 'they keep what they reserve' },
  },
  {
    mistake: 'a deadline that has passed when the training starts',
    rule: 'duration',
    make: training({ activeDeadline: Duration.seconds(0) }),
    objects: () => edited(right(training()), 'Job', 'spec.activeDeadlineSeconds', 0),
    outcome: { accepted: 'the Job has failed at once' },
  },
];
