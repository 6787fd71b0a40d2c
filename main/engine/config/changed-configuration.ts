import type { Problem } from '../../contract/problem.ts'
import type { Core } from '../core.ts'
import { findConfiguration } from './find-configuration.ts'

/**
 * That the configuration on the disk is another one than was taken here, as a problem; `undefined` when it is the same. A command reads it once and may then wait for
 * hours; a program that follows it takes it a moment later.
 * @param instead what comes of it: `nothing is removed`
 */
export function changedConfiguration(core: Core, instead: string): Problem | undefined {
  // Where nobody took it from the disk there is nothing to compare with.
  if (core.settings.hash === undefined) return undefined
  const { path, hash } = findConfiguration(core)
  if (hash === core.settings.hash) return undefined
  return {
    code: 'configuration-changed',
    sentence: `The configuration (${path}) was changed meanwhile, and what it says now is not in force yet, so ${instead}.`,
    remedy: 'Nothing to do: the next run goes by what it says now.',
  }
}
