/** Where workspaces other than `default` are kept. Terraform lists this prefix at every init. */
export const WORKSPACES = 'env:/';

/** The object of a workspace, or the objects of a pattern of workspaces such as `team-*`. */
export const workspaceKey = (workspace: string, key: string): string => `${WORKSPACES}${workspace}/${key}`;

/** A state besides that of the blocks. `workspace`: Terraform selects it, and its key stays that of the default workspace. */
export interface OtherState {
  readonly key: string;
  readonly workspace?: string;
}

/** A key of the catalog as Terraform opens it: `env:/dev/app.tfstate` is the workspace dev of the key app.tfstate. */
export const stateOfKey = (key: string): OtherState => {
  const [, workspace, own] = /^env:\/([^/]+)\/(.+)$/.exec(key) ?? [];
  return workspace === undefined || own === undefined ? { key } : { key: own, workspace };
};

/** The objects of a state: its keys, and those keys in the workspaces. */
export const objectKeys = (keys: readonly string[], workspaces: readonly string[] = []): readonly string[] => [
  ...keys,
  ...workspaces.flatMap((workspace) => keys.map((key) => workspaceKey(workspace, key))),
];
