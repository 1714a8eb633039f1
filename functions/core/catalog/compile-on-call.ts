import { parseSlackUserId } from '../names.ts';
import { nearest } from '../nearest.ts';
import type { RoleRule, Schedule } from './catalog.ts';
import { pagerDutySchema, SCHEDULE_NAME, scheduleUsersSchema } from './on-call-schema.ts';
import type { ProblemList } from './problems.ts';
import { readField, readFields, readSection } from './read-fields.ts';
import type { Written } from './source.ts';

/** Reads the on-call schedules: who is on call by name of the schedule, or where that can be asked. */
export const compileOnCall = (
  section: Written | undefined,
  list: ProblemList,
): Readonly<Record<string, Schedule>> | undefined => {
  if (section === undefined) return undefined;
  const schedules = readSection(section, ['onCall'], 'on-call schedules by name', list).flatMap(
    ({ name, written, path }): readonly [string, Schedule][] => {
      if (!SCHEDULE_NAME.test(name))
        list.problem(
          written.keyAt,
          path,
          `"${name}" is no name for a schedule; expected lower-case letters, digits and dashes`,
        );
      if (written.kind !== 'map') {
        const users = readField(written, path, scheduleUsersSchema, list).value;
        return users === undefined ? [] : [[name, { kind: 'static', users: users.map(parseSlackUserId) }]];
      }
      const { pagerDuty } = readFields(written, path, pagerDutySchema.shape, list);
      return pagerDuty?.value === undefined ? [] : [[name, { kind: 'pagerduty', scheduleId: pagerDuty.value }]];
    },
  );
  return Object.fromEntries(schedules);
};

/** Tells of schedules that rules name and that are not there. */
export const checkSchedules = (
  rules: readonly RoleRule[],
  known: Readonly<Record<string, Schedule>> | undefined,
  section: Written | undefined,
  list: ProblemList,
): void => {
  const names = Object.keys(known ?? {});
  for (const { name, approvers, requesters, escalation, onBehalfOf } of rules) {
    const at = section?.entries.get(name)?.keyAt;
    if (at === undefined) continue;
    for (const one of [...approvers, ...requesters, ...(escalation?.approvers ?? []), ...(onBehalfOf ?? [])]) {
      if (one.kind !== 'onCall' || names.includes(one.id)) continue;
      const [likely] = nearest(one.id, names);
      const hint = likely === undefined ? `known are ${names.join(', ') || 'none'}` : `did you mean ${likely}?`;
      list.problem(at, ['roles', name], `there is no schedule "${one.id}" under onCall; ${hint}`);
    }
  }
};
