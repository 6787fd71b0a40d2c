import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Deterministic noise: the same notes on every machine and in every run. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/**
 * Writes `files` notes of words, `smallest` to `largest` bytes, spread over `folders` folders.
 * @returns the bytes written
 */
export function makeNotes(
  root: string,
  { files, folders, smallest, largest, seed = 1 }: { files: number; folders: number; smallest: number; largest: number; seed?: number },
): number {
  const random = createRandom(seed)
  const letter = () => String.fromCharCode(97 + Math.floor(random() * 26))
  const words = Array.from({ length: 3000 }, () => Array.from({ length: 2 + Math.floor(random() * 7) }, letter).join(''))
  const pool = Array.from({ length: 400_000 }, () => words[Math.floor(random() * words.length)]).join(' ')
  for (let folder = 0; folder < folders; folder++) mkdirSync(folderOf(root, folder), { recursive: true })
  let bytes = 0
  for (let file = 0; file < files; file++) {
    const length = smallest + Math.floor(random() * (largest - smallest))
    const start = Math.floor(random() * (pool.length - length))
    const text = `# ${file}\n${pool.slice(start, start + length)}`
    writeFileSync(join(folderOf(root, file % folders), `note-${String(file).padStart(7, '0')}.md`), text)
    bytes += text.length
  }
  return bytes
}

function folderOf(root: string, number: number): string {
  return join(root, `area-${String(number % 50).padStart(2, '0')}`, `topic-${String(number).padStart(4, '0')}`)
}
