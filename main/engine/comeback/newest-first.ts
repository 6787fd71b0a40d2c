import { tolerance } from '../retention/retention-freeze.ts'

type Dated = { readonly time: string }

/** Whether something is dated in the future: a clock was wrong when it was made, unless the one of this computer is. Pure. */
export function isAhead({ time }: Dated, now: Date): boolean {
  return Date.parse(time) > now.getTime() + tolerance
}

/** The newest first, and what is dated in the future behind all others. Pure. */
export function newestFirst<Some extends Dated>(list: readonly Some[], now: Date): Some[] {
  const instant = ({ time }: Dated) => Date.parse(time) || 0
  return list.toSorted((one, other) => Number(isAhead(one, now)) - Number(isAhead(other, now)) || instant(other) - instant(one))
}
