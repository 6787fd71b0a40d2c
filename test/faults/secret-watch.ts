import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { watchForSecrets } from '../helpers/cli-processes.ts'
import { everyFile } from '../helpers/every-file.ts'
import { formsOf, memoryDisk } from '../helpers/secret-forms.ts'
import type { FaultBench, OperationEnd } from './fault-bench.ts'
import { mark } from './marked-secrets.ts'

/** I5: looks for forty secrets from the beginning of a case to its end. */
export type SecretWatch = {
  /** Takes what a command said. */
  readonly heard: (end: OperationEnd) => void
  /** Where they were seen. Ends the watch. */
  readonly found: () => string[]
}

/** What is read is a few hundred files at most; larger ones than this are the repository's and the reserve. */
const largest = 1_000_000

/** Where secrets are kept, what is encrypted, and what is the person's own. */
const theirPlaces = ['keys', 'drive', 'home/repositories', 'home/secrets', 'home/.env', 'Notes', 'back']

/**
 * Begins to look for whatever bears the mark: the command lines and environments of all processes, each 20 ms; in the end what was said, and every file that is
 * not encrypted. What a program that broke left of its memory is none that anybody should have.
 */
export function watchSecrets({ folder }: FaultBench): SecretWatch {
  const forms = formsOf(mark)
  const watch = watchForSecrets(forms)
  const heard: string[] = []
  const apart = theirPlaces.map((place) => path.join(folder, place))
  return {
    heard: ({ stdout, stderr }) => heard.push(stdout, stderr),
    found: () => {
      watch.stop()
      const files = [...everyFile(folder, apart), ...(folder.startsWith(`${memoryDisk}/`) ? [] : everyFile(memoryDisk))]
      return distinct([
        ...watch.sightings.map(({ where, command }) => `I5: a secret in the ${where} of ${command.slice(0, 160)}`),
        ...heard.filter((text) => forms.some((form) => text.includes(form))).map((text) => `I5: a secret was told: ${text.slice(0, 200)}`),
        ...files.filter((file) => holds(file, forms)).map((file) => `I5: a secret in ${file}`),
        ...files.filter((file) => /^core(\.\d+)?$/.test(path.basename(file))).map((file) => `I5: left of a program's memory: ${file}`),
      ])
    },
  }
}

/** A process is seen again and again while it runs. */
function distinct(sentences: readonly string[]): string[] {
  return [...new Set(sentences)].slice(0, 8)
}

function holds(file: string, forms: readonly string[]): boolean {
  if (statSync(file).size > largest) return false
  const content = readFileSync(file)
  return forms.some((form) => content.includes(form))
}
