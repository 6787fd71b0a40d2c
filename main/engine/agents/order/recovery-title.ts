/** How many agents a title names; of more it tells how many. */
export const mostNamed = 5

/** What bringing these agents back is called; no names: all that are dead. Pure. */
export function recoveryTitle(names: readonly string[]): string {
  if (names.length === 0) return 'Bringing all dead agents back'
  const [last = ''] = names.slice(-1)
  if (names.length === 1) return `Bringing ${last} back`
  if (names.length > mostNamed) return `Bringing ${names.length} agents back`
  return `Bringing ${names.slice(0, -1).join(', ')} and ${last} back`
}
