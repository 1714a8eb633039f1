import { useEffect } from 'react';

/** What can take the focus instead of an element that was removed: a card, the Home tab, the conversation, a dialog. */
const KEEPERS = 'article, .scroll, #conversation, .aws, [role=dialog]';

/** Where the focus was: the element, its name, and the parts of the page around it from the inside out. */
interface Place {
  readonly element: Element;
  readonly name: string;
  readonly around: readonly HTMLElement[];
}

const nameOf = (element: Element): string => element.getAttribute('aria-label') ?? element.textContent ?? '';

const placeOf = (element: Element): Place => {
  const around: HTMLElement[] = [];
  for (let at = element.parentElement; at !== null; at = at.parentElement) if (at.matches(KEEPERS)) around.push(at);
  return { element, name: nameOf(element), around };
};

const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

const focusAgain = ({ element, name, around }: Place): boolean => {
  const [keeper] = around.filter(({ isConnected }) => isConnected);
  if (keeper === undefined) return false;
  // A card that is drawn again can have the same button again. On the Home tab, it would be about another request.
  const inCard = keeper.matches('article') ? [...keeper.querySelectorAll<HTMLElement>(element.tagName)] : [];
  const same = inCard.find((one) => nameOf(one) === name);
  if (same === undefined && !keeper.hasAttribute('tabindex')) keeper.tabIndex = -1;
  (same ?? keeper).focus({ preventScroll: true });
  return true;
};

/**
 * Keeps the focus near its place when the focused element is removed. A card is drawn again after a click, without the
 * button that was pressed. Without this, the focus is lost, and the next Tab begins at the top of the page.
 */
export const useKeptFocus = (): void => {
  useEffect(() => {
    // The newest place last. The older ones are for a dialog that closes after its button was removed.
    let places: readonly Place[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const remember = ({ target }: FocusEvent) => {
      if (!(target instanceof Element)) return;
      const isInDialog = target.closest('[role=dialog]') !== null;
      places = [...places.filter(({ element }) => isInDialog && !element.closest('[role=dialog]')), placeOf(target)];
    };
    /** A click beside everything takes the focus on purpose. */
    const forget = ({ target }: PointerEvent) => {
      if (target instanceof Element && target.closest('a, button, input, textarea, label, [tabindex]') === null)
        places = [];
    };
    const keep = () => {
      const last = places.at(-1);
      if (last === undefined || last.element.isConnected || !isLost()) return;
      if (!places.toReversed().some(focusAgain)) document.getElementById('composer')?.focus();
    };
    // Dialogs return the focus themselves, a moment after they are removed.
    const observer = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(keep, 0);
    });
    document.addEventListener('focusin', remember);
    document.addEventListener('pointerdown', forget);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener('focusin', remember);
      document.removeEventListener('pointerdown', forget);
    };
  }, []);
};
