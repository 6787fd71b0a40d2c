import type { z } from 'zod'
import { nearest } from '../../contract/configuration/nearest.ts'
import type { ValuePath } from './positions.ts'

type Issue = z.core.$ZodIssue

/** A mistake, the way to it, and the end of a sentence about `subject`. */
export type Mistake = {
  readonly path: ValuePath
  /** It is the name that is wrong, not what stands behind it. */
  readonly atName: boolean
  readonly subject: ValuePath
  readonly predicate: string
}

/** What the rules say of the values, in sentences. Values themselves are not told: somebody may have pasted a secret. */
export function describeIssues(issues: readonly Issue[], value: unknown): Mistake[] {
  return issues.flatMap((issue) => describe(issue, [], value))
}

/** The ends of sentences for rules that bring none themselves; handed to zod, which asks for each issue. */
export function predicateFor(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`
    case 'invalid_value': {
      const values = issue.values.map((one) => JSON.stringify(one))
      const near = typeof issue.input === 'string' ? nearest(issue.input, issue.values.map(String)) : undefined
      return `must be ${values.length === 1 ? '' : 'one of '}${values.join(', ')}${near === undefined ? '' : `; did you mean "${near}"?`}`
    }
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string' ? 'must not be empty' : `must be ${issue.minimum} or more`
    case 'too_big':
      return `must be ${issue.maximum} or less`
    default:
      return undefined
  }
}

const kinds: Partial<Record<string, string>> = {
  string: 'a text in double quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in [ ]',
  object: 'an object in { }',
  record: 'an object in { }',
}

function describe(issue: Issue, before: ValuePath, value: unknown): Mistake[] {
  const path = [...before, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))]
  switch (issue.code) {
    case 'unrecognized_keys': {
      const sentences = issue.message.split('\n')
      return issue.keys.map((key, index) => mistake([...path, key], sentences[index] ?? 'is not known here', true))
    }
    case 'invalid_key':
      return [mistake(path, issue.issues[0]?.message ?? issue.message, true)]
    case 'invalid_union': {
      // The alternative that this was meant to be: the one whose own kind of value it is.
      const meant = issue.errors.filter(
        (errors) => !errors.some(({ path: [first], code }) => first === undefined && code.startsWith('invalid_')),
      )
      const [only] = meant
      if (meant.length === 1 && only !== undefined) return only.flatMap((inner) => describe(inner, path, value))
    }
  }
  const found = valueAt(value, path)
  if (found === undefined && path.length > 0) {
    return [{ path, atName: false, subject: path.slice(0, -1), predicate: `has no ${JSON.stringify(path.at(-1))}, which it needs` }]
  }
  const tellKind = issue.code === 'invalid_type' || (issue.code === 'invalid_union' && typeof found !== 'string')
  const told = tellKind ? `; here it is ${kindOf(found)}` : ''
  return [mistake(path, `${issue.message}${told}`)]
}

function mistake(path: ValuePath, predicate: string, atName = false): Mistake {
  return { path, atName, subject: path, predicate }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  switch (typeof value) {
    case 'string':
      return 'a text'
    case 'number':
      return 'a number'
    case 'boolean':
      return String(value)
    default:
      return 'an object'
  }
}

function valueAt(value: unknown, path: ValuePath): unknown {
  let found: unknown = value
  for (const part of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined
    found = (found as Record<string | number, unknown>)[part]
  }
  return found
}
