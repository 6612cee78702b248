import type { EnvVar } from '../../values/env';
import type { Role, WorkloadPlan } from '../../workload/plan';

/** The variables of its environment that Open MPI's `mpirun` gives to the processes (docs.open-mpi.org, `mca_base_env_list`). */
const ENV_LIST = 'OMPI_MCA_mca_base_env_list';

/** What is of the pod itself stays there. */
function isOfPod({ valueFrom }: EnvVar): boolean {
  return valueFrom?.fieldRef !== undefined || valueFrom?.resourceFieldRef !== undefined;
}

/** `mpirun` refuses a list beside `-x`, which is one too; a program of the image may have either. */
function takesList({ command = [], args = [] }: Role['pod']['main']): boolean {
  const words = [...command, ...args].join(' ').split(/\s+/);
  return words.some((word) => /(^|\/)mpi(run|exec)$/.test(word)) && !words.includes('-x');
}

/** Processes that ssh starts have the variables of the launcher, or none: those of the workers are the launcher's too. */
export function handedOn(plan: WorkloadPlan): WorkloadPlan {
  const worker = plan.roles.find(({ name }) => name === 'worker');
  const variables = (worker?.pod.main.env ?? []).filter((variable) => !isOfPod(variable));
  const names = variables.map(({ name }) => name);
  const roles = plan.roles.map((role) => {
    if (role.name !== 'launcher') return role;
    const { main } = role.pod;
    const own = main.env.filter(({ name }) => !names.includes(name));
    const hasList = main.env.some(({ name }) => name === ENV_LIST);
    const list =
      takesList(main) && !hasList
        ? [{ name: ENV_LIST, value: [...names, ...own.filter((each) => !isOfPod(each)).map(({ name }) => name)].join(';') }]
        : [];
    return { ...role, pod: { ...role.pod, main: { ...main, env: [...variables, ...own, ...list] } } };
  });
  return { ...plan, roles };
}
