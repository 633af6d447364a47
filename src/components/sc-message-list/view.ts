import { render } from 'lit';
import type { Row, Section } from './rows.js';

const box = (name: string) => {
  const element = document.createElement('div');
  element.className = name;
  return element;
};

/** What stays is not touched: an element that is moved loses its focus. */
const arrange = (parent: Element, wanted: Element[]) => {
  const stays = new Set(wanted);
  for (const child of [...parent.children]) if (!stays.has(child)) child.remove();
  let place = parent.firstElementChild;
  for (const element of wanted) {
    if (element === place) place = place.nextElementSibling;
    else parent.insertBefore(element, place);
  }
};

/**
 * Shows rows in their sections: an element each, kept as long as its message is here, and drawn again only when the row
 * is another one or `stamp` is.
 */
export const createView = () => {
  let boxes = new Map<number, Element>();
  let drawn = new Map<string, { row: Row; stamp: object; element: HTMLElement }>();

  return (parent: Element, sections: readonly Section[], draw: (row: Row) => unknown, stamp: object) => {
    const nextBoxes: typeof boxes = new Map();
    const nextDrawn: typeof drawn = new Map();
    for (const { key, rows } of sections) {
      const section = boxes.get(key) ?? box('section');
      const elements = rows.map(row => {
        const { id } = row.message;
        const old = drawn.get(id);
        const element = old?.element ?? box('row');
        if (old?.row !== row || old.stamp !== stamp) render(draw(row), element);
        nextDrawn.set(id, { row, stamp, element });
        return element;
      });
      arrange(section, elements);
      nextBoxes.set(key, section);
    }
    boxes = nextBoxes;
    drawn = nextDrawn;
    arrange(parent, [...boxes.values()]);
  };
};
