import type { Block, Element } from '../../model/block-kit.ts';
import { epochSecondsOf, localDateTime } from '../../model/slack-date.ts';
import type { FieldProps } from './select.tsx';
import { useSurface } from './surface.ts';

const TYPES: Readonly<Record<string, string>> = {
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
  number_input: 'number',
  email_text_input: 'email',
  url_text_input: 'url',
};

/** Everything that is typed or picked: text, numbers, addresses, days and hours. */
export const Field = ({
  block,
  element,
  id,
  label,
  describedBy,
  isInvalid,
}: { block: Block; element: Element } & FieldProps) => {
  const surface = useSurface();
  const held = surface.held(block, element);
  const isMoment = element.type === 'datetimepicker';
  const text = typeof held === 'string' ? held : '';
  const shown = isMoment && text !== '' ? localDateTime(Number(text), surface.timeZone) : text;
  const put = (value: string) => {
    const isEmpty = value === '';
    surface.choose(block, element, isEmpty ? null : isMoment ? String(epochSecondsOf(value, surface.timeZone)) : value);
  };
  const common = {
    id,
    value: shown,
    placeholder: element.placeholder?.text,
    'aria-label': label,
    'aria-describedby': describedBy,
    'aria-invalid': isInvalid || undefined,
    'data-first': element.focus_on_load || undefined,
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => put(event.target.value),
  };
  if (element.multiline) {
    return (
      <>
        <textarea {...common} rows={3} />
        {element.max_length !== undefined && text.length > element.max_length * 0.8 && (
          <span className="count">{`${text.length} of ${element.max_length}`}</span>
        )}
      </>
    );
  }
  return (
    <input
      {...common}
      type={TYPES[element.type] ?? 'text'}
      min={element.min_value}
      max={element.max_value}
      step={element.is_decimal_allowed ? 'any' : undefined}
      autoComplete="off"
    />
  );
};
