/** The fields that are given; what is undefined is left out, and `0`, `''` and `false` stay. The object itself where nothing is: it is the caller's own. */
export function given<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return (Object.values(fields).includes(undefined) ? withoutUndefined(fields) : fields) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function withoutUndefined(fields: object): object {
  const result: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(fields)) {
    if (field !== undefined) result[key] = field;
  }
  return result;
}

/** A list that is left out where it is empty. */
export function unlessEmpty<T>(items: readonly T[]): T[] | undefined {
  return items.length === 0 ? undefined : [...items];
}

/** A map that is left out where it is empty. */
export function unlessBare<T>(fields: Readonly<Record<string, T>>): Record<string, T> | undefined {
  return Object.keys(fields).length === 0 ? undefined : { ...fields };
}
