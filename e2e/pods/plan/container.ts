import type { Container, Pod } from 'kubernetes-types/core/v1';
import type { Image } from '../image/image';
import { nameOf } from '../make/objects';
import { type Environment, manifestEnvironment, type Surroundings } from './environment';
import { expand } from './expand';
import { type Identity, identityOf } from './identity';
import { type MountPlan, mountsOf, volumesOf } from './mounts';

/** One process to start: all that a container runtime would be told. */
export interface ContainerPlan {
  readonly name: string;
  readonly image: Image;
  readonly arguments: readonly string[];
  readonly workingDirectory: string;
  readonly environment: Environment;
  readonly mounts: readonly MountPlan[];
  readonly identity: Identity;
  readonly readOnlyRoot: boolean;
  /** An init container that runs on beside the others. */
  readonly sidecar: boolean;
}

/** What a container of a pod runs. `path` is the PATH of the image, which its base sets and not its Dockerfile. */
export function containerPlan(pod: Pod, container: Container, image: Image, path: string, around: Surroundings): ContainerPlan {
  const manifest = manifestEnvironment(pod, container, around);
  const runtime = { PATH: path, HOSTNAME: hostNameOf(pod), HOME: '/', ...image.environment };
  return {
    name: container.name,
    image,
    arguments: argumentsOf(container, image, manifest),
    workingDirectory: container.workingDir ?? image.workingDirectory,
    environment: { ...runtime, ...manifest },
    mounts: mountsOf(pod, container, volumesOf(pod, around), manifest),
    identity: identityOf(pod, container, image.user),
    readOnlyRoot: container.securityContext?.readOnlyRootFilesystem === true,
    sidecar: container.restartPolicy === 'Always',
  };
}

/** `command` replaces the image's ENTRYPOINT and its CMD; `args` replaces CMD alone. */
function argumentsOf(
  { command = [], args = [] }: Container,
  { entrypoint, command: imageCommand }: Image,
  environment: Environment,
): string[] {
  const given = (texts: readonly string[]) => texts.map((text) => expand(text, environment));
  const front = command.length > 0 ? given(command) : entrypoint;
  const back = args.length > 0 ? given(args) : command.length > 0 ? [] : imageCommand;
  const all = [...front, ...back];
  if (all.length === 0) throw new Error('neither the manifest nor the image says what to run');
  return all;
}

/** A pod's host name: its name, cut to what a host name may have. */
export function hostNameOf(pod: Pod): string {
  return (
    pod.spec?.hostname ??
    nameOf(pod)
      .slice(0, 63)
      .replace(/[-.]+$/, '')
  );
}
