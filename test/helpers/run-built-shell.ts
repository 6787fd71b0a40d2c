import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { constants, runInThisContext } from 'node:vm'
import { onTestFinished } from 'vitest'
import type { Electron } from '../../main/electron/electron.ts'

/** The built main program, and what it finds around itself. */
export type BuiltShell = {
  readonly main: string
  readonly resources: string
  readonly electron: Electron
  /** All of it. */
  readonly environment: NodeJS.ProcessEnv
  readonly argv: readonly string[]
}

/** Runs the app from its bundle, once in a process: as Electron would, which is the fake one. */
export async function runBuiltShell({ main, resources, electron, environment, argv }: BuiltShell): Promise<void> {
  const before = { argv: process.argv, env: process.env }
  Object.assign(globalThis, { electronOfTest: electron })
  const names = Object.keys(electron).map((name) => `export const ${name} = globalThis.electronOfTest.${name}`)
  const hooks = registerHooks({
    resolve: (name, context, next) => (name === 'electron' ? { url: 'electron:test', shortCircuit: true } : next(name, context)),
    load: (url, context, next) =>
      url === 'electron:test' ? { format: 'module', source: names.join('\n'), shortCircuit: true } : next(url, context),
  })
  onTestFinished(() => {
    hooks.deregister()
    Object.assign(process, before)
  })
  Object.assign(process, { argv: [...argv], env: environment, resourcesPath: resources })
  // Past the test runner, which would have its own modules in the place of the bundle's.
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
  const load = runInThisContext('(url) => import(url)', { importModuleDynamically }) as (url: string) => Promise<unknown>
  await load(pathToFileURL(main).href)
}
