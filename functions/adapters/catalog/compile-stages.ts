import type * as z from 'zod';
import type { Stage } from '../../core/catalog/catalog.ts';
import { compileHours } from './compile-when.ts';
import { compileWho } from './compile-who.ts';
import type { Path } from './problems.ts';
import type { Draft } from './read.ts';
import type { RuleInput } from './rule-context.ts';
import type { stagesSchema } from './stages-schema.ts';

type StageDraft = Draft<z.input<typeof stagesSchema>>[number];

const compileStage = (draft: StageDraft, path: Path, input: RuleInput): Stage => {
  const { approvals = 1, fromDifferent = false, hours } = draft;
  const at = [...path, 'approvers'];
  const approvers = compileWho(draft.approvers, at, input);
  const { source } = input;
  if (draft.approvers === undefined && !source.hasProblem(at))
    source.problem(path, 'approvers is missing; expected a list of users who may approve in this stage', 'key');
  else if (draft.approvers?.length === 0)
    source.problem(at, 'the list is empty, so no one could approve; add at least one');
  else if (fromDifferent && approvals > approvers.length)
    source.problem(
      [...path, 'fromDifferent'],
      `${approvals} approvals for different entries need at least ${approvals} entries of approvers, and there ${approvers.length === 1 ? 'is 1' : `are ${approvers.length}`}`,
    );
  return {
    approvers,
    approvals,
    ...(fromDifferent ? { fromDifferent } : {}),
    ...(hours === undefined ? {} : { hours: compileHours(hours, [...path, 'hours'], input) }),
  };
};

/** The stages of a rule; undefined if it has none. */
export const compileStages = (
  drafts: readonly StageDraft[] | undefined,
  path: Path,
  input: RuleInput,
): readonly Stage[] | undefined => drafts?.map((draft, index) => compileStage(draft, [...path, index], input));
