import type { Pod, PodSpec } from 'kubernetes-types/core/v1';
import { type KubernetesObject, PodRunner } from '../../pods';

export const IMAGE = 'registry.example.com/shell:1';

/** An image without files, whose programs are the machine's own. */
const image = {
  reference: IMAGE,
  name: '',
  context: __dirname,
  entrypoint: ['/bin/sh', '-c'],
  command: ['echo the image says so'],
  environment: { FROM_IMAGE: 'yes' },
  workingDirectory: '/',
  user: '10001:10001',
  copies: [],
};

export interface ShellOptions {
  readonly objects?: readonly KubernetesObject[];
  readonly rewritten?: boolean;
}

/** A runner for pods whose containers run shell commands. */
export async function openShell(pods: readonly Pod[], { objects = [], rewritten = false }: ShellOptions = {}): Promise<PodRunner> {
  return await PodRunner.open({
    pods,
    objects,
    images: new Map([[IMAGE, image]]),
    lent: { path: '/usr/local/bin:/usr/bin:/bin', folders: [] },
    rewritten,
    say: () => undefined,
  });
}

/** A pod whose only container runs a command line; `spec` is laid over that. */
export function shellPod(
  name: string,
  command: string,
  container: Partial<PodSpec['containers'][number]> = {},
  spec: Partial<PodSpec> = {},
): Pod {
  const containers = [{ name: 'main', image: IMAGE, args: [command], ...container }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'ml', labels: { app: name } }, spec: { containers, ...spec } };
}
