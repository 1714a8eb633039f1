import { own } from '../catalog/lookup.ts';
import { isHeld, type Request } from '../request/request.ts';
import { type Explanation, explanationLine } from './explain.ts';
import { decidedText, waitingText } from './holder.ts';
import { isWithoutApproval, subjectOf, type TextContext } from './phrases.ts';
import { plainText } from './plain.ts';
import { alreadyHeldText, pendingText, requestedText } from './requests.ts';
import { type Text, text } from './text.ts';

/** Users by their Slack ID, as far as they were read. */
type People = Readonly<Record<string, { readonly name: string }>>;

/** A text of Slack for a terminal, with the names of users in place of their IDs. */
const inTerminal = (text: Text, people: People): string =>
  plainText(text).replace(/@([UW][A-Z0-9]{2,20})\b/g, (id, user: string) => own(people, user)?.name ?? id);

const grantedText = (requested: Request['requested'], endsAt: Date): Text =>
  text`Your request for ${subjectOf(requested)} was granted: access ends ${endsAt}.`;

/** Answers of the API of users: sentences for a terminal. */
export const apiText = {
  unknownCaller: (arn: string) =>
    `${arn || 'The caller'} is not the AWS identity of a user of the catalog. Use your own credentials, not those of a role, or ask the maintainers of the catalog to add you.`,
  ambiguousCaller: (arn: string) =>
    `${arn} is the AWS identity of several users, so it is not known who you are. Ask the maintainers of the catalog to list it under one user.`,
  unknownPath: 'There is nothing at this address.',
  tooLarge: (most: number) => `The body is larger than ${most} bytes.`,
  notUnderstood: (form: string) => `The request was not understood, and nothing was done. Send ${form}.`,
  noAccess: (name: string) => `You have no access to ${name} now. Request it in Slack: /assume ${name}`,

  /** What became of a request for an extension. */
  extension: (request: Request, context: TextContext, people: People): string => {
    const { status, requested } = request;
    const asked = isWithoutApproval(requested) ? requestedText(request) : waitingText(request, context);
    const decided = isHeld(status) ? grantedText(requested, status.endsAt) : decidedText(request);
    return inTerminal(status.kind === 'pending' ? asked : decided, people);
  },

  /** Another request of the user for the same role or bundle. */
  otherRequest: (request: Request, people: People): string => {
    const { by } = request.requested;
    const isPending = request.status.kind === 'pending';
    return inTerminal(isPending ? pendingText(request, by) : alreadyHeldText(request, by), people);
  },

  refusal: (explanation: Explanation, people: People): string => inTerminal(explanationLine(explanation), people),
};
