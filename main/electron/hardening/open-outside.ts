import type { Electron } from '../electron.ts'

/** The addresses that open in the person's browser: each whole, for what is only like one of them may be anywhere. */
const listed: ReadonlySet<string> = new Set(['https://restic.net/'])

/** Whether an address may be given to the system. Pure. */
function isListed(url: string): boolean {
  return listed.has(url)
}

/** Gives an address to the person's browser, if it is one of the list. Whatever else a system would open with whatever program stays closed. */
export function openOutside({ shell }: Pick<Electron, 'shell'>, url: string, log: (text: string) => void): void {
  if (isListed(url)) shell.openExternal(url).catch((error: unknown) => log(`An address could not be opened: ${String(error)}`))
  else log('A page asked for an address that is not opened.')
}
