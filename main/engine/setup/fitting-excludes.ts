import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What programs make anew, whatever folder it is in. A person's own folder would not be called so. */
const made = [
  'node_modules',
  '__pycache__',
  '.venv',
  '.tox',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.gradle',
  '.next',
  '.nuxt',
  '.turbo',
  '.parcel-cache',
]
/** What the systems and the note programs throw away. */
const thrownAway = ['.trash', '.Trash', '.Trash-1000', '.DS_Store', 'Thumbs.db']
/** Names that are build output in one project and precious in another: only what the project itself keeps out of git is left out, and only there. */
const output = ['build', 'coverage', 'dist', 'out', 'target']

/** Names of folders that nobody needs to look into to know how large a vault is. */
export const leftOutNames: ReadonlySet<string> = new Set([...made, ...thrownAway])

/**
 * What may be left out of a folder: what is there of it, or may turn up. Rather too little: what is left out cannot be had back. `.git` is kept, for it holds
 * what was never pushed.
 * @param names what is in the folder
 */
export async function fittingExcludes(folder: string, names: readonly string[]): Promise<string[]> {
  const code = names.includes('.git') || names.includes('package.json') || names.includes('pyproject.toml') || names.includes('Cargo.toml')
  const usual = code ? ['node_modules', '__pycache__', '.venv'] : names.includes('.obsidian') ? ['.trash'] : []
  const there = [...made, ...thrownAway].filter((name) => names.includes(name))
  const ignored = names.includes('.gitignore') ? await ignoredFolders(folder) : new Set<string>()
  const outputs = output.filter((name) => names.includes(name) && ignored.has(name)).map((name) => `/${name}`)
  return [...new Set([...usual, ...there, ...outputs])]
}

/** The plain names that a `.gitignore` keeps out; its patterns are nobody's to guess at. */
async function ignoredFolders(folder: string): Promise<Set<string>> {
  const text = await readFile(join(folder, '.gitignore'), 'utf8').catch(() => '')
  const lines = text.slice(0, 64 * 1024).split('\n')
  return new Set(lines.map((line) => line.trim().replace(/^\/|\/$/g, '')))
}
