import { useState } from 'react';
import type { Block, Element } from '../../model/block-kit.ts';
import { epochSecondsOf, localDateTime } from '../../model/slack-date.ts';
import type { FieldProps } from './select.tsx';
import { useSurface } from './surface.ts';

/** The time of a complete date. While a year is typed, it passes through 2, 20 and 202, and it can reach six digits. */
const momentOf = (typed: string, timeZone: string): string | null =>
  /^2[01]\d\d-/.test(typed) ? String(epochSecondsOf(typed, timeZone)) : null;

/**
 * Date and time together, in the viewer's time zone. The field keeps the text as typed, so that an incomplete date is
 * neither sent nor reformatted.
 */
export const MomentField = ({
  block,
  element,
  id,
  label,
  describedBy,
  isInvalid,
}: { block: Block; element: Element } & FieldProps) => {
  const surface = useSurface();
  const held = surface.held(block, element);
  const [shown, setShown] = useState(() =>
    typeof held === 'string' ? localDateTime(Number(held), surface.timeZone) : '',
  );
  const put = (typed: string) => {
    setShown(typed);
    const next = momentOf(typed, surface.timeZone);
    if (next !== held) surface.choose(block, element, next);
  };
  return (
    <div className="moment">
      <input
        id={id}
        className="moment-input"
        type="datetime-local"
        max="2286-11-20T00:00"
        value={shown}
        aria-label={label}
        aria-describedby={[describedBy, `${id}-zone`].filter(Boolean).join(' ')}
        aria-invalid={isInvalid || undefined}
        data-first={element.focus_on_load || undefined}
        onChange={(event) => put(event.target.value)}
      />
      <span className="zone" id={`${id}-zone`}>
        {surface.timeZone}
      </span>
    </div>
  );
};
