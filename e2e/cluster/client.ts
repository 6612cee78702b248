import { request } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';

/** An object as the API server speaks of it. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly generation?: number;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  // biome-ignore lint/suspicious/noExplicitAny: what a server answers is untyped; each test narrows what it reads
  readonly [field: string]: any;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly body: any;
  /** What the server says to users although it accepts. */
  readonly warnings: readonly string[];
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

export interface WriteOptions {
  /** Judged and defaulted as if it were stored, and not stored. */
  readonly dryRun?: boolean;
}

/** A refusal, with what the server said. */
export class Refused extends Error {
  public constructor(
    public readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export function connect(kubeconfig: string): Client {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  return new Client(config);
}

/**
 * Speaks to the API server in plain JSON. The typed methods of client-node drop fields that they don't know before they send an object, so
 * that the server could not refuse them; of client-node this takes the kubeconfig, the authentication and the certificates.
 */
export class Client {
  private readonly resources = new Map<string, Promise<readonly Resource[]>>();

  public constructor(private readonly config: KubeConfig) {}

  public async isReady(): Promise<boolean> {
    return (await this.send('GET', '/readyz')).status === 200;
  }

  public async read(apiVersion: string, kind: string, namespace: string | undefined, name: string): Promise<KubeObject | undefined> {
    const answer = await this.send('GET', `${await this.collection(apiVersion, kind, namespace)}/${name}`);
    return answer.status === 404 ? undefined : bodyOf(answer);
  }

  public async list(
    apiVersion: string,
    kind: string,
    namespace?: string,
    labels?: Readonly<Record<string, string>>,
  ): Promise<KubeObject[]> {
    const selector = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
    const query = selector.length === 0 ? '' : `?labelSelector=${encodeURIComponent(selector.join(','))}`;
    const { items } = bodyOf(await this.send('GET', `${await this.collection(apiVersion, kind, namespace)}${query}`));
    return items.map((item: object) => ({ apiVersion, kind, ...item }));
  }

  /** Server-side apply with strict field validation, as `kubectl apply --server-side --validate=strict` does it. */
  public async apply(object: object, options: WriteOptions = {}): Promise<Answer> {
    const { apiVersion, kind, metadata } = object as KubeObject;
    const path = `${await this.collection(apiVersion, kind, metadata.namespace)}/${metadata.name}`;
    const query = `fieldManager=cdk8s-ml-e2e&force=true&fieldValidation=Strict${options.dryRun === true ? '&dryRun=All' : ''}`;
    return accepted(await this.send('PATCH', `${path}?${query}`, object, 'application/apply-patch+yaml'));
  }

  /** Creates with strict field validation; fails where an object of that name is there. */
  public async create(object: object, options: WriteOptions = {}): Promise<KubeObject> {
    const { apiVersion, kind, metadata } = object as KubeObject;
    const query = `fieldValidation=Strict${options.dryRun === true ? '&dryRun=All' : ''}`;
    return bodyOf(await this.send('POST', `${await this.collection(apiVersion, kind, metadata.namespace)}?${query}`, object));
  }

  public async patch(object: KubeObject, change: object, subresource?: string): Promise<KubeObject> {
    const path = `${await this.path(object)}${subresource === undefined ? '' : `/${subresource}`}`;
    return bodyOf(await this.send('PATCH', path, change, 'application/merge-patch+json'));
  }

  /** Whether the server knows a kind. */
  public async serves(apiVersion: string, kind: string): Promise<boolean> {
    const resources = await this.resourcesOf(rootOf(apiVersion));
    return resources.some((resource) => resource.kind === kind);
  }

  /** Deletes, with what it owns; nothing happens where it is gone already. */
  public async delete(object: KubeObject): Promise<void> {
    const answer = await this.send('DELETE', await this.path(object), { propagationPolicy: 'Background' });
    if (answer.status !== 404) accepted(answer);
  }

  /** Asks that a pod be evicted, as a drain does; false where a PodDisruptionBudget forbids it now. */
  public async evict(pod: KubeObject): Promise<boolean> {
    const { name, namespace } = pod.metadata;
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
    const answer = await this.send('POST', `${await this.path(pod)}/eviction`, eviction);
    if (answer.status === 429) return false;
    accepted(answer);
    return true;
  }

  /** One request, whatever the server answers. */
  public async send(method: string, path: string, body?: object, type = 'application/json'): Promise<Answer> {
    const cluster = this.config.getCurrentCluster();
    if (cluster === null) throw new Error('the kubeconfig has no current cluster');
    const text = body === undefined ? undefined : JSON.stringify(body);
    // Node sends no length with a DELETE by itself, and the server would not read its body.
    const described = text === undefined ? {} : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) };
    const options = { method, headers: { Accept: 'application/json', ...described } };
    await this.config.applyToHTTPSOptions(options);
    return new Promise((resolve, reject) => {
      const call = request(`${cluster.server}${path}`, options, (response) => {
        let received = '';
        response.setEncoding('utf8');
        response.on('data', (data) => {
          received += data;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: parsed(received), warnings: warningsOf(response.headers.warning) }),
        );
        response.on('error', reject);
      });
      call.on('error', reject);
      call.end(text);
    });
  }

  private async path(object: KubeObject): Promise<string> {
    return `${await this.collection(object.apiVersion, object.kind, object.metadata.namespace)}/${object.metadata.name}`;
  }

  private async collection(apiVersion: string, kind: string, namespace: string | undefined): Promise<string> {
    const root = rootOf(apiVersion);
    const resource = (await this.resourcesOf(root)).find((candidate) => candidate.kind === kind && !candidate.name.includes('/'));
    if (resource === undefined) {
      this.resources.delete(root);
      throw new Error(`the server has no ${kind} in ${apiVersion}`);
    }
    return resource.namespaced && namespace !== undefined ? `${root}/namespaces/${namespace}/${resource.name}` : `${root}/${resource.name}`;
  }

  private resourcesOf(root: string): Promise<readonly Resource[]> {
    const known = this.resources.get(root) ?? this.send('GET', root).then(({ body }) => body.resources ?? []);
    this.resources.set(root, known);
    return known;
  }
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function accepted(answer: Answer): Answer {
  if (answer.status < 300) return answer;
  throw new Refused(answer.status, answer.body?.message ?? String(answer.body));
}

function bodyOf(answer: Answer): KubeObject {
  return accepted(answer).body;
}

/** The texts of `Warning: 299 - "text"` headers; Node joins several with a comma. */
function warningsOf(header: unknown): string[] {
  const joined = Array.isArray(header) ? header.join(', ') : typeof header === 'string' ? header : '';
  return [...joined.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
}
