import type { PodTemplate } from '../../pod/kubernetes';
import { replicaJob } from './replica-job';

const ROLES = {
  launcher: { key: 'Launcher', podName: 'launcher', alone: true, handsOn: true, withoutGpus: true, needed: true, single: true },
  worker: { key: 'Worker', podName: 'worker' },
} as const;

/** Of a launcher without GPUs, so that it never sees those of its node. */
const HIDDEN_GPUS = ['NVIDIA_VISIBLE_DEVICES', 'NVIDIA_DRIVER_CAPABILITIES'];

/**
 * The published images' `sshd` carries the file capability NET_BIND_SERVICE: the kernel refuses to start it (EPERM) in a container that may never have it.
 * The restricted standard lets this one capability be added.
 */
function withSshd(role: string, template: PodTemplate): PodTemplate {
  const [main, ...others] = template.spec.containers;
  if (role !== 'worker' || main?.securityContext?.capabilities?.drop?.includes('ALL') !== true) return template;
  const { capabilities, ...rest } = main.securityContext;
  const securityContext = { ...rest, capabilities: { add: ['NET_BIND_SERVICE'], ...capabilities } };
  return { ...template, spec: { ...template.spec, containers: [{ ...main, securityContext }, ...others] } };
}

/** The launcher starts processes by `kubectl exec`, with an account and a token that the operator makes for it. */
function withAccount(role: string, template: PodTemplate): PodTemplate {
  if (role !== 'launcher') return template;
  const { serviceAccountName: _, ...spec } = template.spec;
  return { ...template, spec: { ...spec, automountServiceAccountToken: true } };
}

/** An MPIJob of kubeflow/mpi-operator (v0.8.0, `pkg/controller`): `mpirun` reaches the workers by ssh. */
export const MPIJOB = replicaJob({
  kind: 'MPIJob',
  apiVersion: 'kubeflow.org/v2beta1',
  specs: 'mpiReplicaSpecs',
  container: 'mpi',
  roles: ROLES,
  reservedEnv: [
    'K_MPI_JOB_ROLE',
    ...['keep_fqdn_hostnames', 'default_hostfile', 'set_default_slots'].map((name) => `OMPI_MCA_orte_${name}`),
    'OMPI_MCA_plm_rsh_args',
    ...['I_MPI_HYDRA_HOST_FILE', 'I_MPI_HYDRA_BOOTSTRAP_EXEC_EXTRA_ARGS', 'I_MPI_PERHOST', 'HYDRA_HOST_FILE', 'HYDRA_LAUNCH_EXTRA_ARGS'],
    ...HIDDEN_GPUS,
  ],
  labels: { operator: 'mpi-operator', role: 'job-role' },
  adapted: withSshd,
});

/** An MPIJob of the training operator (v1.9, `pkg/controller.v1/mpi`): `mpirun` reaches the workers by `kubectl exec`. */
export const MPIJOB_V1 = replicaJob({
  kind: 'MPIJob',
  specs: 'mpiReplicaSpecs',
  container: 'mpi',
  roles: ROLES,
  reservedEnv: ['OMPI_MCA_plm_rsh_agent', 'OMPI_MCA_orte_default_hostfile', ...HIDDEN_GPUS],
  adapted: withAccount,
});
