import type { NewsMessage } from '../../../contract/news-message.ts'
import type { Core } from '../../core.ts'
import { commandEnvironment } from '../../hooks/command-environment.ts'
import { runCommand } from '../../hooks/run-command.ts'
import { carrierFailed, type Delivery, delivered } from './carrier.ts'

/**
 * Runs a person's own command with a message: {@link NewsMessage} as JSON on its standard input, and the parts that a small script wants in variables.
 * It has been told when it ends with 0. Never throws.
 */
export async function tellCommand(
  core: Core,
  { command, timeout }: { readonly command: readonly string[]; readonly timeout: number },
  message: NewsMessage,
  signal: AbortSignal,
): Promise<Delivery> {
  const {
    code,
    signal: by,
    startError,
    ended,
  } = await runCommand(
    {
      command,
      environment: commandEnvironment(core.ports.environment, {
        VAULTKEEPER_NEWS_ID: message.id,
        VAULTKEEPER_NEWS_KIND: message.kind,
        VAULTKEEPER_NEWS_TITLE: message.title,
        VAULTKEEPER_NEWS_TEXT: message.text,
        VAULTKEEPER_NEWS_REMEDY: message.remedy,
        VAULTKEEPER_NEWS_PLAN: message.plan,
        VAULTKEEPER_NEWS_REPOSITORY: message.repository,
      }),
      folder: core.home.root,
      input: `${JSON.stringify(message)}\n`,
      timeout,
      redact: core.redactor.redact,
    },
    signal,
  )
  if (startError === 'ENOENT') return carrierFailed('it was not found')
  if (startError !== null) return carrierFailed(`it could not be started (${startError})`)
  if (ended === 'timeout') return carrierFailed(`it took longer than ${timeout / 1000} seconds and was ended`)
  if (code === 0) return delivered
  return carrierFailed(code === null ? `it was killed (${by})` : `it ended with exit code ${code}`)
}
