import type { EntryType } from './types.ts'

const types: readonly EntryType[] = ['irregular', 'file', 'dir', 'symlink', 'fifo', 'socket', 'dev', 'chardev']

/** The number by which the index keeps a type; one that is not known is `irregular`. */
export function numberOfType(type: string): number {
  return Math.max(0, types.indexOf(type as EntryType))
}

/** The type of a number. */
export function typeOfNumber(number: number): EntryType {
  return types[number] ?? 'irregular'
}
