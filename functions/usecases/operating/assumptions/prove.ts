import { assumptionLooks, assumptionText } from '../../../core/text/cli/assumptions.ts';
import { createBench, type Look } from './bench.ts';
import type { Step, StepName } from './step.ts';
import { STEPS } from './steps.ts';
import { type BenchDeps, createUsers, LAB_NAME } from './users.ts';

/** The result of one step: every look as expected, one that is not, or the reason why it could not be tried. */
export interface Proof {
  readonly step: StepName;
  readonly entry: string;
  readonly kind: 'confirmed' | 'contradicted' | 'not_tried';
  readonly looks: readonly Look[];
  readonly why?: string;
}

export interface Proofs {
  readonly proofs: readonly Proof[];
  /** ARNs of what could not be removed. */
  readonly left: readonly string[];
}

interface Deps extends BenchDeps {
  readonly onProgress: (line: string) => void;
}

/** What a look is about, as a sentence. */
export const aboutLook = (step: StepName, key: string): string =>
  (assumptionLooks[step] as Readonly<Record<string, string>>)[key] ?? key;

/** Removes some of the test users, roles and devices. A fault leaves the rest to the next try. */
const removeEach = async ({ lab }: BenchDeps, arns: readonly string[]) => {
  const [removed, left]: [string[], string[]] = [[], []];
  for (const arn of arns) {
    const answer = await lab.remove(arn).catch(() => undefined);
    (answer?.kind === 'ok' ? removed : left).push(arn);
  }
  return { removed, left };
};

/** Removes everything under the test path. */
const removeAll = async (deps: BenchDeps) => removeEach(deps, await deps.lab.list());

const prove = async (deps: Deps, name: StepName, user: ReturnType<typeof createUsers>): Promise<Proof> => {
  const { entry, run } = STEPS[name] as Step<string>;
  const { bench, looks, roles } = createBench(deps, name, user);
  const proof = { step: name, entry, looks };
  try {
    await run(bench);
    const isExpected = looks.every(({ expected, seen }) => expected === seen);
    return { ...proof, kind: isExpected ? 'confirmed' : 'contradicted' };
  } catch (fault) {
    // A step that fails must not hide the results of the others, which take minutes.
    const isContradicted = looks.some(({ expected, seen }) => expected !== seen);
    const why = fault instanceof Error ? fault.message : String(fault);
    return { ...proof, kind: isContradicted ? 'contradicted' : 'not_tried', why };
  } finally {
    await removeEach(
      deps,
      roles.map(({ arn }) => arn),
    );
  }
};

/**
 * Tries each step on test users and test roles of its own, and compares what AWS does with docs/assumptions.md. Everything is
 * removed at the end, also after a fault.
 */
export const createAssumptionTest = (deps: Deps) => ({
  /** ARNs of what an earlier run left. */
  leftovers: (): Promise<readonly string[]> => deps.lab.list(),

  run: async (names: readonly StepName[]): Promise<Proofs> => {
    const proofs: Proof[] = [];
    const user = createUsers(deps);
    for (const name of names) {
      deps.onProgress(assumptionText.step(name));
      const proof = await prove(deps, name, user);
      deps.onProgress(assumptionText.result(proof.kind, proof.entry, name));
      proofs.push(proof);
    }
    // If the list cannot be read, the path says what may be left.
    const { left } = await removeAll(deps).catch(() => ({ left: [`/${LAB_NAME}/`] }));
    return { proofs, left };
  },

  clean: () => removeAll(deps),
});
