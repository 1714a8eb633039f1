import { assumptionText } from '../../functions/core/text/cli/assumptions.ts';
import { selftestText } from '../../functions/core/text/cli/selftest.ts';
import { aboutLook, createAssumptionTest, type Proof } from '../../functions/usecases/operating/assumptions/prove.ts';
import type { StepName } from '../../functions/usecases/operating/assumptions/step.ts';
import { STEP_NAMES } from '../../functions/usecases/operating/assumptions/steps.ts';
import type { Outcome } from './command.ts';
import { Refused, UsageError } from './errors.ts';
import { readSettings } from './hub-settings.ts';
import type { Io } from './io.ts';
import { openLab } from './lab.ts';
import type { HubOptions } from './options.ts';

/** Asks before a command writes to IAM. Throws UsageError without a terminal, and Refused after a no. */
export const confirmWrite = async (io: Io, question: string): Promise<void> => {
  if (!io.isInteractive) throw new UsageError(selftestText.needsYes);
  if (!/^y(es)?$/i.test(await io.ask(question))) throw new Refused(selftestText.nothingWritten);
};

const stepNamed = (name: string): StepName => {
  const step = STEP_NAMES.find((one) => one === name);
  if (step === undefined) throw new UsageError(assumptionText.unknownStep(name, STEP_NAMES));
  return step;
};

const linesOf = ({ kind, entry, step, looks, why }: Proof): readonly string[] => [
  assumptionText.result(kind, entry, step),
  ...looks
    .filter(({ expected, seen }) => expected !== seen)
    .map(({ key, expected, seen }) => assumptionText.reason(assumptionText.look(aboutLook(step, key), expected, seen))),
  ...(why === undefined ? [] : [assumptionText.reason(why)]),
];

interface Options extends HubOptions {
  readonly assumptions?: true | readonly string[] | undefined;
  readonly clean?: true | undefined;
  readonly yes?: true | undefined;
}

/** `selftest --assumptions`: tries what docs/assumptions.md assumes about AWS, in the operator's own account. */
export const runAssumptions = async (io: Io, options: Options): Promise<Outcome> => {
  const { assumptions, clean, yes } = options;
  const names = assumptions === true || assumptions === undefined ? STEP_NAMES : assumptions.map(stepNamed);
  const { connection, keys } = readSettings(io, options);
  const lab = await openLab(connection, keys, io.environment);
  const test = createAssumptionTest({ lab, clock: io.clock, onProgress: io.err });
  if (clean) {
    if (!yes) await confirmWrite(io, assumptionText.confirmClean(lab.account));
    const { removed, left } = await test.clean();
    const lines = left.length === 0 ? [assumptionText.removed(removed)] : [assumptionText.left(left)];
    return { code: left.length === 0 ? 0 : 3, json: { removed, left }, lines };
  }
  const leftovers = await test.leftovers();
  if (leftovers.length > 0) throw new Refused(assumptionText.leftovers(leftovers));
  if (!yes) await confirmWrite(io, assumptionText.confirm(lab.account, names.length));
  const { proofs, left } = await test.run(names);
  const number = (kind: Proof['kind']) => proofs.filter((proof) => proof.kind === kind).length;
  const [contradicted, notTried] = [number('contradicted'), number('not_tried')];
  return {
    code: left.length > 0 ? 3 : contradicted > 0 ? 1 : 0,
    json: { account: lab.account, proofs, contradicted, notTried, left },
    lines: [
      ...proofs.flatMap(linesOf),
      ...(left.length === 0 ? [] : [assumptionText.left(left)]),
      '',
      assumptionText.total(number('confirmed'), contradicted, notTried),
    ],
  };
};
