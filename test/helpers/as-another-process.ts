import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const own = `/proc/${process.pid}/stat`
let lives = 0

/**
 * From here on this process counts as another one: what a part of it began before, and did not end, was begun by a program that is gone. For tests that start
 * the program again and again without a process for each.
 */
export function asAnotherProcess(): void {
  if (lives++ > 0) return
  const real = fs.readFileSync
  const ours = (...parameters: unknown[]): unknown => {
    const read: unknown = Reflect.apply(real, fs, parameters)
    return parameters[0] === own && typeof read === 'string' ? withStart(read, lives) : read
  }
  Reflect.set(fs, 'readFileSync', ours)
  syncBuiltinESMExports()
}

/** When a process began is the 20th field behind its name, which is in brackets. */
function withStart(stat: string, start: number): string {
  const name = stat.lastIndexOf(')') + 2
  return stat.slice(0, name) + stat.slice(name).split(' ').with(19, String(start)).join(' ')
}
