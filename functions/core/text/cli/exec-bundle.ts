/** Messages of `exec BUNDLE`, and of `exec ROLE` with Terraform. */
export const execBundleText = {
  /** No role of the bundle can be assumed. `why`: of the first role. */
  noRole: (bundle: string, why: string) =>
    `You have no role of ${bundle}; request it in Slack: /assume ${bundle}. ${why}`,
  withoutRole: (role: string, why: string) => `WARNING: The profile ${role} does not work. ${why}`,
  withoutState: (role: string) =>
    `WARNING: The backend cannot open the state, because it uses the role ${role}. Terraform stops at "terraform init".`,
  ownProfile: (name: string) =>
    `--profile: your own profile "${name}" has the name of a role of the bundle; rename it in your AWS configuration`,
  oneCode: (bundle: string) =>
    `--mfa-code: a code works once, and ${bundle} has several roles; use a session with MFA as your own credentials ("aws sts get-session-token --serial-number ARN --token-code CODE")`,
  /** For `exec ROLE -- terraform`. */
  cannotOpenState: (role: string, bundle: string, stateRole: string, program: string) =>
    `WARNING: With the credentials of ${role}, the backend cannot assume ${stateRole}, and providers cannot assume their roles. Use all roles of ${bundle}: assume-bot exec ${bundle} -- ${program}`,
};
