/** A folder that a listing is in: its path with a slash at both ends, and its number in the index. */
type OpenFolder = { readonly path: string; readonly id: number }

/** Where in a tree a listing is that goes depth first. */
export type Place = {
  /** The number of the folder that holds an entry; `undefined` for one that no honest listing has. */
  readonly folderOf: (path: string, name: string) => number | undefined
  /** Entries below this folder come next. */
  readonly enter: (path: string, id: number) => void
}

/** The number of what all trees begin with. */
export const rootEntry = 0

/**
 * Follows a listing. A repository can be written by anybody who has its password, so a name may be anything: one that would lead out of its folder
 * (`..`, a slash, NUL, empty) has no place, nor has what is said to lie below it.
 */
export function keepPlace(): Place {
  const open: OpenFolder[] = [{ path: '/', id: rootEntry }]
  return {
    folderOf: (path, name) => {
      if (isHostile(name) || !path.endsWith(`/${name}`)) return undefined
      const folder = path.slice(0, path.length - name.length)
      let last = open.at(-1)
      while (open.length > 1 && last !== undefined && !folder.startsWith(last.path)) {
        open.pop()
        last = open.at(-1)
      }
      return last?.path === folder ? last.id : undefined
    },
    enter: (path, id) => {
      open.push({ path: `${path}/`, id })
    },
  }
}

function isHostile(name: string): boolean {
  return name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0')
}
