import type { Finding } from '../../test/support/accepted-findings';

/** An output in a folder of its own. */
export interface Written {
  readonly name: string;
  readonly folder: string;
  readonly file: string;
}

/** What one tool says of one output. */
export interface Report {
  readonly tool: string;
  readonly output: string;
  /** Objects that the tool has looked at. */
  readonly objects: number;
  /** Checks of an object that found nothing. */
  readonly passed: number;
  readonly findings: readonly Finding[];
}
