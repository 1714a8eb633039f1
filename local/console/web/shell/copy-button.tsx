import { useState } from 'react';
import { TEXT } from '../text.ts';

/** Copies a text and confirms it in the button itself. */
export const CopyButton = ({ text }: { text: string }) => {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <button type="button" className="copy" onClick={copy}>
      <span aria-live="polite">{isCopied ? TEXT.message.copied : TEXT.message.copy}</span>
    </button>
  );
};
