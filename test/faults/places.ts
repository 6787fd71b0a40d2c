import path from 'node:path'

/** Where a case has its things, which is the same path in each: below the folder over which its own small disk is mounted. */
export type Places = {
  readonly folder: string
  readonly home: string
  readonly vault: string
  /** The repository `default`, and the second one, `drive`. */
  readonly repository: string
  readonly drive: string
  /** What restores go into. */
  readonly back: string
  /** The person's HOME, and TMPDIR. */
  readonly person: string
  readonly temporary: string
}

/** @param folder a case's folder */
export function placesIn(folder: string): Places {
  const at = (...names: string[]) => path.join(folder, ...names)
  return {
    folder,
    home: at('home'),
    vault: at('Notes'),
    repository: at('home', 'repositories', 'default'),
    drive: at('drive', 'repository'),
    back: at('back'),
    person: at('person'),
    temporary: at('tmp'),
  }
}
