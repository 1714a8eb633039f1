import type { Dropped } from '../../catalog/dropped.ts';
import { shownTime } from './shared.ts';

/** What the check before a deployment prints. */
export const heldText = {
  checking: 'checking in the table of the hub whether the catalog drops access that is held ...',
  dropped: ({ what, name, roleArn, sessionName, until }: Dropped) =>
    `the catalog no longer contains the ${what} ${name}, through which ${sessionName} holds ${roleArn} until ${shownTime(until)}`,
  fix: 'End this access first (assume-bot revoke USER ROLE --reason "..."), or wait for its end. To end it by the deployment, add -c end-held-access=true.',
  endedByDeployment: (count: number) =>
    `${count} open grants end after this deployment, because the catalog no longer contains what they need.`,
  clean: 'The catalog contains everything that is held.',
  notChecked: (why: string) =>
    `Whether the catalog drops access that is held could not be checked (${why}). Run "npx --no assume-bot validate --held" with read access to the hub.`,
};
