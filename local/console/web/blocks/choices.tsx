import type { Block, Element } from '../../model/block-kit.ts';
import type { FieldProps } from './select.tsx';
import { useSurface } from './surface.ts';
import { Text } from './text.tsx';

/** Radio buttons and checkboxes. */
export const Choices = ({
  block,
  element,
  id,
  label,
  describedBy,
}: { block: Block; element: Element } & FieldProps) => {
  const surface = useSurface();
  const held = surface.held(block, element);
  const chosen = held === null ? [] : typeof held === 'string' ? [held] : held;
  const isMultiple = element.type === 'checkboxes';
  const toggle = (value: string, isOn: boolean) => {
    if (!isMultiple) surface.choose(block, element, value);
    else surface.choose(block, element, isOn ? [...chosen, value] : chosen.filter((one) => one !== value));
  };
  return (
    <fieldset id={id} className="choices" aria-label={label} aria-describedby={describedBy}>
      {element.options?.map((option) => (
        <label key={option.value}>
          <input
            type={isMultiple ? 'checkbox' : 'radio'}
            name={id}
            checked={chosen.includes(option.value)}
            onChange={(event) => toggle(option.value, event.target.checked)}
          />
          <span>
            <Text text={option.text} />
            {option.description !== undefined && (
              <span className="option-detail">
                <Text text={option.description} />
              </span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
};
