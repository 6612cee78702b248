import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { parse } from 'yaml';
import type { KubeObject } from '../../cluster/client';
import { endWithUs } from '../../provision/own-processes';
import { theOne } from './apply';
import { client, kubeconfig, NEEDS_FAKE_NODES } from './cluster';

const PYTHON = process.env.PYTHON ?? 'python3';
const hasPython = spawnSync(PYTHON, ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;

/** For tests that run programs of the library's own tasks beside a cluster whose pods are fake. */
export const NEEDS_PYTHON = hasPython ? NEEDS_FAKE_NODES : { skip: 'needs Python 3.9 or newer' };

/** How a task's program has ended, and what it has said. */
export interface Ended {
  readonly code: number | null;
  readonly log: string;
}

/** A task's program that runs as a process of this machine. */
export interface RunningTask {
  /** What it has said up to now. */
  log(): string;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-ml-e2e-task-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** A token of the account that the pods of the task have, as the kubelet would ask for it. */
async function tokenOf(namespace: string, account: string): Promise<string> {
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 600 } };
  const { body } = await client.send('POST', `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`, request);
  return body.status.token;
}

/** The address of the API server, and its certificate. */
function server(): { readonly url: URL; readonly certificate: string } {
  const { cluster } = parse(readFileSync(kubeconfig, 'utf8')).clusters[0];
  return { url: new URL(cluster.server), certificate: readFileSync(cluster['certificate-authority'], 'utf8') };
}

function containerOf(workload: KubeObject): { readonly command: string[]; readonly env: { name: string; value?: string }[] } {
  const template = workload.kind === 'CronJob' ? workload.spec.jobTemplate.spec.template : workload.spec.template;
  return template.spec.containers[0];
}

/** A test is not to hang where a program would wait for hours. */
const PATIENCE = { PAUSE_SECONDS: '0.2', WAIT_SECONDS: '60', START_SECONDS: '60', CLAIM_SECONDS: '10' };

/** Starts the program of a task that was applied: its files from its ConfigMap, its account's token, its variables, and those that are different here. */
export async function startTask(
  objects: readonly KubeObject[],
  kind: 'CronJob' | 'Job',
  variables: Readonly<Record<string, string>>,
): Promise<RunningTask> {
  const workload = theOne(objects, kind);
  const { name, namespace = '' } = workload.metadata;
  const { command, env } = containerOf(workload);
  const { url, certificate } = server();
  const programs = folderWith(theOne(objects, 'ConfigMap').data);
  const account = folderWith({ token: await tokenOf(namespace, name), 'ca.crt': certificate, namespace });
  const [, file = ''] = command;
  const child = spawn(PYTHON, [file.replace('/programs', programs)], {
    env: {
      PATH: process.env.PATH,
      PYTHONDONTWRITEBYTECODE: '1',
      ...Object.fromEntries(env.flatMap(({ name: variable, value }) => (value === undefined ? [] : [[variable, value]]))),
      KUBERNETES_SERVICE_HOST: url.hostname,
      KUBERNETES_SERVICE_PORT: url.port,
      ACCOUNT_FOLDER: account,
      ...PATIENCE,
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithUs(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      said += data;
    });
  }
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, log: said })));
  return { log: () => said, signal: (signal) => child.kill(signal), ended };
}

/** Runs it to its end. */
export async function runTask(...args: Parameters<typeof startTask>): Promise<Ended> {
  return (await startTask(...args)).ended;
}

/** What the API server answers to the account of a task. */
export async function statusFor(method: string, path: string, namespace: string, account: string): Promise<number> {
  const { url, certificate } = server();
  const headers = { Authorization: `Bearer ${await tokenOf(namespace, account)}`, 'Content-Type': 'application/merge-patch+json' };
  return new Promise((resolve, reject) => {
    const call = request(new URL(path, url), { method, headers, ca: certificate }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on('error', reject);
    call.end(method === 'PATCH' ? '{}' : undefined);
  });
}
