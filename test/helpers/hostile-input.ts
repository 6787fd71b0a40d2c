import { hostileTexts } from './hostile-names.ts'
import { between, pick, type Random } from './seeded.ts'

/** The part of JSON Schema that zod writes of our contract. */
type Schema = {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
}

const texts: readonly string[] = [
  '',
  ' ',
  '.',
  '..',
  '-rf',
  '--help',
  '\u0000',
  'a\nb',
  '\u001b]52;c;eA==\u0007',
  '\ud800',
  '\u202e',
  'a'.repeat(5_000),
  '%s%n',
  '*',
  '[a-',
  'latest',
  'latest:/',
  ':',
  ':::',
  'a:b:c',
  'default',
  'notes',
  'none/../..',
  '2026-13-45',
  '9999-99-99T99:99:99Z',
  '1e3d',
  '__proto__',
  'constructor',
  'toString',
  "' OR 1=1 --",
  '"; DROP TABLE runs; --',
  'null',
  ...hostileTexts.filter((_, at) => at % 4 === 0),
]
const numbers: readonly number[] = [0, -0, -1, 1, 2, 0.5, 1e9, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, Number.NaN, Number.POSITIVE_INFINITY]
const strangers: readonly unknown[] = [null, true, 7, 'text', [], {}, [[[[]]]], { __proto__: { a: 1 } }, new Date(0), 5n]

/** Something that a schema may or may not take: mostly of its form, with values that nobody means, and now and then of another form. @param likely values that fit somewhere */
export function hostileInput(random: Random, schema: unknown, likely: readonly string[]): unknown {
  const one = isSchema(schema) ? schema : {}
  if (random() < 0.04) return pick(random, strangers)
  const ways = one.anyOf ?? one.oneOf ?? one.allOf
  if (ways !== undefined && ways.length > 0) return hostileInput(random, pick(random, ways), likely)
  if (one.const !== undefined && random() < 0.95) return one.const
  if (one.enum !== undefined && one.enum.length > 0 && random() < 0.9) return pick(random, one.enum)
  switch (one.type) {
    case 'string':
      return random() < 0.4 ? pick(random, likely) : pick(random, texts)
    case 'number':
    case 'integer':
      return random() < 0.3 ? between(random, 0, 50) : pick(random, numbers)
    case 'boolean':
      return random() < 0.5
    case 'array':
      return Array.from({ length: random() < 0.03 ? 2_000 : between(random, 0, 3) }, () => hostileInput(random, one.items, likely))
    case 'object':
      return hostileObject(random, one, likely)
    default:
      return random() < 0.5 ? undefined : pick(random, strangers)
  }
}

function hostileObject(
  random: Random,
  { properties = {}, required = [], additionalProperties }: Schema,
  likely: readonly string[],
): object {
  const entries = Object.entries(properties).flatMap(([name, inside]) =>
    random() < (required.includes(name) ? 0.97 : 0.4) ? [[name, hostileInput(random, inside, likely)] as const] : [],
  )
  const more = isSchema(additionalProperties) ? [[pick(random, likely), hostileInput(random, additionalProperties, likely)] as const] : []
  const unheard = random() < 0.03 ? [[pick(random, texts), 1] as const] : []
  return Object.fromEntries([...entries, ...more, ...unheard])
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
