import type { Duration } from 'cdk8s';
import type { Place } from './finding';
import { type Checked, duration, optional, struct, textWhere } from './read';

/** How a server is asked whether it lives and is ready. */
export interface HttpProbesOptions {
  /**
   * Answers 200 only while requests can be served: the model is loaded, the server is not shutting down.
   * @default '/ready'
   */
  readonly ready?: string;
  /**
   * Answers 200 while the process is healthy, cheaply, and not the prediction itself, or a busy server is killed.
   * @default '/healthz'
   */
  readonly live?: string;
  /**
   * How long the server may take to load its model before it is restarted.
   * @default Duration.minutes(5)
   */
  readonly startup?: Duration;
}

/** How a server without health routes is asked. */
export interface TcpProbesOptions {
  /**
   * How long the server may take to listen before it is restarted.
   * @default Duration.minutes(5)
   */
  readonly startup?: Duration;
}

const DEFAULTS = { ready: '/ready', live: '/healthz', startupSeconds: 300 };

const route = textWhere('/healthz', (path) =>
  path.startsWith('/') ? undefined : { rule: 'probe-path', message: 'must start with /', fix: `for example ${JSON.stringify(`/${path}`)}` },
);
const httpOptions = struct<HttpProbesOptions>({ ready: optional(route), live: optional(route), startup: optional(duration(1)) });
const tcpOptions = struct<TcpProbesOptions>({ startup: optional(duration(1)) });

/** How the kubelet learns whether a server has started, lives, and can take requests. */
export class Probes implements Checked {
  /** Routes of the server: one for readiness, another for liveness. */
  public static http(options: HttpProbesOptions = {}): Probes {
    return new Probes('http', options);
  }

  /** The port alone, for a server that has no health routes: ready as soon as it listens, which may be before the model is loaded. */
  public static tcp(options: TcpProbesOptions = {}): Probes {
    return new Probes('tcp', options);
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'http' | 'tcp',
    /** @internal */
    public readonly _options: HttpProbesOptions,
  ) {}

  /** @internal */
  public get _ready(): string {
    return this._options.ready ?? DEFAULTS.ready;
  }

  /** @internal */
  public get _live(): string {
    return this._options.live ?? DEFAULTS.live;
  }

  /** @internal */
  public get _startupSeconds(): number {
    return this._options.startup?.toSeconds() ?? DEFAULTS.startupSeconds;
  }

  /** @internal */
  public _check(place: Place): void {
    const read = (this._kind === 'http' ? httpOptions : tcpOptions)(this._options, place);
    if (read === undefined || this._kind !== 'http' || this._ready !== this._live) return;
    place.report({
      value: this._ready,
      rule: 'probes-differ',
      message: 'is both the readiness and the liveness route, so that a server that is only busy is killed',
      fix: 'give a cheap route of its own for live',
    });
  }
}
