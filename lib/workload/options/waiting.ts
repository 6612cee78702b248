import type { ContainerPlan, MountPlan } from '../../pod/plan';
import { waitCommand } from '../../pod/wait';
import { withoutDevices } from './amounts';

/** What a container waits for: a file in a volume, and how it is called in its log. */
export interface Awaited {
  readonly file: string;
  readonly what: string;
}

/** An init container that waits until a file is there, with the program's own image and amounts. */
export function waiting(name: string, { file, what }: Awaited, mount: MountPlan, main: ContainerPlan): ContainerPlan {
  const { image, imagePullPolicy, amounts } = main;
  return {
    name,
    image,
    imagePullPolicy,
    command: waitCommand(file, what),
    env: [],
    amounts: withoutDevices(amounts),
    mounts: [mount],
    ports: [],
  };
}
