import { extendAccessText as text } from '../../functions/core/text/cli/extend-access.ts';
import type { AccessApi, ApiAnswer, UserAccess } from './access-api.ts';

/** Asks to extend the access that was just read. Returns what to print, each line once for one end. */
export type ExtendAccess = (access: ApiAnswer<UserAccess>) => Promise<string | undefined>;

/** Called at each look in the time before an end. Each access is asked for once, however often it is looked at. */
export const createExtendAccess = (
  api: Pick<AccessApi, 'extend'>,
  { bundle, minutes }: { readonly bundle: string; readonly minutes?: number },
): ExtendAccess => {
  let asked: string | undefined;
  let printed = new Set<string>();

  const look: ExtendAccess = async (access) => {
    if (access.kind === 'unreachable') return text.unreachable(bundle, access.why);
    if (access.kind !== 'ok') return text.refused(access.why);
    const { request, extension } = access.value;
    if (request === undefined) return text.notHeld(bundle);
    // An access that was extended ends later, and is another request.
    if (asked !== undefined && asked !== request) [asked, printed] = [undefined, new Set()];
    if (extension !== undefined) return text.outcome(extension.text);
    if (asked === request) return undefined;
    const answer = await api.extend(request, minutes);
    if (answer.kind === 'unreachable') return text.unreachable(bundle, answer.why);
    asked = request;
    return answer.kind === 'ok' ? text.outcome(answer.value.text) : text.refused(answer.why);
  };

  return async (access) => {
    const line = await look(access);
    if (line === undefined || printed.has(line)) return undefined;
    printed.add(line);
    return line;
  };
};
