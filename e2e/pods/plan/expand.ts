/**
 * Replaces `$(NAME)` by the variable's value and `$$` by `$`; a reference to what is not there stays as it is.
 * Kubernetes' own rules: k8s.io/kubernetes `third_party/forked/golang/expansion`.
 */
export function expand(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:\$|\(([^)]*)\))/g, (whole: string, name: string | undefined) => {
    if (name === undefined) return '$';
    return Object.hasOwn(variables, name) ? (variables[name] ?? '') : whole;
  });
}
