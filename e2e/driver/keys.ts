/** One press or release of a key: a name as in KeyboardEvent.key, and its WebDriver code point. */
export interface Stroke {
  down: boolean;
  key: string;
  code: string;
}

const special: Record<string, string> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
  Escape: '\uE00C',
  Space: ' ',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Insert: '\uE016',
  Delete: '\uE017',
  F1: '\uE031',
  F2: '\uE032',
  F5: '\uE035',
  F6: '\uE036',
  F10: '\uE03A',
  Meta: '\uE03D',
};

/** 'Shift+Tab' is Shift down, Tab down, Tab up, Shift up. */
export function strokesOf(chord: string): Stroke[] {
  const keys = chord === '+' ? ['+'] : chord.split('+').map((key, index, all) => key || all[index + 1] || '+');
  const strokes = keys.map(stroke);
  return [...strokes, ...strokes.toReversed().map(each => ({ ...each, down: false }))];
}

export function strokesOfText(text: string): Stroke[] {
  return [...text].flatMap(character => {
    const one = stroke(character === '\n' ? 'Enter' : character === '\t' ? 'Tab' : character);
    return [one, { ...one, down: false }];
  });
}

function stroke(key: string): Stroke {
  const code = special[key] ?? key;
  if ([...code].length !== 1) throw new Error(`unknown key "${key}"`);
  return { down: true, key: key === 'Space' ? ' ' : key, code };
}
