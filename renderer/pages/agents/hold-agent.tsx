import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core'
import { IconEye, IconHandStop } from '@tabler/icons-react'
import { useState } from 'react'
import type { AgentStanding } from '../../../main/contract/procedures/agents.ts'
import { api } from '../../api.ts'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { useStart } from '../overview/use-start.ts'

const hour = 3_600_000
const spans = [
  { value: 'hour', name: 'For an hour', lasts: hour },
  { value: 'day', name: 'For a day', lasts: 24 * hour },
  { value: 'open', name: 'Until I say otherwise', lasts: null },
] as const

/** A button that leaves an agent alone for a while, or watches it again. */
export function HoldAgent({ agent: { agent, held } }: { readonly agent: AgentStanding }) {
  const [asking, setAsking] = useState(false)
  const [span, setSpan] = useState<string>(spans[0].value)
  const { start, busy, problem } = useStart()
  const hold = () => {
    const lasts = spans.find(({ value }) => value === span)?.lasts ?? null
    const until = lasts === null ? null : new Date(Date.now() + lasts).toISOString()
    start(async () => {
      await api.agents.hold({ agent, until })
      setAsking(false)
    }, `${agent} is left alone`)
  }
  const release = () => start(() => api.agents.release({ agent }), `${agent} is watched again`)
  return (
    <>
      {/* One button for both, so that whoever pressed it stays on it. */}
      <Button
        variant="default"
        {...(held === null ? { 'aria-haspopup': 'dialog' as const } : {})}
        leftSection={held === null ? <IconHandStop size={18} aria-hidden /> : <IconEye size={18} aria-hidden />}
        aria-busy={busy && !asking}
        onClick={held === null ? () => setAsking(true) : release}
      >
        {held === null ? 'Leave it alone' : 'Watch it again'}
      </Button>
      {problem !== null && !asking && <ProblemAlert problem={problem} />}
      <Modal opened={asking} onClose={() => setAsking(false)} title={`Leave ${agent} alone?`}>
        <Stack>
          <Text size="sm">
            Meanwhile it is neither brought back by itself nor told of: for when you work on it. You can bring it back by hand all the same.
          </Text>
          <Radio.Group label="For how long" value={span} onChange={setSpan}>
            <Stack gap="xs" mt="xs">
              {spans.map(({ value, name }) => (
                <Radio key={value} value={value} label={name} />
              ))}
            </Stack>
          </Radio.Group>
          {problem !== null && <ProblemAlert problem={problem} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => setAsking(false)}>
              Cancel
            </Button>
            <Button loading={busy} onClick={hold}>
              Leave it alone
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
