import type { PasswordSource } from '../../contract/password-source.ts'
import type { Core, RunHost } from '../core.ts'
import { openRepository } from '../repositories/open-repository.ts'
import { repositoryLock } from '../repositories/repository-place.ts'
import { knownRepository } from '../state/queries.ts'
import { type EndedRun, recordRun } from './record-run.ts'
import { recover } from './recover.ts'
import { underLock } from './under-lock.ts'

/** What making the repository has to show. */
export type InitResult = {
  readonly repository: string
  readonly location: string
  readonly password: PasswordSource
  readonly existed: boolean
}

/** Makes a repository, or finds that it is there and opens. */
export function init(core: Core, repository: string, host: RunHost): Promise<EndedRun<InitResult>> {
  return recordRun<InitResult>(core, { kind: 'init', repository }, () =>
    underLock(core, repositoryLock(repository), 'making the repository', host, async () => {
      await recover(core, repository)
      const existed = Boolean(knownRepository(core.state.database, repository)?.id)
      const { name, location, passwordSource } = await openRepository(core, repository, 'write', host)
      return { verdict: 'done', warnings: [], result: { repository: name, location, password: passwordSource, existed } }
    }),
  )
}
