/**
 * The first process of the isolated network, started by node.ts. It answers for Services, and lets the world outside connect to
 * addresses in here through a socket file: `ADDRESS:PORT` and a line break, then whatever is said there. It takes the Services'
 * pods as lines of JSON on standard input, and ends with it; the kernel then ends all other processes of its namespace.
 */
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type Forward, relay, ServiceProxy } from '../run/relay';

const services = new ServiceProxy();
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const forwards: readonly Forward[] = JSON.parse(line);
  services.set(forwards);
});
lines.on('close', () => process.exit(0));

createServer({ allowHalfOpen: true }, (client) => {
  client.on('error', () => client.destroy());
  client.once('readable', () => connectAsAsked(client));
}).listen(process.argv[2], () => process.stdout.write('ready\n'));

/** The first line comes in one piece: it is written at once, and is short. */
function connectAsAsked(client: Socket): void {
  const bytes: unknown = client.read();
  if (!Buffer.isBuffer(bytes)) return;
  const end = bytes.indexOf('\n');
  const [, address = '', port = ''] = /^(.*):(\d+)$/.exec(bytes.subarray(0, end).toString()) ?? [];
  client.unshift(bytes.subarray(end + 1));
  relay(client, { address, port: Number(port) });
}
