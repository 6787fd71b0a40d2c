import { extname, join } from 'node:path'

/** The file of a helper: it lies beside this one, among the sources as in a bundle, where all files are in one folder. */
export function helperFile(name: string): string {
  return join(import.meta.dirname, `${name}-helper${extname(import.meta.filename)}`)
}
