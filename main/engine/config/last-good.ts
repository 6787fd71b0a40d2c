import { join } from 'node:path'
import { writePrivateFile } from '../home/write-private-file.ts'
import type { Variable } from './dot-env.ts'
import type { ConfigurationCore } from './find-configuration.ts'
import { readRegularFile } from './read-regular-file.ts'
import { isObject } from './resolve-places.ts'

/** The last text that was without mistakes, and the variables that replaced values of it then. */
export type LastGood = { readonly path: string; readonly text: string; readonly variables: readonly Variable[] }

const mostBytes = 8 * 2 ** 20

/** Keeps a good text for the time when the file is broken. That it cannot be kept (a full disk) is only logged: nothing depends on it now. */
export function keepLastGood(core: ConfigurationCore, good: LastGood): void {
  const content = `${JSON.stringify(good, undefined, 2)}\n`
  const place = placeOf(core)
  const there = readRegularFile(place, mostBytes)
  if (there.kind === 'file' && new TextDecoder().decode(there.bytes) === content) return
  try {
    writePrivateFile(place, content)
  } catch (error) {
    core.ports.log(`The last good configuration could not be kept: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The last good text of the configuration at `path`, if it was kept. */
export function readLastGood(core: ConfigurationCore, path: string): LastGood | undefined {
  const there = readRegularFile(placeOf(core), mostBytes)
  if (there.kind !== 'file') return undefined
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(there.bytes))
    return isLastGood(value) && value.path === path ? value : undefined
  } catch {
    core.ports.log('The last good configuration that was kept cannot be read.')
    return undefined
  }
}

function placeOf({ home }: ConfigurationCore): string {
  return join(home.root, 'configuration.last-good.json')
}

function isLastGood(value: unknown): value is LastGood {
  if (!isObject(value)) return false
  const { path, text, variables } = value
  return typeof path === 'string' && typeof text === 'string' && Array.isArray(variables) && variables.every(isVariable)
}

function isVariable(value: unknown): value is Variable {
  return (
    isObject(value) && ['name', 'value', 'where'].every((field) => typeof value[field] === 'string') && typeof value['line'] === 'number'
  )
}
