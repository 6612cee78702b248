import { request } from 'node:http';
import type { Socket } from 'node:net';

export interface Question {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutSeconds?: number;
  /** The last byte of the body is sent when this is done; until then the server is in the middle of the request. */
  readonly holdUntil?: Promise<unknown>;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

const TIMEOUT_SECONDS = 30;

/** Asks over a connection of its own. Fails if nobody answers in time or the connection breaks. */
export function ask(connection: Socket, question: Question): Promise<Answer> {
  const { method = 'GET', path, body = '', timeoutSeconds = TIMEOUT_SECONDS } = question;
  const headers = { host: 'pod', ...(body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }), ...question.headers };
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => connection.destroy(new Error(`no answer within ${timeoutSeconds} seconds`)), timeoutSeconds * 1000);
    connection.once('close', () => clearTimeout(late));
    const outgoing = request({ createConnection: () => connection, method, path, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      incoming.once('error', reject);
    });
    outgoing.once('error', reject);
    send(outgoing, Buffer.from(body), question.holdUntil).catch(reject);
  });
}

async function send(outgoing: ReturnType<typeof request>, body: Buffer, holdUntil: Promise<unknown> | undefined): Promise<void> {
  if (holdUntil !== undefined) {
    outgoing.write(body.subarray(0, -1));
    await holdUntil;
  }
  outgoing.end(holdUntil === undefined ? body : body.subarray(-1));
}
