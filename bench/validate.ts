import { compileCatalog } from '../functions/adapters/catalog/compile.ts';
import { provePattern } from '../functions/adapters/system/prove-pattern.ts';

/** Times the compilation of 200 roles with five rules each, with the proofs about their rules, in processor time. */
const ROLES = 200;
const NOW = new Date('2026-06-01T12:00:00Z');
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Sydney'];

/** `kinds`: how many different sets of rules the roles have. */
const catalog = (kinds: number): string => {
  const roles = Array.from({ length: ROLES }, (_, index) => {
    const kind = index % kinds;
    const from = `${String(6 + (kind % 4)).padStart(2, '0')}:${String(kind % 60).padStart(2, '0')}`;
    const hours = `{ days: [mon-fri], from: "${from}", until: "18:00", zone: ${ZONES[kind % 4]} }`;
    return `  role-${index}:
    arn: arn:aws:iam::222222222222:role/role-${index}
    rules:
      - { name: on call, when: { requester: [{ onCall: sre }], duration: { max: 2h } }, approvals: 0 }
      - { name: contractors, when: { requester: [S0CONTRACTORS], hours: ${hours} }, approvals: 2 }
      - { name: no contractors, when: { requester: [S0CONTRACTORS], emergency: false }, approvals: 3 }
      - { name: office hours, when: { hours: ${hours} } }
      - { name: long at night, when: { duration: { min: ${31 + kind}m } }, approvals: 2 }`;
  });
  return `accounts: { utils: { id: "111111111111" }, prod: { id: "222222222222" } }
people: { U0ALICE: arn:aws:iam::111111111111:user/alice, U0BOB: arn:aws:iam::111111111111:user/bob }
onCall: { sre: { rotation: [U0ALICE, U0BOB], shift: 1w, from: "2026-01-05 09:00", zone: Europe/Berlin } }
defaults:
  channel: C0APPROVALS
  requesters: [everyone]
  approvers: [S0SRE, S0SECURITY]
  duration: { default: 1h, max: 8h }
  emergency: { requesters: [S0ONCALL] }
roles:
${roles.join('\n')}
`;
};

process.stdout.write('| roles | different sets of rules | warnings | milliseconds |\n|---|---|---|---|\n');
for (const kinds of [5, ROLES]) {
  const text = catalog(kinds);
  const start = process.cpuUsage();
  const compiled = compileCatalog(text, provePattern, 'assume-bot', NOW);
  const { user, system } = process.cpuUsage(start);
  const took = Math.round((user + system) / 1000);
  if (compiled.kind === 'invalid') throw new Error(JSON.stringify(compiled.problems.slice(0, 3)));
  process.stdout.write(`| ${ROLES} | ${kinds} | ${compiled.warnings.length} | ${took} |\n`);
}
