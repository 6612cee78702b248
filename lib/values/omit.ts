/** The fields that are given; what is undefined is left out, and `0`, `''` and `false` stay. */
export function given<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const result: Partial<T> = {};
  for (const key of Object.keys(fields) as (keyof T)[]) {
    if (fields[key] !== undefined) result[key] = fields[key];
  }
  return result as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** A list that is left out where it is empty. */
export function unlessEmpty<T>(items: readonly T[]): T[] | undefined {
  return items.length === 0 ? undefined : [...items];
}

/** A map that is left out where it is empty. */
export function unlessBare<T>(fields: Readonly<Record<string, T>>): Record<string, T> | undefined {
  return Object.keys(fields).length === 0 ? undefined : { ...fields };
}
