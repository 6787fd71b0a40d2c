import { pick, type Random, seeded } from '../helpers/seeded.ts'
import type { Kind } from './kind.ts'
import type { OperationName } from './operations.ts'

/** One case: enough to do it again. `moment`: of the operation's usual time, 0 to 1.2. */
export type Case = {
  readonly number: number
  readonly kind: string
  readonly operation: OperationName
  readonly moment: number
  readonly seed: number
  /** Vaultkeeper runs as an ordinary user, to whom modes and reserves apply. */
  readonly person: boolean
}

/**
 * Draws cases without end: each kind in its turn, as often as its weight says, each of its operations in its turn, at a random moment, and where it makes a
 * difference, by chance as an ordinary user. The same seed gives the same cases.
 */
export function* drawCases(kinds: readonly Kind[], seed: number): Generator<Case, never, void> {
  if (kinds.length === 0) throw new RangeError('there are no kinds to draw from')
  const random = seeded(seed)
  const turns = new Map<string, number>()
  let number = 0
  for (let round = 0; ; round++)
    for (const kind of shuffled(
      random,
      kinds.flatMap((one) => Array.from({ length: turnsIn(round, one.weight ?? 1) }, () => one)),
    )) {
      const turn = turns.get(kind.id) ?? 0
      turns.set(kind.id, turn + 1)
      const operation = kind.operations[turn % kind.operations.length] ?? pick(random, kind.operations)
      const [moment, own, chance] = [1.2 * random(), Math.floor(random() * 2 ** 31), random()]
      yield { number, kind: kind.id, operation, moment, seed: own, person: kind.asPerson === true && chance < 0.5 }
      number += 1
    }
}

/** How often a kind has its turn in a round: four times for a weight of 4, in each second round for a half. */
function turnsIn(round: number, weight: number): number {
  return weight >= 1 ? weight : Number(round % Math.round(1 / weight) === 0)
}

function shuffled<Value>(random: Random, values: readonly Value[]): Value[] {
  const left = [...values]
  return values.map(() => left.splice(Math.floor(random() * left.length), 1)[0] as Value)
}
