import type { LoadedConfiguration } from './load-configuration.ts'
import { pathText, type ValuePath } from './positions.ts'
import { isObject } from './resolve-places.ts'

/** One value that is in force, and who says so: the file, a variable, or nobody. */
export type Setting = { readonly path: string; readonly value: unknown; readonly from: string }

/** All values of the configuration in force, one by one, with their origin. Lists of plain values are one value. Pure. */
export function describeSettings({
  configuration,
  written,
  overrides,
}: Pick<LoadedConfiguration, 'configuration' | 'written' | 'overrides'>): Setting[] {
  const origin = (path: ValuePath): string => {
    const override = overrides.findLast((one) => one.path.every((part, index) => path[index] === part))
    // What a plan does not say of conditions and anomalies is said for all.
    if (override === undefined) return isWritten(written, path) || isWritten(written, forAll(path)) ? 'file' : 'default'
    const { name, where } = override.variable
    return where === '.env' ? `${name} in .env` : name
  }
  const settings: Setting[] = []
  const visit = (value: unknown, path: ValuePath) => {
    if (isObject(value)) for (const [name, inside] of Object.entries(value)) visit(inside, [...path, name])
    else if (Array.isArray(value) && value.some(isObject)) for (const [index, inside] of value.entries()) visit(inside, [...path, index])
    else settings.push({ path: pathText(path), value, from: origin(path) })
  }
  visit(configuration ?? {}, [])
  return settings
}

function forAll(path: ValuePath): ValuePath {
  return path[0] === 'plans' && (path[2] === 'conditions' || path[2] === 'anomaly') ? path.slice(2) : path
}

/** A source that is written as a name only, or one webhook that is written without a list, is written as well. */
function isWritten(written: unknown, [first, ...rest]: ValuePath): boolean {
  if (first === undefined) return written !== undefined
  if (Array.isArray(written)) return isWritten(written[Number(first)], rest)
  if (!isObject(written)) return written !== undefined
  return typeof first === 'number' ? isWritten(written, rest) : Object.hasOwn(written, first) && isWritten(written[first], rest)
}
