import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Plugin, UserConfig } from 'vite'
import { completeNotices, notices } from './complete-notices.ts'
import { project } from './project.ts'

/** What is bundled: programs for Node or Electron, each with all that it imports. */
export type Bundle = {
  /** The files to begin with, from the project's folder, by the name that each has in the bundle, without its ending. */
  readonly entries: Readonly<Record<string, string>>
  /** The folder to put it into, which is emptied before. All files lie side by side in it: see main/engine/helpers/helper-file.ts. */
  readonly into: string
  /** What stays outside, besides Node's own modules: there is a package or a runtime of that name where the bundle runs. */
  readonly external: readonly string[]
  /**
   * Modules, if left out. `commonjs`: files that `require` each other, which Node loads sooner (a package.json beside them says what they are). `one-file`: all
   * in one, in CommonJS, for what a sandboxed window loads before its page.
   */
  readonly form?: 'modules' | 'commonjs' | 'one-file'
  readonly plugins?: Plugin[]
}

/** Of a package.json that is imported (ours, and some packages') the name and the version are wanted; the rest would tell what the project is made with. */
const onlyVersions: Plugin = {
  name: 'only-versions',
  enforce: 'pre',
  load(id) {
    if (path.basename(id) !== 'package.json') return null
    const { name, version } = JSON.parse(readFileSync(id, 'utf8')) as { name: string; version: string }
    return JSON.stringify({ name, version })
  },
}

/** Tells Node what the files beside it are, whatever the package around them says. */
const saysCommonJs: Plugin = {
  name: 'says-commonjs',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' })
  },
}

/**
 * How vite bundles programs. Two builds of the same sources are equal to the byte, wherever the project lies; there are no source maps, and functions keep
 * their names and lines their breaks, so that a stack trace can be read without any. What is named within functions is in no trace, and named shortly.
 */
export function bundleConfig({ entries, into, external, form = 'modules', plugins = [] }: Bundle): UserConfig {
  // Sources, not what was built of them: a bundle is never older than what it is made of.
  const conditions = ['source', 'module', 'node', 'production']
  const [modules, single] = [form === 'modules', form === 'one-file']
  const ending = single ? 'cjs' : 'js'
  return {
    root: project,
    mode: 'production',
    logLevel: 'warn',
    publicDir: false,
    plugins: [onlyVersions, completeNotices, ...(form === 'commonjs' ? [saysCommonJs] : []), ...plugins],
    resolve: { conditions },
    ssr: { noExternal: true, external: [...external], resolve: { conditions } },
    // Packages in CommonJS ask for these; in a bundle of modules they are called so.
    ...(!modules ? {} : { define: { __filename: 'import.meta.filename', __dirname: 'import.meta.dirname' } }),
    build: {
      ssr: true,
      outDir: into,
      emptyOutDir: true,
      target: 'es2023',
      sourcemap: false,
      ...(single ? {} : { license: { fileName: notices } }),
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, path.join(project, file)])),
        external: [...external],
        // Where each module begins is nothing that a trace tells, and 12 kB of what is packed.
        experimental: { attachDebugInfo: 'none' },
        output: {
          format: modules ? 'es' : 'cjs',
          entryFileNames: `[name].${ending}`,
          chunkFileNames: `[name]-[hash].${ending}`,
          minify: {
            compress: { keepNames: { function: true, class: true } },
            mangle: { toplevel: false, keepNames: { function: true, class: true } },
            codegen: { removeWhitespace: false },
          },
          comments: false,
          ...(single ? { codeSplitting: false } : {}),
        },
      },
    },
  }
}
