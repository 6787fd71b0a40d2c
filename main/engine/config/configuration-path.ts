import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Home } from '../home/home.ts'
import { embedded } from '../repositories/repository-place.ts'
import type { Variable } from './dot-env.ts'
import type { Places } from './resolve-places.ts'

/** Where the configuration lies: where `VAULTKEEPER_CONFIG` names it, else in the home folder. */
export function configurationPath(home: Home, variables: readonly Variable[]): { path: string; named: boolean } {
  const told = variable(variables, 'VAULTKEEPER_CONFIG')?.trim()
  if (!told) return { path: join(home.root, 'backup_schedule.json'), named: false }
  return { path: resolve(/^~(?:[/\\]|$)/.test(told) ? join(personOf(variables), told.slice(1)) : told), named: true }
}

/** What paths in the configuration of a home are seen from. */
export function placesOf(home: Home, variables: readonly Variable[]): Places {
  return { person: personOf(variables), embedded: join(home.repositories, embedded) }
}

function personOf(variables: readonly Variable[]): string {
  return variable(variables, process.platform === 'win32' ? 'USERPROFILE' : 'HOME') ?? homedir()
}

function variable(variables: readonly Variable[], name: string): string | undefined {
  return variables.find((one) => one.name === name)?.value
}
