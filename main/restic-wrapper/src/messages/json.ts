/** An object whose fields are not to be trusted. */
export type Json = Readonly<Record<string, unknown>>

/** Parses one line; `undefined` for text, broken JSON and JSON that is no object. */
export function parseObject(line: string): Json | undefined {
  if (line.charCodeAt(0) !== 123 && !line.trimStart().startsWith('{')) return undefined
  try {
    return asObject(JSON.parse(line))
  } catch {
    return undefined
  }
}

/** The value if it is an object and no array. */
export function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
}

/** Objects of an array; what is none is left out. */
export function objectsOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(asObject).filter((item) => item !== undefined) : []
}

/** A string, or empty: restic leaves out what is empty. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A string that is not empty. */
export function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A finite number, or 0: restic leaves out zeros. */
export function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}

/** A finite number. */
export function optionalCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Strings of an array (`null` stands for an empty one); what is none is left out. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}

/** Leaves out fields that are `undefined`, as exactOptionalPropertyTypes asks for. */
export function compact<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as never
}
