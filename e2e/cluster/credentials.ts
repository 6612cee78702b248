import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** Whom the API server knows: user name and groups. The system's own users have their rights from the server's bootstrap policy. */
const USERS = {
  admin: ['cdk8s-ml-e2e', 'system:masters'],
  'controller-manager': ['system:kube-controller-manager', ''],
  scheduler: ['system:kube-scheduler', ''],
} as const;

export type User = keyof typeof USERS;

/** The files by which the parts of the cluster know one another. */
export class Credentials {
  public readonly tokens: string;
  public readonly serviceAccountKey: string;
  private readonly secrets: Record<User, string>;

  public constructor(private readonly home: string) {
    this.secrets = { admin: secret(), 'controller-manager': secret(), scheduler: secret() };
    this.tokens = this.write('tokens.csv', (Object.keys(USERS) as User[]).map((user) => this.tokenLine(user)).join('\n'));
    this.serviceAccountKey = this.write('service-account.key', privateKey());
  }

  /** A kubeconfig for a user; the server's certificate must be there already. */
  public kubeconfig(user: User, server: string, certificate: string): string {
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'e2e', cluster: { server, 'certificate-authority': certificate } }],
      users: [{ name: user, user: { token: this.secrets[user] } }],
      contexts: [{ name: 'e2e', context: { cluster: 'e2e', user } }],
      'current-context': 'e2e',
    };
    return this.write(`${user}.kubeconfig`, stringify(config));
  }

  private tokenLine(user: User): string {
    const [name, groups] = USERS[user];
    return [this.secrets[user], name, name, ...(groups === '' ? [] : [`"${groups}"`])].join(',');
  }

  private write(name: string, content: string): string {
    const file = join(this.home, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  }
}

function secret(): string {
  return randomBytes(16).toString('hex');
}

function privateKey(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' }).toString();
}
