import type { RoleArn } from '../../core/names.ts';
import { type Grant, isHeldBy, isOpen } from '../../core/trust/grant.ts';
import type { Needs } from '../ports.ts';
import type { Archive } from './inspect-ports.ts';

type Deps = Needs<'grants' | 'requests' | 'clock'> & {
  readonly archive: Archive;
  readonly onUnreadable: (requestId: string, cause: unknown) => void;
};

export interface GrantFilter {
  /** Absent for all roles, including roles that were removed from the catalog and still have grants. */
  readonly roles?: readonly RoleArn[];
  /** A Slack user ID, a session name or an ARN. */
  readonly user?: string;
  /** Includes ended and refused grants that are still stored. */
  readonly isAll: boolean;
}

/** Lists stored grants with the reasons of their requests. The grant that ends first comes first. */
export const createListGrants =
  ({ archive, grants, requests, clock, onUnreadable }: Deps) =>
  async ({
    roles,
    user,
    isAll,
  }: GrantFilter): Promise<readonly { readonly grant: Grant; readonly reason: string }[]> => {
    const found: Grant[] = [];
    for (const arn of roles ?? []) found.push(...(await grants.ofRole(arn)).grants);
    if (roles === undefined)
      for await (const item of archive.items()) if (item.kind === 'grant') found.push(item.grant);
    const now = clock.now();
    const listed = found
      .filter((grant) => (isAll || isOpen(grant, now)) && (user === undefined || isHeldBy(grant, user)))
      .sort((a, b) => a.endsAt.getTime() - b.endsAt.getTime());
    const read = await requests.getMany(
      listed.map(({ requestId }) => requestId),
      onUnreadable,
    );
    const reasons = new Map<string, string>(read.map(({ id, requested }) => [id, requested.reason]));
    return listed.map((grant) => ({ grant, reason: reasons.get(grant.requestId) ?? '' }));
  };
