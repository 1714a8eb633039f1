import { useId } from 'react';
import { blockKeys } from '../../model/block-keys.ts';
import type { Block as KitBlock, Element as KitElement, RichPart, TextObject } from '../../model/block-kit.ts';
import { TEXT } from '../text.ts';
import { Element, NotDrawn } from './element.tsx';
import { RichText } from './rich-text.tsx';
import { useSurface } from './surface.ts';
import { Text } from './text.tsx';

const nameOf = (block: KitBlock, element: KitElement): string =>
  element.accessibility_label ?? element.placeholder?.text ?? block.text?.text ?? element.action_id;

const Section = ({ block }: { block: KitBlock }) => {
  const id = useId();
  return (
    <div className="section">
      <div className="section-text">
        {block.text !== undefined && <Text text={block.text} />}
        {block.fields !== undefined && (
          <div className="fields">
            {block.fields.map((field, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: fields have no ids and never move
              <div key={index}>
                <Text text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {block.accessory !== undefined && (
        <div className="section-accessory">
          <Element block={block} element={block.accessory} id={id} label={nameOf(block, block.accessory)} />
        </div>
      )}
    </div>
  );
};

const Actions = ({ block }: { block: KitBlock }) => {
  const id = useId();
  return (
    <div className="actions">
      {(block.elements as readonly KitElement[]).map((element) => (
        <Element
          key={element.action_id}
          block={block}
          element={element}
          id={`${id}-${element.action_id}`}
          label={nameOf(block, element)}
        />
      ))}
    </div>
  );
};

const Input = ({ block }: { block: KitBlock }) => {
  const { errorOf } = useSurface();
  const id = useId();
  const { element, label, hint, optional } = block;
  if (element === undefined) return null;
  const error = errorOf(block);
  const name = `${label?.text ?? ''}${optional === true ? TEXT.field.optional : ''}`;
  const describedBy = [...(error === undefined ? [] : [`${id}-error`]), ...(hint === undefined ? [] : [`${id}-hint`])];
  return (
    <div className={error === undefined ? 'input' : 'input input-wrong'}>
      <label htmlFor={id}>
        {label?.text}
        {optional === true && <span className="optional">{TEXT.field.optional}</span>}
      </label>
      <Element
        block={block}
        element={element}
        id={id}
        label={name}
        isInvalid={error !== undefined}
        {...(describedBy.length === 0 ? {} : { describedBy: describedBy.join(' ') })}
      />
      {error !== undefined && (
        <p className="error" id={`${id}-error`}>
          <span aria-hidden="true">⚠ </span>
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint.text}
        </p>
      )}
    </div>
  );
};

const Context = ({ block }: { block: KitBlock }) => (
  <div className="context">
    {(block.elements as readonly (TextObject | (KitElement & { readonly type: 'image' }))[]).map((element, index) =>
      element.type === 'image' ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: context elements have no ids and never move
        <img key={index} src={element.image_url} alt={element.alt_text} />
      ) : (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <span key={index}>
          <Text text={element} />
        </span>
      ),
    )}
  </div>
);

/** One block, as Slack would render it. */
export const Block = ({ block }: { block: KitBlock }) => {
  switch (block.type) {
    case 'section':
      return <Section block={block} />;
    case 'actions':
      return <Actions block={block} />;
    case 'input':
      return <Input block={block} />;
    case 'context':
      return <Context block={block} />;
    case 'rich_text':
      return <RichText parts={block.elements as readonly RichPart[]} />;
    case 'header':
      return <h3 className="header">{block.text?.text}</h3>;
    case 'divider':
      return <hr />;
    case 'image':
      return (
        <figure>
          {block.title !== undefined && <figcaption>{block.title.text}</figcaption>}
          <img src={block.image_url} alt={block.alt_text} />
        </figure>
      );
    default:
      return <NotDrawn what={block.type} />;
  }
};

/** The blocks of a message or view. */
export const Blocks = ({ blocks }: { blocks: readonly KitBlock[] }) => {
  const keys = blockKeys(blocks);
  return (
    <div className="blocks">
      {blocks.map((block, index) => (
        <Block key={keys[index]} block={block} />
      ))}
    </div>
  );
};
