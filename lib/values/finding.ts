import { given } from './omit';

/** Whether a finding stops synthesis (`error`) or is only told (`warning`). */
export type Severity = 'error' | 'warning';

/** What is wrong with one field of a user's props, before it is known whose props they are. */
export interface Finding {
  readonly field: string;
  /** The value that was given; left out where the rule is about several fields. */
  readonly value?: unknown;
  readonly rule: string;
  readonly message: string;
  readonly fix: string;
  readonly severity: Severity;
}

/** An error about a field. `value` is left out where the rule is about several fields, or where nothing was given. */
export function errorAt(field: string, rule: string, message: string, fix: string, value?: unknown): Finding {
  return given({ field, value, severity: 'error', rule, message, fix });
}

/** A finding without the place that it is about. */
export type Remark = Omit<Finding, 'field' | 'severity'> & { readonly severity?: Severity };

/** A field of somebody's props: where a reader says what is wrong there. */
export interface Place {
  readonly field: string;
  report(remark: Remark): void;
  /** The place of a field below this one: `at('memory')` of `resources` is `resources.memory`, `at('[0]')` is `resources[0]`. */
  at(name: string): Place;
}

function below(field: string, name: string): string {
  return field === '' || name.startsWith('[') ? `${field}${name}` : `${field}.${name}`;
}

class CollectingPlace implements Place {
  public constructor(
    private readonly findings: Finding[],
    private readonly outer: string | Place,
    private readonly name = '',
  ) {}

  /** Put together when somebody asks: of what is right nobody does. */
  public get field(): string {
    return typeof this.outer === 'string' ? this.outer : below(this.outer.field, this.name);
  }

  public report({ severity = 'error', ...remark }: Remark): void {
    this.findings.push({ field: this.field, severity, ...remark });
  }

  public at(name: string): Place {
    return new CollectingPlace(this.findings, this, name);
  }
}

/** A place whose remarks are collected in `findings`. */
export function placeIn(findings: Finding[], field = ''): Place {
  return new CollectingPlace(findings, field);
}

/** The same place, that remembers whether an error was reported there or below. */
export class WatchedPlace implements Place {
  public right = true;

  public constructor(
    private readonly place: Place,
    private readonly outer?: WatchedPlace,
  ) {}

  public get field(): string {
    return this.place.field;
  }

  public report(remark: Remark): void {
    if (remark.severity !== 'warning') this.isWrong();
    this.place.report(remark);
  }

  public at(name: string): Place {
    return new WatchedPlace(this.place.at(name), this);
  }

  private isWrong(): void {
    this.right = false;
    this.outer?.isWrong();
  }
}

const DEEPEST = 3;

/** A value as its writer would recognize it, short enough for one line. Total: whatever a JavaScript program gives can be shown. */
export function show(value: unknown): string {
  return shorten(printed(value, 0));
}

function printed(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return 'a function';
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value))
    return depth === DEEPEST
      ? '[...]'
      : `[${value
          .slice(0, 20)
          .map((item) => printed(item, depth + 1))
          .join(',')}]`;
  const name = className(value);
  if (name !== 'Object') return articled(name || 'nameless object');
  if (depth === DEEPEST) return '{...}';
  return `{${Object.keys(value)
    .slice(0, 20)
    .map((key) => `${JSON.stringify(key)}:${printed(Reflect.get(value, key), depth + 1)}`)
    .join(',')}}`;
}

/** With its article: `a Gpu`, `an Autoscaling`. */
export function articled(noun: string): string {
  return `${/^[AEIOaeio]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function className(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return 'Object';
  const type: unknown = Reflect.get(prototype as object, 'constructor');
  return typeof type === 'function' ? type.name : '';
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
