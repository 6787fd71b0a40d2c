import { nearest } from '../../contract/configuration/nearest.ts'
import type { ConfigurationProblem } from '../../contract/configuration-problem.ts'
import type { Variable } from './dot-env.ts'
import { wrongText } from './inspect-tree.ts'
import type { ValuePath } from './positions.ts'
import { isObject } from './resolve-places.ts'

/** A value of the file that a variable replaces. */
export type Override = { readonly path: ValuePath; readonly value: unknown; readonly variable: Variable }

type Setting = { readonly path: readonly string[]; readonly read: (text: string) => unknown }

// What is written wrongly stays a text, which the rules of the file then refuse.
const text = (value: string) => value
const yesNo = (value: string) => (value === 'true' ? true : value === 'false' ? false : value)
const whole = (value: string) => (/^\d{1,9}$/.test(value) ? Number(value) : value)
const list = (value: string) => value.split(',').map((part) => part.trim())

/** For each part of the file what a variable can replace in it: `VAULTKEEPER_PLAN_<NAME>_<SETTING>`. No setting ends as another is called. */
const kinds = {
  vaults: { prefix: 'VAULTKEEPER_VAULT_', word: 'vault', settings: { PATH: { path: ['path'], read: text } } },
  repositories: {
    prefix: 'VAULTKEEPER_REPOSITORY_',
    word: 'repository',
    settings: {
      ENABLED: { path: ['enabled'], read: yesNo },
      PATH: { path: ['path'], read: text },
      URL: { path: ['url'], read: text },
      ENDPOINT: { path: ['endpoint'], read: text },
      BUCKET: { path: ['bucket'], read: text },
      PREFIX: { path: ['prefix'], read: text },
      REMOTE: { path: ['remote'], read: text },
    },
  },
  plans: {
    prefix: 'VAULTKEEPER_PLAN_',
    word: 'plan',
    settings: {
      ENABLED: { path: ['enabled'], read: yesNo },
      SCHEDULE: { path: ['schedule'], read: text },
      TIME_ZONE: { path: ['timeZone'], read: text },
      REPOSITORIES: { path: ['repositories'], read: list },
      STALE_AFTER: { path: ['staleAfter'], read: text },
      KEEP_LAST: { path: ['keep', 'last'], read: whole },
      KEEP_HOURLY: { path: ['keep', 'hourly'], read: whole },
      KEEP_DAILY: { path: ['keep', 'daily'], read: whole },
      KEEP_WEEKLY: { path: ['keep', 'weekly'], read: whole },
      KEEP_MONTHLY: { path: ['keep', 'monthly'], read: whole },
      KEEP_YEARLY: { path: ['keep', 'yearly'], read: whole },
      KEEP_WITHIN: { path: ['keep', 'within'], read: text },
    },
  },
} satisfies Record<string, { prefix: string; word: string; settings: Record<string, Setting> }>

/** All variables that replace something, with `<NAME>` in place of the name. */
export const overrideVariables = Object.values(kinds).flatMap(({ prefix, settings }) =>
  Object.keys(settings).map((setting) => `${prefix}<NAME>_${setting}`),
)

/**
 * Which values of the file the variables replace. A variable of ours that fits nothing is a problem: it was meant to change something.
 * @param value the file, as plain values
 */
export function findOverrides(variables: readonly Variable[], value: unknown): { overrides: Override[]; problems: ConfigurationProblem[] } {
  const overrides: Override[] = []
  const problems: ConfigurationProblem[] = []
  for (const variable of variables) {
    for (const [part, { prefix, word, settings }] of Object.entries(kinds)) {
      if (!variable.name.startsWith(prefix)) continue
      const inside = isObject(value) ? value[part] : undefined
      const names = isObject(inside) ? Object.keys(inside) : []
      const found = findSetting(variable.name.slice(prefix.length), names, settings)
      const wrong = found === undefined ? whatFits(variable.name, word, prefix, names, Object.keys(settings)) : wrongText(variable.value)
      if (wrong !== undefined) problems.push(variableProblem(variable, wrong))
      else if (found !== undefined)
        overrides.push({ path: [part, found.name, ...found.setting.path], value: found.setting.read(variable.value), variable })
    }
  }
  return { overrides, problems }
}

/** The value of the file with the overrides in it. What is no object in the file stays as it is, for the rules to refuse. */
export function applyOverrides(value: unknown, overrides: readonly Override[]): unknown {
  return overrides.reduce((whole, { path, value: replaced }) => replaceAt(whole, path, replaced), value)
}

function replaceAt(value: unknown, [first, ...rest]: ValuePath, replaced: unknown): unknown {
  if (first === undefined) return replaced
  // "keep": "all" gives way to a rule.
  const inside = isObject(value) ? value : value === undefined || value === 'all' ? {} : undefined
  return inside === undefined ? value : { ...inside, [first]: replaceAt(inside[String(first)], rest, replaced) }
}

/** A mistake that is to be mended at a variable. */
export function variableProblem({ name, where, line }: Variable, sentence: string): ConfigurationProblem {
  return { where, line, column: line === 0 ? 0 : 1, path: name, sentence: `${name}: ${sentence}` }
}

/** How a name stands in the name of a variable: `on-change` as `ON_CHANGE`. */
function inVariable(name: string): string {
  return name.toUpperCase().replaceAll('-', '_')
}

function findSetting(
  rest: string,
  names: readonly string[],
  settings: Record<string, Setting>,
): { name: string; setting: Setting } | undefined {
  for (const name of names)
    for (const [suffix, setting] of Object.entries(settings)) if (rest === `${inVariable(name)}_${suffix}`) return { name, setting }
  return undefined
}

function whatFits(variable: string, word: string, prefix: string, names: readonly string[], settings: readonly string[]): string {
  const candidates = names.flatMap((name) => settings.map((setting) => `${prefix}${inVariable(name)}_${setting}`))
  const near = nearest(variable, candidates)
  if (near !== undefined) return `This variable fits nothing; did you mean ${near}?`
  if (names.length === 0) return `This variable fits nothing: there is no ${word} in the configuration.`
  const ofKnown = names.some((name) => variable.startsWith(`${prefix}${inVariable(name)}_`))
  return ofKnown
    ? `This variable fits nothing: what can be set of a ${word} is ${settings.join(', ')}.`
    : `This variable fits no ${word}: there is ${names.slice(0, 20).join(', ')}.`
}
