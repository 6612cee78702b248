/** Findings of linters that we leave as they are. */
export interface AcceptedFindings {
  /** `tool/check`, by the tool's own names. */
  readonly checks: readonly string[];
  /** Of which objects: `Deployment/*`, where `*` is any text. Left out: of all. */
  readonly object?: string;
  /** In which outputs, `*` in them too. Left out: in all. */
  readonly outputs?: readonly string[];
  readonly reason: string;
}

/** One finding of one tool. */
export interface Finding {
  readonly tool: string;
  readonly check: string;
  /** The name of what was linted: all objects of one app. */
  readonly output: string;
  /** `Deployment/serve` */
  readonly object: string;
  readonly what: string;
}

/** All exceptions, of the linters that are run and of those whose checks the tests assert. Each is needed: one that finds nothing fails a test. */
export const ACCEPTED: readonly AcceptedFindings[] = [
  {
    checks: ['polaris/priorityClassNotSet'],
    reason: 'Classes differ between clusters, and a pod that names a missing one is refused; `priorityClassName` sets it.',
  },
  {
    checks: ['polaris/missingNetworkPolicy'],
    reason: 'The policies are there: polaris takes none that selects by two of the labels of its pods.',
  },
  {
    checks: ['checkov/CKV_K8S_43'],
    reason: 'An image may be named by its digest or by a fixed tag: that is for who builds it to say. Tags that move are refused.',
  },
  {
    checks: ['checkov/CKV_K8S_8', 'checkov/CKV_K8S_9'],
    object: 'Pod/*',
    reason: 'Pods of a distributed training answer no requests, and end by themselves: checkov leaves out Jobs, and does not know a TFJob.',
  },
  {
    checks: ['polaris/tlsSettingsMissing'],
    object: 'Ingress/*',
    outputs: ['the example image-classifier'],
    reason: 'The Ingress is of cdk8s-plus, and its certificate is of a cluster that the example does not know.',
  },
  {
    checks: ['checkov/CKV_K8S_35'],
    outputs: ['the example image-classifier', '*everything*'],
    reason: '`envValues` asks for a Secret in a variable, as most programs want their token; `Mount.secret` gives a file.',
  },
  {
    checks: ['checkov/CKV_K8S_11', 'kube-score/container-resources', 'polaris/cpuLimitsMissing'],
    outputs: ['a training that may use more CPU than it reserves', 'tf-job-cluster: everything'],
    reason: '`Resources.burstable` without `cpuLimit` asks for it: CPU that nobody else wants is used. Memory has its limit.',
  },
  {
    checks: ['kube-score/container-cpu-requests-equal-limits', 'kube-score/container-resource-requests-equal-limits'],
    outputs: ['the example burstable-job', 'a training that may use more CPU than it reserves', 'tf-job-cluster: everything'],
    reason: '`Resources.burstable` asks for it.',
  },
  {
    checks: ['kube-linter/job-ttl-seconds-after-finished'],
    object: 'Job/*',
    outputs: ['a training that stays when it is finished'],
    reason: '`keepFinished` asks for it.',
  },
  {
    checks: ['polaris/deploymentMissingReplicas'],
    object: 'Deployment/*',
    outputs: ['a service that scales', 'model-service: *everything*'],
    reason: 'A number of replicas beside an autoscaler would reset what it has set; the autoscaler keeps two at least.',
  },
  {
    checks: ['kube-score/deployment-replicas', 'polaris/deploymentMissingReplicas', 'polaris/missingPodDisruptionBudget'],
    object: 'Deployment/*',
    outputs: ['a service with one replica'],
    reason: '`replicas: 1` asks for it; a budget over one replica would block each drain of its node.',
  },
  {
    checks: ['kube-score/pod-probes-identical'],
    object: 'Deployment/*',
    outputs: ['a service with a model, on GPUs, by TCP'],
    reason: '`Probes.tcp` asks for it: there is only the port to ask. Six failures restart the container, two take it out of the Service.',
  },
  {
    checks: ['checkov/CKV_K8S_15', 'kube-score/container-image-pull-policy', 'polaris/pullPolicyNotAlways'],
    outputs: ['gpu-training-job: everything', 'model-service: *everything*'],
    reason: '`imagePullPolicy` asks for it.',
  },
  {
    checks: ['checkov/CKV2_K8S_6', 'kube-score/pod-networkpolicy'],
    outputs: ['gpu-training-job: everything', 'tf-job-cluster: everything'],
    reason: '`Isolation.NONE` asks for it.',
  },
  {
    checks: ['kube-score/networkpolicy-targets-pod'],
    object: 'NetworkPolicy/default-deny',
    outputs: ['a namespace with bounds', 'ml-namespace: *'],
    reason: 'A namespace in an app of its own: its policy is for pods that others put there.',
  },
  {
    checks: ['kube-linter/non-existent-service-account'],
    outputs: ['gpu-training-job: everything', 'model-service: *everything*'],
    reason: '`serviceAccount` names one that exists in the cluster.',
  },
  {
    checks: ['kube-score/networkpolicy-targets-pod', 'kube-score/pod-networkpolicy', 'checkov/CKV_K8S_21', 'checkov/CKV2_K8S_6'],
    outputs: [
      'a training of Kubeflow Trainer, by the name of a runtime',
      'a training of Kubeflow Trainer, by a runtime of the program that starts all pods or none',
      'a training of Kubeflow Trainer with XGBoost, in a queue of Volcano that its runtime names',
      'train-job: everything',
      'train-job: minimal',
      'training-runtime: everything, for a namespace',
      'training-runtime: minimal, for the whole cluster',
    ],
    reason:
      'Pods of a runtime come with a training, whose policy selects them by a label that Kubeflow Trainer gives them; their namespace is its own.',
  },
  {
    checks: ['checkov/CKV_K8S_40', 'kube-score/container-security-context-user-group-id'],
    outputs: ['the example distributed', 'a distributed training that mpirun starts*', 'mpi-job-cluster: minimal'],
    reason: "`mpirun` reaches its workers by ssh, which takes users of the image's passwd alone: in the published images 1000.",
  },
  {
    checks: ['checkov/CKV_K8S_25'],
    object: 'Pod/*-worker',
    outputs: [
      'the example distributed',
      'a distributed training that mpirun starts*',
      'mpi-job-cluster: minimal',
      'mpi-job-cluster: everything',
    ],
    reason:
      "The images' sshd has the capability NET_BIND_SERVICE in its file and does not start without; Pod Security restricted allows it.",
  },
  {
    checks: ['checkov/CKV_K8S_38', 'kubeconform/not-checked'],
    outputs: ['mpi-job-cluster: where the training operator*'],
    reason:
      'Of the training operator (`kubeflow.org/v1`), whose launcher reaches its workers by kubectl; its CRD has the name of the one that the cluster serves.',
  },
  {
    checks: [
      'checkov/CKV_K8S_22',
      'checkov/CKV_K8S_23',
      'checkov/CKV_K8S_37',
      'checkov/CKV_K8S_40',
      'kube-linter/no-read-only-root-fs',
      'kube-linter/run-as-non-root',
      'kube-score/container-security-context-readonlyrootfilesystem',
      'kube-score/container-security-context-user-group-id',
      'pod-security/capabilities',
      'pod-security/runAsNonRoot',
      'polaris/insecureCapabilities',
      'polaris/notReadOnlyRootFilesystem',
      'polaris/runAsRootAllowed',
    ],
    outputs: ['a service whose image must run as root', 'tf-job-cluster: everything'],
    reason: '`PodSecurity.baseline` asks for it, for images that must be root.',
  },
  {
    checks: ['polaris/automountServiceAccountToken'],
    object: 'MPIJob/*',
    outputs: ['mpi-job-cluster: where the training operator *'],
    reason: 'Its launcher starts the processes by `kubectl exec`, with the account that the operator makes for it.',
  },
];

