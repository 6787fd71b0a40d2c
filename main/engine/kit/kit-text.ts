import type { Kit } from '../../contract/procedures/kit.ts'
import { resticWanted } from '../../contract/words/restic-wanted.ts'

/** What stands in the text of a kit where the password is to be written, or put in by whoever may know it. */
export const passwordBlank = '____ ____ ____ ____ ____ ____ ____ ____'

/** A kit as plain text to print or keep, without its password. Pure. */
export function kitText(kit: Omit<Kit, 'text' | 'html' | 'blank'>): string {
  const facts: [string, string][] = [
    ['Made', `${kit.made.slice(0, 10)} on ${kit.host}`],
    ['Name', kit.repository],
    ['Backups are', kit.place],
    ['Address', kit.location],
    ['Repository', kit.id],
    ['Key', kit.keys.join(', ') || 'not known'],
    ['Program', programOf(kit)],
    ['Password', passwordBlank],
  ]
  const widest = Math.max(...facts.map(([name]) => name.length))
  return [
    'VAULTKEEPER EMERGENCY KIT',
    '',
    'Keep this where you keep what must not be lost, and not on this computer. Whoever has',
    'the password and the backups can read them; without the password nobody can.',
    '',
    ...facts.map(([name, value]) => `${`${name}:`.padEnd(widest + 2)}${printable(value)}`),
    '',
    ...(kit.onThisComputer
      ? ['These backups are on this computer only: if it is lost or breaks, they are lost, too.', 'Keep a second copy elsewhere.', '']
      : []),
    'What is kept safe',
    ...kit.vaults.map(({ name, path }) => `  ${printable(name)}: ${printable(path)}`),
    ...(kit.vaults.length === 0 ? ['  Nothing yet.'] : []),
    '',
    'How to get it back, on any computer',
    "  1. Get restic from https://restic.net (or your system's packages).",
    ...kit.steps.flatMap(({ title, commands }, index) => [
      `  ${index + 2}. ${printable(title)}`,
      ...commands.map((line) => `       ${printable(line)}`),
    ]),
    '',
    withVaultkeeper,
    `       ${printable(kit.comeback)}`,
    '',
  ].join('\n')
}

/** The shorter way, for whoever has Vaultkeeper there. */
export const withVaultkeeper = 'With Vaultkeeper on the new computer all of it comes back at once, its own settings too:'

/** Which program it takes, and where that is to be had. Pure. */
export function programOf({ restic }: Pick<Kit, 'restic'>): string {
  return `${resticWanted}${restic === null ? '' : ` (made with ${restic})`}: https://restic.net, or https://github.com/restic/restic/releases`
}

/** Names may hold anything; a text that is printed on a terminal holds no command for it. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
}
