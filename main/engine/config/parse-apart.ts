import type { HelperEnd, RunHelper } from '../helpers/run-helper.ts'
import type { ParseConfiguration } from './load-configuration.ts'
import type { ParsedConfiguration } from './parse-configuration.ts'

/** What the helper is asked: the arguments of parseConfiguration. */
export type ParseRequest = {
  readonly source: string
  readonly parameters: [Parameters<ParseConfiguration>[1], Parameters<ParseConfiguration>[2]]
}

/** How long it may take, in ms. It is done in a second; but one that hung would be waited for, and the schedule with it, for ever. */
const timeCap = 60_000

/**
 * Parses a configuration in a process of its own, which takes the rules (zod, 25 MB) away with it when it ends: a program that runs for months reads
 * its configuration a few times in them. Throws where that process does not answer.
 */
export function parseApart(run: RunHelper, cap: number = timeCap): ParseConfiguration {
  return async (source, places, variables) => {
    const question: ParseRequest = { source: Buffer.from(source).toString('base64'), parameters: [places, variables] }
    const end = await run({ name: 'configuration', question, environment: {}, cap })
    if (end.ended === 'answered' && isParsed(end.answer)) return end.answer
    throw new Error(`The helper that reads the configuration ${failureOf(end)}`)
  }
}

function isParsed(answer: unknown): answer is ParsedConfiguration {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'ok' in answer &&
    (answer.ok === true ? 'configuration' in answer : 'problems' in answer)
  )
}

function failureOf(end: HelperEnd): string {
  if (end.ended === 'too-late') return 'did not answer in time'
  return end.ended === 'answered' ? 'answered nothing that can be understood' : end.why
}
