/** What a step writes about itself. */
export interface Notes {
  /** What was done: a command, a call, a click. */
  did(what: string): void;
  /** What was seen afterwards. */
  saw(what: string): void;
}

/** One line of the summary. */
interface Outcome {
  readonly title: string;
  readonly seconds: number;
  readonly failure?: string;
}

export interface Protocol {
  /** Runs a step. After a step has failed, later steps are not run. */
  step(title: string, run: (notes: Notes) => Promise<void>): Promise<void>;
  /** Prints the summary. Returns whether every step passed. */
  finish(): boolean;
}

const INDENT = '      ';
const indented = (mark: string, text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line, index) => `${INDENT}${index === 0 ? mark : ' '.repeat(mark.length)} ${line}`.trimEnd())
    .join('\n');

/** A numbered record of a rehearsal, written as it happens. */
export const createProtocol = (write: (line: string) => void, isStopped: () => boolean): Protocol => {
  const outcomes: Outcome[] = [];
  let notRun = 0;
  const startedAt = performance.now();
  const secondsSince = (start: number): number => (performance.now() - start) / 1000;
  return {
    step: async (title, run) => {
      if (isStopped() || outcomes.some(({ failure }) => failure !== undefined)) {
        notRun += 1;
        return;
      }
      write(`\n${String(outcomes.length + 1).padStart(3)}.  ${title}`);
      const start = performance.now();
      try {
        await run({ did: (what) => write(indented('>', what)), saw: (what) => write(indented('=', what)) });
        const seconds = secondsSince(start);
        outcomes.push({ title, seconds });
        write(`${INDENT}passed in ${seconds.toFixed(1)} s`);
      } catch (fault) {
        if (isStopped()) return;
        const failure = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
        outcomes.push({ title, seconds: secondsSince(start), failure });
        write(indented('FAILED', failure));
      }
    },
    finish: () => {
      write('\nSummary');
      for (const [index, { title, seconds, failure }] of outcomes.entries()) {
        const result = failure === undefined ? 'passed' : 'FAILED';
        write(`${String(index + 1).padStart(3)}.  ${result}  ${seconds.toFixed(1).padStart(5)} s  ${title}`);
      }
      const failed = outcomes.filter(({ failure }) => failure !== undefined).length;
      const skipped = notRun === 0 ? '' : `, ${notRun} not run`;
      write(
        `\n${outcomes.length - failed} steps passed, ${failed} failed${skipped}, in ${secondsSince(startedAt).toFixed(0)} s`,
      );
      return failed === 0 && notRun === 0;
    },
  };
};

/** Throws with what was expected, unless it holds. */
export const expectThat = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Error(otherwise);
};
