import type { Cli } from './cli.ts';
import type { Rehearsed } from './hub.ts';
import type { Protocol } from './protocol.ts';
import type { Settings, Synthesis } from './synthesis.ts';
import type { IamState } from './traces.ts';

/** What the steps of a rehearsal share. A step may use what earlier steps made, because later steps do not run after a failure. */
export interface Rehearsal {
  readonly protocol: Protocol;
  /** The clone. */
  readonly root: string;
  /** A temporary folder: the deployment files of an operator, profiles and outputs. */
  readonly folder: string;
  readonly settings: Settings;
  /** Registers what must be closed at the end. */
  readonly onClose: (close: () => Promise<unknown>) => void;
  /** IAM before the deployment. */
  iamBefore: IamState;
  synthesis: Synthesis;
  rehearsed: Rehearsed;
  cli: Cli;
  /** The same, with the token of the Slack app in the environment. */
  cliWithSlack: Cli;
}

/** A rehearsal in which no step has run. */
export const newRehearsal = (
  given: Omit<Rehearsal, 'iamBefore' | 'synthesis' | 'rehearsed' | 'cli' | 'cliWithSlack'>,
): Rehearsal => given as Rehearsal;

/** The name of the hub stack. The stacks of the accounts begin with it. */
export const HUB_STACK = 'assume-bot';
