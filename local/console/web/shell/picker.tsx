import { Select } from '@base-ui/react/select';

interface PickerProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  onPick(value: string): void;
}

/** A select of the console itself. The selects of the bot's messages and forms can also be searched. */
export const Picker = ({ label, value, options, onPick }: PickerProps) => (
  <Select.Root items={options} value={value} onValueChange={(next) => next !== null && onPick(next)} modal={false}>
    <Select.Trigger className="picker" aria-label={label}>
      <Select.Value className="picker-value" />
      <Select.Icon>▾</Select.Icon>
    </Select.Trigger>
    <Select.Portal>
      <Select.Positioner className="popup-position" alignItemWithTrigger={false} align="end" sideOffset={4}>
        <Select.Popup className="popup listbox">
          <Select.List>
            {options.map((option) => (
              <Select.Item key={option.value} value={option.value} className="option">
                <Select.ItemText>{option.label}</Select.ItemText>
              </Select.Item>
            ))}
          </Select.List>
        </Select.Popup>
      </Select.Positioner>
    </Select.Portal>
  </Select.Root>
);
