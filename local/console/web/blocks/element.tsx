import type { Block, Element as KitElement } from '../../model/block-kit.ts';
import { TEXT } from '../text.ts';
import { Button } from './button.tsx';
import { Choices } from './choices.tsx';
import { Field } from './field.tsx';
import { MomentField } from './moment-field.tsx';
import { Overflow } from './overflow.tsx';
import { type FieldProps, Select } from './select.tsx';

/** An interactive element of any type. */
export const Element = ({ block, element, ...field }: { block: Block; element: KitElement } & FieldProps) => {
  switch (element.type) {
    case 'button':
      return <Button block={block} element={element} />;
    case 'overflow':
      return <Overflow block={block} element={element} />;
    case 'image':
      return <img className="accessory" src={element.image_url} alt={element.alt_text} />;
    case 'radio_buttons':
    case 'checkboxes':
      return <Choices block={block} element={element} {...field} />;
    case 'datetimepicker':
      return <MomentField block={block} element={element} {...field} />;
    case 'datepicker':
    case 'timepicker':
    case 'plain_text_input':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
      return <Field block={block} element={element} {...field} />;
    default:
      return element.type.endsWith('_select') ? (
        <Select block={block} element={element} {...field} />
      ) : (
        <NotDrawn what={element.type} />
      );
  }
};

/** Names an element that the console cannot render, instead of omitting it. */
export const NotDrawn = ({ what }: { what: string }) => (
  <span className="not-drawn">{TEXT.message.notRendered(what)}</span>
);
