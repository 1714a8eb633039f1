import { Menu } from '@base-ui/react/menu';
import type { Block, Element } from '../../model/block-kit.ts';
import { TEXT } from '../text.ts';
import { usePress } from './button.tsx';

/** An overflow menu. */
export const Overflow = ({ block, element }: { block: Block; element: Element }) => {
  const { press, isPending, question } = usePress(block, element);
  return (
    <>
      <Menu.Root>
        <Menu.Trigger className="button button-icon" aria-label={TEXT.message.more} aria-disabled={isPending}>
          ⋯
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner className="popup-position" align="end" sideOffset={4}>
            <Menu.Popup className="popup menu">
              {element.options?.map((option) => (
                <Menu.Item key={option.value} className="option" onClick={() => press(option.value)}>
                  {option.text.text}
                </Menu.Item>
              ))}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      {question}
    </>
  );
};
