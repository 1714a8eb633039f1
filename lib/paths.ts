const folderOf = (arn: string): string => arn.slice(0, arn.lastIndexOf('/'));
/** The root path has no name: `…:user/alice`. */
const isUnderRoot = (arn: string): boolean => !folderOf(arn).includes('/');

/**
 * The paths of roles or users, as patterns of ARNs: `…:user/people/alice` becomes `…:user/people/*`. ARNs directly under the root
 * path stay as they are, because `…:user/*` would cover every user of the account.
 */
export const underPaths = (arns: readonly string[]): readonly string[] => {
  const patterns = [...new Set(arns.map((arn) => (isUnderRoot(arn) ? arn : `${folderOf(arn)}/*`)))];
  const isCovered = (one: string): boolean =>
    patterns.some((other) => other !== one && other.endsWith('/*') && one.startsWith(other.slice(0, -1)));
  return patterns.filter((one) => !isCovered(one)).sort();
};
