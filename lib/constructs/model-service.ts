import type { ApiObject, Duration } from 'cdk8s';
import type { IngressBackend, Service } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { Autoscaling } from '../values/autoscaling';
import type { Caller } from '../values/callers';
import type { ModelArtifact } from '../values/model-artifact';
import type { Probes } from '../values/probes';
import type { Resources } from '../values/resources';
import type { Rollout } from '../values/rollout';
import { emitAll } from './emit-all';
import type { WorkloadProps } from './props';
import { contextOf } from './render/context';
import { renderModelService, SERVICE_PORT } from './render/model-service';

/** Props of `ModelService`. */
export interface ModelServiceProps extends WorkloadProps {
  /** CPU, memory and local disk of each replica. */
  readonly resources: Resources;
  /**
   * The model to serve, read-only: `MODEL_FILE` is its path, `MODEL_PATH` where its dataset is mounted (`/models`).
   * @default - the image holds the model
   */
  readonly model?: ModelArtifact;
  /** The port on which the program listens, from 1 to 65535: `PORT` tells it. The Service has port 80. */
  readonly port: number;
  /**
   * Replicas. Refused beside `autoscaling`, which decides them.
   * @default 2 - one keeps serving while another is replaced
   */
  readonly replicas?: number;
  /**
   * What changes the number of replicas.
   * @default - nothing
   */
  readonly autoscaling?: Autoscaling;
  /**
   * How the kubelet asks the program for its health. A program without health routes needs `Probes.tcp()`.
   * @default - Probes.http(): readiness at /ready, liveness at /healthz, five minutes to start
   */
  readonly probes?: Probes;
  /**
   * How replicas are replaced when the service changes.
   * @default - one more at a time; with a GPU one less at a time, since a spare one is seldom there; all at once for a single replica with a GPU or a ReadWriteOnce claim
   */
  readonly rollout?: Rollout;
  /**
   * How long requests in flight may take after SIGTERM. Five seconds before it the replica has left the Service, and five after it are in reserve.
   * @default Duration.seconds(25)
   */
  readonly drain?: Duration;
  /**
   * Who may open connections.
   * @default - anybody in the cluster
   */
  readonly callers?: Caller[];
  /**
   * Old versions that can be gone back to.
   * @default 5
   */
  readonly revisionHistoryLimit?: number;
}

/**
 * A model behind an HTTP port, as a Deployment of Kubernetes with its Service. It comes with a ServiceAccount, a NetworkPolicy, with two or more replicas
 * a PodDisruptionBudget, and with `autoscaling` a HorizontalPodAutoscaler. Replicas prefer different nodes and zones.
 */
export class ModelService extends Construct {
  /** The name of the Deployment, the Service and of what comes with them. */
  public readonly name: string;
  /** The Deployment (`apps/v1`). */
  public readonly deployment: ApiObject;
  /** The Service (`v1`), with port 80. */
  public readonly service: ApiObject;
  /** The HorizontalPodAutoscaler (`autoscaling/v2`), where there is one. */
  public readonly autoscaler?: ApiObject;

  public constructor(scope: Construct, id: string, props: ModelServiceProps) {
    super(scope, id);
    const emitted = emitAll(this, ModelService, renderModelService(props, contextOf(this, ModelService, new.target)));
    this.deployment = emitted.one('Deployment');
    this.service = emitted.one('Service');
    const autoscaler = emitted.maybe('HorizontalPodAutoscaler');
    if (autoscaler !== undefined) this.autoscaler = autoscaler;
    this.name = this.deployment.name;
  }

  /** The service as a backend of a cdk8s-plus `Ingress`. This alone loads cdk8s-plus. */
  public ingressBackend(): IngressBackend {
    const { IngressBackend: Backend } = require('cdk8s-plus-27') as typeof import('cdk8s-plus-27');
    // cdk8s-plus reads name and ports of the Service alone.
    const service: Pick<Service, 'name' | 'ports'> = { name: this.service.name, ports: [{ port: SERVICE_PORT }] };
    return Backend.fromService(service as Service);
  }
}
