import { join } from 'node:path'
import { parseEnv } from 'node:util'
import type { ConfigurationProblem } from '../../contract/configuration-problem.ts'
import { refuseClosedHome } from '../home/refuse-closed-home.ts'
import { fail } from '../problem-error.ts'
import { readRegularFile } from './read-regular-file.ts'

const mostBytes = 64 * 1024

/** A variable, and where it was set. */
export type Variable = { readonly name: string; readonly value: string; readonly where: '.env' | 'environment'; readonly line: number }

/**
 * The variables that count: those of the environment, and those of `.env` in the home folder that the environment does not set. An empty
 * one is as none.
 */
export function readVariables(root: string, environment: NodeJS.ProcessEnv): { variables: Variable[]; problems: ConfigurationProblem[] } {
  const file = readDotEnv(root)
  const variables = new Map<string, Variable>()
  for (const variable of file.variables) variables.set(variable.name, variable)
  for (const [name, value] of Object.entries(environment)) {
    // A host that was started with the variables of the file has them twice: the file is where a person would look for them.
    if (value !== undefined && value !== '' && variables.get(name)?.value !== value)
      variables.set(name, { name, value, where: 'environment', line: 0 })
  }
  return { variables: [...variables.values()], problems: file.problems }
}

/** The environment of a process, with what `.env` in the home folder adds to it. Throws a problem when that file, or all of the home, cannot be used. */
export function withDotEnv(root: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  refuseClosedHome(root)
  const { variables, problems } = readDotEnv(root)
  const [problem] = problems
  if (problem !== undefined) fail('env-file-unusable', problem.sentence, `Mend or remove ${join(root, '.env')}`)
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  return { ...environment, ...Object.fromEntries(variables.map(({ name, value }) => [name, value])), ...set }
}

function readDotEnv(root: string): { variables: Variable[]; problems: ConfigurationProblem[] } {
  const problem = (line: number, path: string, sentence: string) => ({
    variables: [],
    problems: [{ where: '.env' as const, line, column: 1, path, sentence }],
  })
  const found = readRegularFile(join(root, '.env'), mostBytes)
  if (found.kind === 'missing') return { variables: [], problems: [] }
  if (found.kind === 'refused') return problem(1, '', `The file .env ${found.why}.`)
  const text = new TextDecoder().decode(found.bytes)
  const zero = text.indexOf('\0')
  // No program can be given one, so that none would start any more.
  if (zero >= 0)
    return problem(text.slice(0, zero).split('\n').length, '', 'There are zero bytes in .env: it is damaged, or was not saved as UTF-8.')
  const variables = Object.entries(parseEnv(text)).flatMap(([name, value = '']): Variable[] =>
    value === '' ? [] : [{ name, value, where: '.env', line: lineOf(text, name) }],
  )
  const secret = variables.find(({ name }) => /PASSWORD|SECRET|TOKEN|_KEY/.test(name))
  if (secret !== undefined && process.platform !== 'win32' && (found.mode & 0o077) !== 0)
    return problem(
      secret.line,
      secret.name,
      `Others may read .env, and there is a secret in it: close it with: chmod 600 '${join(root, '.env')}'`,
    )
  return { variables, problems: [] }
}

function lineOf(text: string, name: string): number {
  const lines = text.split(/\r\n|\r|\n/)
  const set = new RegExp(`^\\s*(?:export\\s+)?${name.replace(/[^\w]/g, '\\$&')}\\s*=`)
  return (
    Math.max(
      0,
      lines.findLastIndex((line) => set.test(line)),
    ) + 1
  )
}
