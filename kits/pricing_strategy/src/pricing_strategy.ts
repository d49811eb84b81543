import { defineTool, ToolError } from '@iceos/sdk';
import { add, larger, multiply, parseDecimal, parseMoney, roundHalfUp, type Decimal } from './decimal.js';

const ONE: Decimal = { digits: 1n, scale: 0 };

export const pricingStrategy = defineTool({
  name: 'pricing_strategy',
  title: 'Pricing strategy',
  description:
    'Calculates the selling price of a product from its cost: adds a profit margin, keeps a minimum price and rounds to cents. ' +
    'Exact decimal arithmetic, half a cent is rounded up.',
  tags: ['price', 'pricing', 'margin', 'markup', 'profit', 'ecommerce', 'retail', 'seller'],
  input: {
    type: 'object',
    properties: {
      cost: {
        type: ['number', 'string'],
        description: 'What the product costs: a number, or a text such as 600.00 or $1,299.50.',
      },
      margin_percent: {
        type: 'number',
        minimum: -100,
        maximum: 1_000_000,
        default: 25,
        description: 'Profit on top of the cost, in percent.',
      },
      min_price: { type: 'number', minimum: 0, default: 0.99, description: 'The price is never lower.' },
      decimal_places: {
        type: 'integer',
        minimum: 0,
        maximum: 6,
        default: 2,
        description: 'Digits after the point.',
      },
    },
    required: ['cost'],
    additionalProperties: false,
  },
  output: {
    type: 'object',
    properties: { price: { type: 'number', minimum: 0 } },
    required: ['price'],
    additionalProperties: false,
  },
  examples: [
    'What should I charge for a product that costs me 40 dollars?',
    'Add a 30 percent margin to this cost.',
    'Calculate a retail price with markup.',
    { title: 'The usual margin', input: { cost: 600 }, output: { price: 750 } },
    { title: 'Never below the minimum', input: { cost: 0.1 }, output: { price: 0.99 } },
    {
      title: 'Half a cent is rounded up',
      input: { cost: '1.005', margin_percent: 0 },
      output: { price: 1.01 },
    },
  ],
  run({ cost, margin_percent = 25, min_price = 0.99, decimal_places = 2 }) {
    const amount = typeof cost === 'string' ? parseMoney(cost) : parseDecimal(String(cost));
    if (!amount || amount.digits <= 0n) {
      throw new ToolError(
        'cost-invalid',
        `cost must be an amount greater than 0, not ${JSON.stringify(cost)}.`,
      );
    }
    const margin = multiply(decimalOf(margin_percent, 'margin_percent'), { digits: 1n, scale: 2 });
    const price = larger(multiply(amount, add(ONE, margin)), decimalOf(min_price, 'min_price'));
    return { price: roundHalfUp(price, decimal_places) };
  },
});

function decimalOf(value: number, name: string): Decimal {
  const decimal = parseDecimal(String(value));
  if (!decimal)
    throw new ToolError('argument-invalid', `${name} is not a number that can be calculated with.`);
  return decimal;
}