function fits(text: string, pattern = '*'): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[^\w ]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}

function idOf({ tool, check }: Finding): string {
  return `${tool}/${check}`;
}

/** `polaris/runAsRootAllowed, Deployment/serve in a service: container main` */
export function lineOf(finding: Finding): string {
  return `${idOf(finding)}, ${finding.object} in ${finding.output}: ${finding.what}`;
}

function covers({ checks, object, outputs = ['*'] }: AcceptedFindings, finding: Finding): boolean {
  const isThere = fits(finding.object, object) && outputs.some((output) => fits(finding.output, output));
  return isThere && checks.includes(idOf(finding));
}

/** What becomes of findings. */
export interface Verdict {
  readonly accepted: readonly Finding[];
  readonly unexplained: readonly Finding[];
  /** Parts of the exceptions that no finding needs. */
  readonly unneeded: readonly string[];
}

/** The checks, and the outputs, of an exception that none of the findings has. */
function unneededParts(entry: AcceptedFindings, tools: readonly string[], findings: readonly Finding[]): string[] {
  const checks = entry.checks.filter((check) => tools.some((tool) => check.startsWith(`${tool}/`)));
  if (checks.length === 0) return [];
  const covered = findings.filter((finding) => covers(entry, finding));
  return [
    ...checks.filter((check) => !covered.some((finding) => idOf(finding) === check)),
    ...(entry.outputs ?? []).filter((output) => !covered.some((finding) => fits(finding.output, output))),
  ].map((part) => `${part}: ${entry.reason}`);
}

/** Holds what the given tools have found against the exceptions; those of other tools are left alone. */
export function judge(findings: readonly Finding[], tools: readonly string[], exceptions = ACCEPTED): Verdict {
  const isAccepted = (finding: Finding) => exceptions.some((entry) => covers(entry, finding));
  return {
    accepted: findings.filter(isAccepted),
    unexplained: findings.filter((finding) => !isAccepted(finding)),
    unneeded: exceptions.flatMap((entry) => unneededParts(entry, tools, findings)),
  };
}
