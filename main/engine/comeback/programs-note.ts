import type { Configuration } from '../../contract/configuration.ts'
import { sayList } from '../health/say-when.ts'

/** So many programs are named, each by so many characters. */
const [mostNamed, longest] = [5, 120]

/**
 * Which programs a configuration has run by itself: hooks of plans, agents, those that news are given to. Whoever takes over a configuration takes them over, and is told
 * before. `null` where it runs none. Pure.
 */
export function programsNote(configuration: Configuration): string | null {
  const programs = [...new Set(commandsIn(configuration).map((command) => command.join(' ')))]
  if (programs.length === 0) return null
  const named = programs.slice(0, mostNamed).map((line) => (line.length > longest ? `${line.slice(0, longest)}...` : line))
  const more = programs.length - named.length
  const all = more === 0 ? named : [...named, `${more} more`]
  return `Its configuration runs ${programs.length === 1 ? 'a program' : 'programs'} by itself: ${sayList(all)}. Bring it back only if that is yours.`
}

/** Wherever they stand: a kind of command that is added is told as well. */
function commandsIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inside]) =>
    ['command', 'start', 'stop'].includes(name) &&
    Array.isArray(inside) &&
    inside.length > 0 &&
    inside.every((part) => typeof part === 'string')
      ? [inside as string[]]
      : commandsIn(inside),
  )
}
