/**
 * The list of choices under a field that one types in: downshift's combobox, with the habits of this page. What is
 * typed belongs to the field, so leaving it chooses nothing. A click into the field opens the list and never closes it.
 * Arrows stop at the ends of the list, and the list keeps its place while it is closed.
 */
import { useCombobox, type UseComboboxState, type UseComboboxStateChangeOptions } from 'downshift';
import type { ComponentProps, KeyboardEvent } from 'react';

interface Options<Item> {
  /** What the field shows. */
  readonly text: string;
  readonly items: Item[];
  /** Where the arrows start when somebody has typed: on the first choice (0), or before it (-1). */
  readonly start: 0 | -1;
  /** False while nothing can be chosen yet. */
  readonly ready?: boolean;
  onChoose(item: Item): void;
}

const { stateChangeTypes: Change } = useCombobox;

/** Keys that move the caret; downshift would take them for the list. */
const OF_THE_CARET = ['Home', 'End', 'PageUp', 'PageDown'];

/** `highlighted` is the choice that Enter takes; the three functions give the field, its list and each choice what makes them so. */
export function useChoices<Item>({ text, items, start, ready = true, onChoose }: Options<Item>) {
  const { isOpen, highlightedIndex, openMenu, closeMenu, getInputProps, getMenuProps, getItemProps } =
    useCombobox<Item>({
      items,
      inputValue: text,
      selectedItem: null,
      defaultHighlightedIndex: start,
      stateReducer: habits,
      onSelectedItemChange: ({ selectedItem }) => {
        if (selectedItem) onChoose(selectedItem);
      },
    });
  const shown = isOpen && items.length > 0;

  function habits({ highlightedIndex: at }: UseComboboxState<Item>, change: UseComboboxStateChangeOptions<Item>) {
    const within = (index: number) => Math.max(start, Math.min(items.length - 1, index));
    switch (change.type) {
      case Change.InputKeyDownArrowDown:
        return { isOpen: true, highlightedIndex: within(at + 1) };
      case Change.InputKeyDownArrowUp:
        return { isOpen: true, highlightedIndex: within(at - 1) };
      case Change.InputClick:
      case Change.FunctionOpenMenu:
        return { isOpen: true };
      case Change.InputKeyDownEscape:
      case Change.InputBlur:
        return { isOpen: false };
      case Change.MenuMouseLeave:
        return {};
      case Change.ItemClick:
      case Change.InputKeyDownEnter:
        // Enter without a choice is for the field to answer.
        return ready && change.changes.selectedItem ? { ...change.changes, highlightedIndex: at } : {};
      default:
        return change.changes;
    }
  }

  const fieldProps = ({ onKeyDown, ...props }: ComponentProps<'input'>): ComponentProps<'input'> => {
    const all = getInputProps({
      ...props,
      onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => {
        onKeyDown?.(event);
        if (OF_THE_CARET.includes(event.key)) Object.assign(event.nativeEvent, { preventDownshiftDefault: true });
      },
    });
    return shown ? all : { ...all, 'aria-expanded': false, 'aria-activedescendant': undefined };
  };

  return {
    isOpen,
    highlighted: shown ? items[highlightedIndex] : undefined,
    open: openMenu,
    close: closeMenu,
    fieldProps,
    listProps: (name: string) => getMenuProps({ 'aria-label': name, className: 'options', hidden: !shown }),
    choiceProps: (item: Item, index: number) => getItemProps({ item, index }),
  };
}
