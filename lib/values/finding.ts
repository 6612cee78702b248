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

/** A place whose remarks are collected in `findings`. */
export function placeIn(findings: Finding[], field = ''): Place {
  return {
    field,
    report: ({ severity = 'error', ...remark }) => {
      findings.push({ field, severity, ...remark });
    },
    at: (name) => placeIn(findings, below(field, name)),
  };
}

/** A value as its writer would recognize it, short enough for one line. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? 'a function' : String(value);
  const name = value.constructor?.name;
  if (name !== undefined && name !== 'Object' && name !== 'Array') return `a ${name}`;
  return shorten(JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)));
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
