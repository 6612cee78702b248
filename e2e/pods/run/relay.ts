import { connect, createServer, type Server, type Socket } from 'node:net';

/** An address that can be connected to. */
export interface Target {
  readonly address: string;
  readonly port: number;
}

/** A Service's port and the pods that it leads to now. */
export interface Forward extends Target {
  readonly targets: readonly Target[];
}

/** Carries bytes both ways until either end is done; what can't be reached looks like a refused connection. */
export function relay(client: Socket, target: Target | undefined): void {
  if (target === undefined) {
    client.destroy();
    return;
  }
  const server = connect({ host: target.address, port: target.port, allowHalfOpen: true });
  client.on('error', () => server.destroy());
  server.on('error', () => client.destroy());
  client.pipe(server);
  server.pipe(client);
}

/** Stands in for kube-proxy: each new connection goes to the next pod of the Service. */
export class ServiceProxy {
  private readonly servers = new Map<string, Server>();
  private readonly targets = new Map<string, readonly Target[]>();
  private turn = 0;

  public set(forwards: readonly Forward[]): void {
    for (const { address, port, targets } of forwards) {
      const key = `${address}:${port}`;
      this.targets.set(key, targets);
      if (!this.servers.has(key)) this.servers.set(key, this.listen(key, address, port));
    }
  }

  public close(): void {
    for (const server of this.servers.values()) server.close();
  }

  private listen(key: string, host: string, port: number): Server {
    const server = createServer({ allowHalfOpen: true }, (client) => {
      const targets = this.targets.get(key) ?? [];
      this.turn += 1;
      relay(client, targets[this.turn % targets.length]);
    });
    return server.listen(port, host);
  }
}
