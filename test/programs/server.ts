import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server does with one path. */
export interface Served {
  readonly content: Buffer;
  /** After how many bytes it breaks the connection, one entry for each of the first answers. */
  readonly breaks?: number[];
  /** What it answers instead, one status for each of the first requests. */
  readonly fails?: number[];
  /** True: it answers with the whole, whatever was asked for. */
  readonly ignoresRanges?: true;
  /** Where it leads to instead. */
  readonly redirect?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** True: what it has given it gives slowly, and never all of it. */
  readonly hangs?: true;
}

/** One GET that a server got. */
export interface Got {
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

/** A server on this machine that fails as the network does. */
export class FlakyServer {
  public static async start(): Promise<FlakyServer> {
    const server = new FlakyServer();
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  public readonly paths = new Map<string, Served>();
  public readonly got: Got[] = [];
  private readonly server: Server = createServer((request, response) => this.answer(request, response));

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Breaks all connections. */
  public drop(): void {
    this.server.closeAllConnections();
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { url: path = '', method, headers } = request;
    const served = this.paths.get(path);
    if (method === 'GET') this.got.push({ path, range: headers.range, authorization: headers.authorization });
    if (served === undefined) return void response.writeHead(404).end();
    const status = method === 'GET' ? served.fails?.shift() : undefined;
    if (status !== undefined) return void response.writeHead(status).end();
    if (served.redirect !== undefined) return void response.writeHead(302, { location: served.redirect }).end();
    give(served, method === 'HEAD', served.ignoresRanges === true ? undefined : headers.range, response);
  }
}

function give({ content, breaks, headers, hangs }: Served, head: boolean, range: string | undefined, response: ServerResponse): void {
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
  if (range !== undefined && start >= content.length) return void response.writeHead(416).end();
  const part = content.subarray(start);
  const contentRange = range === undefined ? {} : { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` };
  response.writeHead(range === undefined ? 200 : 206, { ...headers, ...contentRange, 'content-length': part.length });
  const most = head ? undefined : breaks?.shift();
  if (head) response.end();
  else if (hangs === true) response.write(part.subarray(0, part.length / 2));
  else if (most === undefined) response.end(part);
  else response.write(part.subarray(0, most), () => setTimeout(() => response.destroy(), 50));
}
