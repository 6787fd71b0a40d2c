import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Changes a module of the program while it is loaded, in this process alone. What is to be replaced has to stand there exactly once: a switch that switches
 * nothing off would prove nothing.
 * @param module the end of its path
 */
export function replaceInModule(module: string, from: string, to: string): void {
  registerHooks({
    load: (url, context, next) => {
      if (!url.startsWith('file:') || !url.endsWith(module)) return next(url, context)
      const source = readFileSync(fileURLToPath(url), 'utf8')
      if (source.split(from).length !== 2) throw new Error(`${module} does not hold ${JSON.stringify(from)} exactly once.`)
      return { format: 'module-typescript', source: source.replace(from, () => to), shortCircuit: true }
    },
  })
}
