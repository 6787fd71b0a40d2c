import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { watchForSecrets } from '../helpers/cli-processes.ts'
import { formsOf } from '../helpers/secret-forms.ts'
import type { FaultBench, OperationEnd } from './fault-bench.ts'

/** I5: looks for the passwords from the beginning of a case to its end. */
export type SecretWatch = {
  /** Takes what a command said. */
  readonly heard: (end: OperationEnd) => void
  /** Where they were seen. Ends the watch. */
  readonly found: () => string[]
}

/** What is read is a few hundred files at most; larger ones than this are the repository's and the reserve. */
const largest = 1_000_000

/** Begins to look. The command lines and environments of all processes, each 20 ms; in the end what was said, and every file that is not encrypted. */
export function watchSecrets({ secrets, home, temporary, person, folder }: FaultBench): SecretWatch {
  const forms = secrets.flatMap(formsOf)
  const watch = watchForSecrets(forms)
  const heard: string[] = []
  const places = [home, temporary, person, path.join(folder, 'fault')]
  return {
    heard: ({ stdout, stderr }) => heard.push(stdout, stderr),
    found: () => {
      watch.stop()
      return [
        ...watch.sightings.map(({ where, command }) => `I5: a password in the ${where} of ${command.slice(0, 200)}`),
        ...heard
          .filter((text) => forms.some((form) => text.includes(form)))
          .map((text) => `I5: a password was told: ${text.slice(0, 200)}`),
        ...places.flatMap((place) => filesBelow(place)).flatMap((file) => (holds(file, forms) ? [`I5: a password in ${file}`] : [])),
      ]
    },
  }
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const place = path.join(folder, entry.name)
      if (entry.isDirectory()) return entry.name === 'repositories' ? [] : filesBelow(place)
      return entry.isFile() ? [place] : []
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function holds(file: string, forms: readonly string[]): boolean {
  if (statSync(file).size > largest) return false
  const content = readFileSync(file)
  return forms.some((form) => content.includes(form))
}
