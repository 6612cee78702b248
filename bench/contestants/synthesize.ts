/** A process that constructs and synthesizes: `node synthesize.js <contestant> <charts> [--yaml]`. */
import { existsSync, readFileSync } from 'node:fs';
import { App, Chart } from 'cdk8s';
import { type Contestant, chartId, type Measured, namespace } from './shape';

const [name = '', charts = '1', output] = process.argv.slice(2);
const { fill } = require(`./${name}`) as Contestant;

const STATUS = '/proc/self/status';

/** Linux gives a process the peak of the one that has started it for its own (`maxRSS`), but also tells what it has had itself. */
function peakMebibytes(): number {
  const own = existsSync(STATUS) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(STATUS, 'utf8'))?.[1] : undefined;
  return Number(own ?? process.resourceUsage().maxRSS) / 1024;
}

const start = performance.now();
const app = new App();
for (let i = 0; i < Number(charts); i++) fill(new Chart(app, chartId(i), { namespace: namespace(i) }));
const yaml = app.synthYaml();
const measured: Measured = { milliseconds: performance.now() - start, peakMebibytes: peakMebibytes() };
process.stdout.write(output === '--yaml' ? yaml : JSON.stringify(measured));
