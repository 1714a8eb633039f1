import type { TerraformState } from '../../catalog/catalog.ts';
import { workspaceKey } from '../workspaces.ts';

/** The object of a state. */
export interface StateKey {
  readonly key: string;
  /** The pattern that the key is an example of, for workspaces that the catalog names with `*`. */
  readonly pattern?: string;
  readonly isOfWorkspace?: true;
}

/** What stands for `*` in the example of a pattern. */
const EXAMPLE = 'example';

/** The objects of a state: its keys, and those of its workspaces. */
export const stateKeys = ({
  keys,
  workspaces = [],
}: Pick<TerraformState, 'keys' | 'workspaces'>): readonly StateKey[] => [
  ...keys.map((key) => ({ key })),
  ...workspaces.flatMap((workspace) =>
    keys.map((key): StateKey => {
      const pattern = workspaceKey(workspace, key);
      const example = workspaceKey(workspace.replaceAll('*', EXAMPLE), key);
      return { key: example, isOfWorkspace: true, ...(example === pattern ? {} : { pattern }) };
    }),
  ),
];
