/** From generated types to plain data: what `cdk8s import` wraps or turns into enums is what is written again. */
export type Plain<T> = T extends string
  ? `${T}`
  : T extends { readonly value: infer V }
    ? V
    : T extends object
      ? { [K in keyof T]: Plain<T[K]> }
      : T;
