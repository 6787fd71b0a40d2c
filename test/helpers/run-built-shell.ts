import { registerHooks } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { constants, runInThisContext } from 'node:vm'
import { onTestFinished } from 'vitest'
import type { Electron } from '../../main/electron/electron.ts'
import { type Elsewhere, originalFs, supportArchives } from './fake-electron/asar-support.ts'

/** The built main program, and what it finds around itself. */
export type BuiltShell = {
  readonly main: string
  /** A folder that has what is in the app's own archive, and is that to the program. */
  readonly inside: string
  /** Archives that are none of the app's: the file of each, and a folder that has what is in it. */
  readonly archives: Elsewhere
  readonly resources: string
  readonly electron: Electron
  /** All of it. */
  readonly environment: NodeJS.ProcessEnv
  readonly argv: readonly string[]
}

/** Runs the app from its bundle, once in a process: as Electron would, which is the fake one. */
export async function runBuiltShell({ main, inside, archives, resources, electron, environment, argv }: BuiltShell): Promise<void> {
  const before = { argv: process.argv, env: process.env }
  const modules: Record<string, object> = { electron, 'node:original-fs': originalFs({ [inside]: path.join(resources, 'app.asar') }) }
  Object.assign(globalThis, { modulesOfTest: modules })
  const sourceOf = (url: string) => {
    const name = url.replace(/^test:/, '')
    const names = Object.keys(modules[name] ?? {})
    return `const all = globalThis.modulesOfTest['${name}']\nexport default all\nexport const { ${names.join(', ')} } = all`
  }
  const hooks = registerHooks({
    resolve: (name, context, next) => (name in modules ? { url: `test:${name}`, shortCircuit: true } : next(name, context)),
    load: (url, context, next) =>
      url.startsWith('test:') ? { format: 'module', source: sourceOf(url), shortCircuit: true } : next(url, context),
  })
  const endSupport = supportArchives(archives)
  onTestFinished(() => {
    endSupport()
    hooks.deregister()
    Object.assign(process, before)
  })
  Object.assign(process, { argv: [...argv], env: environment, resourcesPath: resources })
  // Past the test runner, which would have its own modules in the place of the bundle's.
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
  const load = runInThisContext('(url) => import(url)', { importModuleDynamically }) as (url: string) => Promise<unknown>
  await load(pathToFileURL(main).href)
}
