import { notice } from '../live/where.ts';
import { TEXT } from '../text.ts';

/** The current notice, above the message field. */
export const Notice = () => {
  const current = notice.use();
  return (
    <div className="notice-area" role="alert">
      {current !== undefined && (
        <p className="notice">
          {current.text}
          <button type="button" aria-label={TEXT.page.dismiss} onClick={() => notice.set(undefined)}>
            ×
          </button>
        </p>
      )}
    </div>
  );
};
