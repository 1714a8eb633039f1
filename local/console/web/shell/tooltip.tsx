import { Tooltip as Base } from '@base-ui/react/tooltip';

/** An explanation of a button, shown on hover and on keyboard focus. The button has its own name for screen readers. */
export const Tooltip = ({ text, children }: { text: string; children: React.ReactElement }) => (
  <Base.Root>
    <Base.Trigger render={children} />
    <Base.Portal>
      <Base.Positioner className="popup-position" sideOffset={6} side="bottom">
        <Base.Popup className="tooltip">{text}</Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
);
