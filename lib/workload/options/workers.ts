import type { Option } from '../contribution';
import { meeting } from '../meeting';
import { type ParallelProps, parallel } from './parallel';

/** How the pods of an Indexed Job that train one model together find each other, without an operator. */
export const workers: Option<ParallelProps> = {
  name: 'parallel',
  shape: parallel.shape,
  contribute: ({ parallel: given }, target) => (given?._rendezvous === undefined ? {} : meeting(given._rendezvous, given.count, target)),
};
