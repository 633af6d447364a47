const memory = {};

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return memory[key] ?? null;
  }
}

function write(key, value) {
  memory[key] = value;
  try {
    localStorage.setItem(key, value);
  } catch {
    // Kept for this page only.
  }
}

// The light switch

const root = document.documentElement;
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
const lightSwitch = document.querySelector('[data-lights]');

const lightsAreOn = () => (root.dataset.theme ? root.dataset.theme === 'dark' : systemIsDark.matches);
const showSwitch = () => lightSwitch.setAttribute('aria-pressed', String(lightsAreOn()));

lightSwitch.addEventListener('click', () => {
  const on = !lightsAreOn();
  root.dataset.theme = on ? 'dark' : 'light';
  write('wickett:lights', on ? 'on' : 'off');
  showSwitch();
});
systemIsDark.addEventListener('change', showSwitch);
showSwitch();

// The basket: a list of { name, price }

const pounds = amount => `£${amount}`;

function readBasket() {
  try {
    const basket = JSON.parse(read('wickett:basket') ?? '[]');
    return Array.isArray(basket) ? basket : [];
  } catch {
    return [];
  }
}

function showBasket() {
  const basket = readBasket();
  document.querySelector('[data-basket-count]').textContent = basket.length;
  document.querySelector('[data-basket-list]').replaceChildren(
    ...basket.map(({ name, price }) => {
      const line = document.createElement('li');
      const [what, cost] = [document.createElement('span'), document.createElement('span')];
      what.textContent = name;
      cost.textContent = pounds(price);
      line.append(what, cost);
      return line;
    }),
  );
  document.querySelector('[data-basket-total]').textContent = basket.length
    ? pounds(basket.reduce((sum, { price }) => sum + price, 0))
    : 'Nothing in it yet';
  document.querySelector('[data-basket-empty]').hidden = basket.length === 0;
}

document.querySelector('[data-basket-empty]').addEventListener('click', () => {
  write('wickett:basket', '[]');
  showBasket();
});
showBasket();

// The lamp's page shows the lamp that its address names

const lamps = {
  harbour: {
    name: 'Harbour',
    price: 185,
    line: 'A spun steel dome on a brass stem, enamelled in the colour of the harbour at slack water.',
    alt: 'A desk lamp with a petrol-blue enamel dome on a brass stem.',
    choices: ['Petrol', 'Chalk', 'Signal red'],
    size: '42 cm high, shade 31 cm across',
    made: 'Spun steel, vitreous enamel, solid brass',
  },
  staithe: {
    name: 'Staithe',
    price: 210,
    line: 'Oak turned from old groyne timber, under a pleated linen drum.',
    alt: 'A table lamp with a turned oak body and a pleated linen shade.',
    choices: ['Natural linen', 'Slate linen'],
    size: '52 cm high, shade 28 cm across',
    made: 'Reclaimed oak, Irish linen, brass',
  },
  saltwick: {
    name: 'Saltwick',
    price: 165,
    line: 'A blown opal globe that sits loose in a brass cup. Lift it off to change the bulb.',
    alt: 'A white opal glass globe on a short brass foot.',
    choices: ['Brass', 'Nickel'],
    size: '38 cm high, globe 25 cm across',
    made: 'Mouth-blown glass, solid brass',
  },
  ravenscar: {
    name: 'Ravenscar',
    price: 240,
    line: 'A sprung desk lamp rebuilt on a 1950s pattern. It stays where you put it.',
    alt: 'A red jointed desk lamp leaning over a sheet of paper.',
    choices: ['Signal red', 'Petrol', 'Black'],
    size: '64 cm reach, base 18 cm across',
    made: 'Steel, cast iron, enamel',
  },
  kettleness: {
    name: 'Kettleness',
    price: 195,
    line: 'A wide enamel pendant for above a table, on two metres of cloth flex.',
    alt: 'A dark enamel pendant lamp above a bowl of pears.',
    choices: ['Ink', 'Chalk'],
    size: '40 cm across, flex 2 m',
    made: 'Spun steel, vitreous enamel, brass',
  },
  abbey: {
    name: 'Abbey',
    price: 290,
    line: 'Shade and foot blown as one piece of amber glass, eleven miles from here.',
    alt: 'A mushroom-shaped lamp of amber glass.',
    choices: ['Amber', 'Smoke'],
    size: '36 cm high, 29 cm across',
    made: 'Mouth-blown glass',
  },
};

const product = document.querySelector('[data-product]');
if (product) {
  const wanted = new URLSearchParams(location.search).get('lamp') ?? 'harbour';
  const key = Object.hasOwn(lamps, wanted) ? wanted : 'harbour';
  const lamp = lamps[key];
  showLamp(key, lamp);

  product.querySelector('form').addEventListener('submit', event => {
    event.preventDefault();
    const colour = new FormData(event.currentTarget).get('finish');
    write('wickett:basket', JSON.stringify([...readBasket(), { name: `${lamp.name}, ${colour}`, price: lamp.price }]));
    showBasket();
    document.querySelector('[data-added]').textContent = `${lamp.name} is in your basket.`;
  });
}

function showLamp(key, lamp) {
  document.title = `${lamp.name} lamp, £${lamp.price} | Wickett`;
  for (const element of product.querySelectorAll('[data-lamp]')) {
    element.textContent = element.dataset.lamp === 'price' ? pounds(lamp.price) : lamp[element.dataset.lamp];
  }
  const [day, night] = product.querySelectorAll('.photo img');
  day.src = `/photos/${key}.svg`;
  day.alt = lamp.alt;
  night.src = `/photos/${key}.svg#night`;
  product.querySelector('[data-choices]').replaceChildren(
    ...lamp.choices.map((choice, index) => {
      const label = document.createElement('label');
      const input = Object.assign(document.createElement('input'), {
        type: 'radio',
        name: 'finish',
        value: choice,
        defaultChecked: index === 0,
      });
      label.append(input, choice);
      return label;
    }),
  );
}
