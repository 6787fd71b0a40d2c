import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** Every file below a folder, in full, also while a program works in it: what is taken away meanwhile is left out. @param apart folders that are not looked into */
export function everyFile(folder: string, apart: readonly string[] = []): string[] {
  return ifThere(() => readdirSync(folder, { withFileTypes: true }), []).flatMap((entry) => {
    const place = path.join(folder, entry.name)
    if (apart.includes(place)) return []
    if (entry.isDirectory()) return everyFile(place, apart)
    return entry.isFile() ? [place] : []
  })
}

/** What a file holds; nothing, where it is gone by now. */
export function contentOf(file: string): Buffer {
  return ifThere(() => readFileSync(file), Buffer.alloc(0))
}

function ifThere<Value>(look: () => Value, gone: Value): Value {
  try {
    return look()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return gone
    throw error
  }
}
