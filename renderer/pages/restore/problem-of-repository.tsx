import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Problem } from '../../../main/contract/problem.ts'
import { EnterCredential } from '../../mending/enter-credential.tsx'
import { EnterPassword } from '../../mending/enter-password.tsx'
import { FindRepository } from '../../mending/find-repository.tsx'
import { mendLabels, mendOf } from '../../mending/mend-of.ts'
import { ProblemAlert } from '../../parts/problem-alert.tsx'

type ProblemOfRepositoryProps = { readonly problem: Problem; readonly repository: string | null; readonly onAgain: () => void }

/** What keeps a repository from being read, with what mends it here and now, and another try. */
export function ProblemOfRepository({ problem, repository, onAgain }: ProblemOfRepositoryProps) {
  const [opened, setOpened] = useState(false)
  const mends = repository === null ? null : mendOf(problem.code)
  const close = () => {
    setOpened(false)
    onAgain()
  }
  return (
    <>
      <ProblemAlert
        problem={problem}
        actions={
          <>
            {mends !== null && <Button onClick={() => setOpened(true)}>{mendLabels[mends]}</Button>}
            <Button variant={mends === null ? 'filled' : 'default'} onClick={onAgain}>
              Look again
            </Button>
          </>
        }
      />
      {mends === 'password' && repository !== null && <EnterPassword repository={repository} opened={opened} onClose={close} />}
      {mends === 'credential' && repository !== null && <EnterCredential repository={repository} opened={opened} onClose={close} />}
      {mends === 'place' && repository !== null && <FindRepository repository={repository} opened={opened} onClose={close} />}
    </>
  )
}
