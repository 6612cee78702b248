import { type Network, networkValue } from '../../values/network';
import { optional } from '../../values/read';
import type { Option } from '../contribution';
import { networking } from '../networking';

export interface NetworkProps {
  readonly network?: Network;
}

/** The devices and networks by which the pods of a training reach each other. */
export const network: Option<NetworkProps> = {
  name: 'network',
  // Looked up when somebody gives one: most trainings have none, and do not load it.
  shape: { network: optional((given, place) => networkValue(given, place)) },
  contribute: ({ network: given }, target) => (given === undefined ? {} : networking(given, target)),
};
