/** Runs scripts of package.json beside each other, and shows what each printed when it has ended: `node scripts/beside.mjs build check`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

async function run(script) {
  const child = spawn('npm', ['run', '--silent', script], { shell: process.platform === 'win32', stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(chunk));
  const [status] = await once(child, 'close');
  process.stderr.write(Buffer.concat(printed));
  if (status !== 0) process.stderr.write(`npm run ${script} has failed\n`);
  return status === 0;
}

const right = await Promise.all(process.argv.slice(2).map(run));
process.exitCode = right.every(Boolean) ? 0 : 1;
