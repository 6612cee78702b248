import type { Place } from '../../values/finding';
import { given } from '../../values/omit';
import { list, optional } from '../../values/read';
import type { Option } from '../contribution';

export interface CommandProps {
  readonly command?: string[];
  readonly args?: string[];
}

/** An argument may be empty, so that it is judged by its type alone. */
function argument(value: unknown, place: Place): string | undefined {
  if (typeof value === 'string') return value;
  place.report({
    value,
    rule: 'type',
    message: 'must be a string',
    fix: typeof value === 'number' ? `write '${value}'` : "for example '--epochs=5'",
  });
  return undefined;
}

/** What the container runs instead of its image's own program. */
export const command: Option<CommandProps> = {
  name: 'command',
  shape: { command: optional(list(argument)), args: optional(list(argument)) },
  contribute: (props) => {
    if (props.command === undefined && props.args === undefined) return {};
    return { pod: { container: given({ command: props.command, args: props.args }) } };
  },
};
