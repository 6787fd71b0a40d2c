import { Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { SetupPassword } from '../../../main/contract/procedures/setup.ts'
import { orpc } from '../../api.ts'
import { JobProgress } from '../../parts/job-progress.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { AddPassword, type ChosenPassword, noPassword, passwordReady } from './add-password.tsx'
import { useAdd } from './use-add.ts'

type MakeRepositoryProps = {
  readonly name: string
  /** Its password is kept already. */
  readonly kept: boolean
  /** Nothing is missing that its server asks for. */
  readonly reachable: boolean
  /** The fingerprint of the server that was confirmed. */
  readonly hostKey: string | undefined
  readonly onMade: () => void
}

/** Makes a repository that stands in the configuration and was never made, or takes over what is at its place. */
export function MakeRepository({ name, kept, reachable, hostKey, onMade }: MakeRepositoryProps) {
  const setup = useQuery(orpc.setup.state.queryOptions())
  const [password, setPassword] = useState<ChosenPassword>(noPassword)
  const add = useAdd()
  const { done } = add
  useEffect(() => {
    if (done) onMade()
  }, [done, onMade])
  const existing = add.problem?.code === 'password-needed'
  const withKept = kept && !existing
  const start = () => {
    const chosen: SetupPassword = withKept
      ? { how: 'kept' }
      : existing || password.how === 'typed'
        ? { how: 'typed', value: password.own.value }
        : { how: 'generated' }
    void add.begin({
      name,
      password: chosen,
      keepIn: password.inFile ? 'file' : 'keychain',
      ...(hostKey === undefined ? {} : { acceptHostKey: hostKey }),
    })
  }
  return (
    <AddPassword
      kept={withKept}
      existing={existing}
      holds={null}
      password={password}
      setup={setup.data}
      about={[name]}
      onChange={(change) => setPassword((before) => ({ ...before, ...change }))}
      onAgain={() => void setup.refetch()}
    >
      {add.going !== undefined && <JobProgress job={add.going} />}
      {add.problem !== null && !add.busy && <ProblemAlert problem={add.problem} />}
      <Group>
        <Button loading={add.busy} disabled={!reachable || !(withKept || passwordReady(password, existing, setup.data))} onClick={start}>
          {existing ? 'Take it over' : 'Make the repository'}
        </Button>
        {!reachable && (
          <Text size="sm" c="dimmed">
            Enter first what its server asks for.
          </Text>
        )}
      </Group>
    </AddPassword>
  )
}
