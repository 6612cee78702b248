import type { Container, Probe } from 'kubernetes-types/core/v1';
import { portNumber } from './network';

/** What the kubelet asks of a container, over HTTP or by a mere connection. */
export interface ProbePlan {
  readonly port: number;
  /** Undefined: it is enough that the port can be connected to. */
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly periodSeconds: number;
  readonly failureThreshold: number;
}

/** Undefined if the container has no such probe: it then counts as passed. */
export function probeOf(container: Container, kind: 'readiness' | 'liveness' | 'startup'): ProbePlan | undefined {
  const probe = { readiness: container.readinessProbe, liveness: container.livenessProbe, startup: container.startupProbe }[kind];
  return probe && planned(probe, container);
}

function planned(probe: Probe, container: Container): ProbePlan {
  const { httpGet, tcpSocket, timeoutSeconds = 1, periodSeconds = 10, failureThreshold = 3 } = probe;
  const port = httpGet?.port ?? tcpSocket?.port;
  if (port === undefined) throw new Error(`container ${container.name}: only httpGet and tcpSocket probes are known here`);
  const headers = Object.fromEntries((httpGet?.httpHeaders ?? []).map(({ name, value }) => [name, value]));
  const shared = {
    port: portNumber(port, [container], `container ${container.name}`),
    headers,
    timeoutSeconds,
    periodSeconds,
    failureThreshold,
  };
  return httpGet ? { ...shared, path: httpGet.path ?? '/' } : shared;
}

/** The kubelet takes any status from 200 to 399 as success. */
export function passes(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 400;
}
