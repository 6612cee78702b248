import type { Duration } from 'cdk8s';
import type { Probe } from 'kubernetes-types/core/v1';
import type { LifecycleHandler } from '../../pod/kubernetes';
import type { ContainerPlan } from '../../pod/plan';
import { type ClusterFacts, has } from '../../profile/facts';
import { Probes } from '../../values/probes';
import { duration, integer, optional, required, value } from '../../values/read';
import type { Option } from '../contribution';

export interface ServerProps {
  readonly port: number;
  readonly probes?: Probes;
  readonly drain?: Duration;
}

/** The port's name: Service, probes and NetworkPolicy speak of it, so that the number stands once. */
export const SERVER_PORT = 'http';
const STARTUP_PERIOD = 10;
const PERIOD = 10;
/** Seconds between the pod's end and SIGTERM, in which its address goes from all nodes' tables. */
const BEFORE_TERM = 5;
const DRAIN = 25;
/** Seconds that stay when the program has ended in time. */
const RESERVE = 5;

function handler(probes: Probes, path: string): Probe {
  return probes._kind === 'tcp' ? { tcpSocket: { port: SERVER_PORT } } : { httpGet: { path, port: SERVER_PORT } };
}

/** Startup has the whole budget; then readiness takes the pod from the Service quickly, and liveness restarts it late. */
function kubeletProbes(probes: Probes): NonNullable<ContainerPlan['probes']> {
  const startup = {
    ...handler(probes, probes._live),
    periodSeconds: STARTUP_PERIOD,
    failureThreshold: Math.ceil(probes._startupSeconds / STARTUP_PERIOD),
    timeoutSeconds: 5,
  };
  return {
    startupProbe: startup,
    readinessProbe: { ...handler(probes, probes._ready), periodSeconds: PERIOD, failureThreshold: 2, timeoutSeconds: 3 },
    livenessProbe: { ...handler(probes, probes._live), periodSeconds: PERIOD, failureThreshold: 6, timeoutSeconds: 5 },
  };
}

function preStop(cluster: ClusterFacts): LifecycleHandler {
  if (has('lifecycleSleep', cluster)) return { sleep: { seconds: BEFORE_TERM } };
  return { exec: { command: ['sleep', String(BEFORE_TERM)] } };
}

/** Seconds that a server may take to start. */
export function startupSeconds(probes: Probes | undefined): number {
  return (probes ?? Probes.http())._startupSeconds;
}

/** A program that answers on a port: how it is asked for its health, and how it ends without losing a request. */
export const server: Option<ServerProps> = {
  name: 'port',
  shape: {
    port: required(integer(1, 65_535, 5000), 5000),
    probes: optional(value(Probes, "Probes.http({ ready: '/ready', live: '/healthz' })")),
    drain: optional(duration(0)),
  },
  contribute: (props, { cluster }) => {
    const port = props.port ?? 0;
    const drain = props.drain?.toSeconds() ?? DRAIN;
    return {
      pod: {
        ports: [{ name: SERVER_PORT, port }],
        env: [{ name: 'PORT', value: String(port) }],
        container: { probes: kubeletProbes(props.probes ?? Probes.http()), lifecycle: { preStop: preStop(cluster) } },
        settings: { terminationGracePeriodSeconds: BEFORE_TERM + drain + RESERVE },
      },
    };
  },
};
