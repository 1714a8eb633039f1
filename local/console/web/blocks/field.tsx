import type { Block, Element } from '../../model/block-kit.ts';
import { TEXT } from '../text.ts';
import type { FieldProps } from './select.tsx';
import { useSurface } from './surface.ts';

const TYPES: Readonly<Record<string, string>> = {
  datepicker: 'date',
  timepicker: 'time',
  number_input: 'number',
  email_text_input: 'email',
  url_text_input: 'url',
};

/** All inputs that are typed or picked, except date and time together: text, numbers, URLs, dates, times. */
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
  const text = typeof held === 'string' ? held : '';
  const put = (value: string) => surface.choose(block, element, value === '' ? null : value);
  const common = {
    id,
    value: text,
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
          <span className="count">{TEXT.field.count(text.length, element.max_length)}</span>
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
