/** What a package.json says, as far as it is looked at. */
export type About = {
  readonly dependencies?: Wanted
  readonly devDependencies?: Wanted
  readonly optionalDependencies?: Wanted
  readonly workspaces?: readonly string[]
}
type Wanted = Readonly<Record<string, string>>

/** What a package-lock.json says of one place, as far as it is looked at. */
type Entry = About & {
  readonly name?: string
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly hasInstallScript?: boolean
}

/** A package-lock.json. */
export type LockFile = { readonly lockfileVersion: number; readonly packages: Readonly<Record<string, Entry>> }

/** Packages that would run something when they are installed. The last is for a kind of package for Windows that is not made here: its script does not run. */
const mayHaveScripts = ['@github/keytar', 'node', 'electron-winstaller']

/** What is not as it has to be in a lock file, one line each: `without a hash: node_modules/x`. Pure. */
export function lockFileFaults(about: About, { lockfileVersion, packages }: LockFile): string[] {
  const faults = lockfileVersion === 3 ? [] : [`a format that is not known: ${lockfileVersion}`]
  for (const [place, entry] of Object.entries(packages)) {
    faults.push(...asked(entry).flatMap(([name, range]) => (fromRegistry(range) ? [] : [`from elsewhere: ${name} ${range}`])))
    if (isOurs(about, place, entry)) continue
    const name = entry.name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
    // An address stands there only of what does not come from the registry that the machine is set up with.
    if (entry.resolved !== undefined || entry.link) faults.push(`from elsewhere: ${place}`)
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(entry.version ?? '')) faults.push(`without a version: ${place}`)
    if (entry.integrity === undefined) faults.push(`without a hash: ${place}`)
    else if (!/^sha512-[\w+/]{86}==$/.test(entry.integrity)) faults.push(`with a weak hash: ${place}`)
    if (entry.hasInstallScript && !mayHaveScripts.includes(name)) faults.push(`with a script: ${name}`)
  }
  return [...faults, ...unpinned(about, packages)]
}

/** What is asked for by name has to be one version, and the lock file has to have that one. */
function unpinned(about: About, packages: LockFile['packages']): string[] {
  const [wanted, locked] = [asked(about), asked(packages[''] ?? {})].map((list) => list.map((one) => one.join(' ')).sort())
  const other = wanted?.join() === locked?.join() ? [] : ['the lock file is of another package.json']
  const loose = asked(about).flatMap(([name, range]) => {
    const [, alias, version] = /^(?:npm:(@?[\w./-]+)@)?(\d+\.\d+\.\d+)$/.exec(range) ?? []
    const entry = packages[`node_modules/${name}`]
    if (version === undefined) return [`not pinned: ${name} ${range}`]
    return entry?.version === version && entry.name === alias ? [] : [`not as pinned: ${name}`]
  })
  return [...other, ...loose]
}

const asked = ({ dependencies, devDependencies, optionalDependencies }: About): [string, string][] =>
  Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })

/** A range of versions, or the same of a package with another name: no repository, archive, folder or server. */
const fromRegistry = (range: string): boolean =>
  /^(npm:(@[\w.-]+\/)?[\w.-]+@)?[\s\w.^~<>=|*+-]*$/.test(range) && !/\.t(ar\.)?gz\b/.test(range)

function isOurs({ workspaces = [] }: About, place: string, { link, resolved = '' }: Entry): boolean {
  if (link) return workspaces.includes(resolved) && place === `node_modules/${resolved.slice(resolved.lastIndexOf('/') + 1)}`
  return place === '' || workspaces.includes(place)
}
