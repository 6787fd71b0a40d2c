import path from 'node:path'
import { watchForSecrets } from '../helpers/cli-processes.ts'
import { cliCommand, sourceCommand } from '../helpers/cli-run.ts'
import { contentOf, everyFile } from '../helpers/every-file.ts'
import { formsOf, memoryDisk } from '../helpers/secret-forms.ts'
import type { FaultBench } from './fault-bench.ts'
import { mark } from './marked-secrets.ts'

/** I5: looks for forty secrets from the beginning of a case to its end. */
export type SecretWatch = {
  /** Where they were seen. Ends the watch. */
  readonly found: () => string[]
}

/** Where secrets are kept, what is encrypted, and what is the person's own. */
const theirPlaces = ['keys', 'drive', 'home/repositories', 'home/secrets', 'home/.env', 'Notes', 'back']

/**
 * Begins to look for whatever bears the mark: the command lines of all processes each 20 ms, and the environments of all but the commands themselves, which got it
 * there; in the end what was said by each of them, and every file that is not encrypted. What a program that broke left of its memory is none that anybody should have.
 */
export function watchSecrets({ folder, started }: FaultBench): SecretWatch {
  const forms = formsOf(mark)
  const watch = watchForSecrets(forms, { mayHold })
  const apart = theirPlaces.map((place) => path.join(folder, place))
  return {
    found: () => {
      watch.stop()
      const files = [...everyFile(folder, apart), ...(folder.startsWith(`${memoryDisk}/`) ? [] : everyFile(memoryDisk))]
      const told = started.flatMap(({ stdout, stderr }) => [stdout(), stderr()])
      return distinct([
        ...watch.sightings.map(({ where, command }) => `I5: a secret in the ${where} of ${command.slice(-160)}`),
        ...told.filter((text) => forms.some((form) => text.includes(form))).map((text) => `I5: a secret was told: ${text.slice(0, 200)}`),
        ...files.filter((file) => holds(file, forms)).map((file) => `I5: a secret in ${file}`),
        ...files.filter((file) => /^core(\.\d+)?$/.test(path.basename(file))).map((file) => `I5: left of a program's memory: ${file}`),
      ])
    },
  }
}

/** Where the files are that commands begin with. */
const ours = [sourceCommand, cliCommand].map((words) => path.dirname(words.at(-1) ?? ''))

/**
 * A command of ours, whatever starts it, got them from the person, and so has the process that a daemon warms up with. What has no command line is about to become
 * another program, and is looked at again.
 */
function mayHold(command: string): boolean {
  return command === '' || command.split('\0').some((word) => ours.includes(path.dirname(word)) && !/-helper\.\w+$/.test(word))
}

/** A process is seen again and again while it runs. */
function distinct(sentences: readonly string[]): string[] {
  return [...new Set(sentences)].slice(0, 8)
}

function holds(file: string, forms: readonly string[]): boolean {
  const content = contentOf(file)
  return forms.some((form) => content.includes(form))
}
