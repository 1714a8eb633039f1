/** What Terraform does in one call, after "Terraform" or "lets Terraform". */
export const callText = {
  assume: (role: string) => `assume ${role}`,
  list: (bucket: string) => `list the workspaces in ${bucket}`,
  missing: (key: string) => `learn that ${key} does not exist`,
  read: (key: string) => `read ${key}`,
  write: (key: string) => `write ${key}`,
  lock: (key: string) => `lock ${key}`,
  inspectLock: (key: string) => `read the lock of ${key}`,
  unlock: (key: string) => `unlock ${key}`,
  lockTable: (table: string) => `lock in the table ${table}`,
  deleteWorkspace: (key: string) => `delete the workspace of ${key}`,
  decrypt: (key: string) => `decrypt ${key}`,
  encrypt: (key: string) => `encrypt ${key}`,
};
