import type { Part } from './ticket-pattern.ts';
import { readPattern, stepsOf } from './ticket-pattern.ts';

/** One step of a program: to be passed by a character or at a border, a fork, or the goal. */
type Step =
  | { readonly kind: 'character'; readonly isIt: (character: string) => boolean; readonly next: number }
  | { readonly kind: 'border'; readonly isThere: (text: string, at: number) => boolean; readonly next: number }
  | { readonly kind: 'fork'; next: readonly number[] }
  | { readonly kind: 'goal' };

const isWord = (character: string | undefined): boolean => character !== undefined && /\w/.test(character);
const isEdge = (text: string, at: number): boolean => isWord(text[at - 1]) !== isWord(text[at]);

const BORDERS = {
  '^': (_text: string, at: number) => at === 0,
  $: (text: string, at: number) => at === text.length,
  '\\b': isEdge,
  '\\B': (text: string, at: number) => !isEdge(text, at),
} as const;

/** Writes a part out as steps, from its end to its beginning; answers where it begins. */
const write = (part: Part, next: number, steps: Step[]): number => {
  const add = (step: Step): number => steps.push(step) - 1;
  switch (part.kind) {
    case 'character': {
      const one = new RegExp(`^${part.source}$`);
      return add({ kind: 'character', isIt: (character) => one.test(character), next });
    }
    case 'border':
      return add({ kind: 'border', isThere: BORDERS[part.sign], next });
    case 'sequence':
      return part.parts.reduceRight((after, one) => write(one, after, steps), next);
    case 'choice':
      return add({ kind: 'fork', next: part.parts.map((one) => write(one, next, steps)) });
    case 'repeated': {
      let begin = next;
      if (part.max === Number.POSITIVE_INFINITY) {
        const loop: Step & { kind: 'fork' } = { kind: 'fork', next: [] };
        begin = add(loop);
        loop.next = [write(part.part, begin, steps), next];
      } else {
        for (let more = part.min; more < part.max; more += 1)
          begin = add({ kind: 'fork', next: [write(part.part, begin, steps), next] });
      }
      for (let needed = 0; needed < part.min; needed += 1) begin = write(part.part, begin, steps);
      return begin;
    }
    default:
      return part satisfies never;
  }
};

/**
 * Looks for a pattern in a text, all ways of finding it at once and one character after the other: no step is taken
 * twice at one place, so no pattern and no text makes it long. Answers how many steps were taken too.
 */
export const searchTicket = (pattern: string, text: string): { readonly isFound: boolean; readonly steps: number } => {
  const program: Step[] = [{ kind: 'goal' }];
  const begin = write(readPattern(pattern), 0, program);
  let steps = 0;
  let waiting = new Set<number>();
  for (let at = 0; at <= text.length; at += 1) {
    const character = text[at];
    const taken = new Set<number>();
    const next = new Set<number>();
    const open = [...waiting, begin];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      const step = program[index];
      if (step === undefined || taken.has(index)) continue;
      taken.add(index);
      steps += 1;
      if (step.kind === 'goal') return { isFound: true, steps };
      if (step.kind === 'fork') open.push(...step.next);
      else if (step.kind === 'border') open.push(...(step.isThere(text, at) ? [step.next] : []));
      else if (character !== undefined && step.isIt(character)) next.add(step.next);
    }
    waiting = next;
  }
  return { isFound: false, steps };
};

/** The most steps that looking for a pattern can take in a text of some length. */
export const mostSteps = (pattern: string, length: number): number =>
  (stepsOf(readPattern(pattern)) + 1) * (length + 1);
