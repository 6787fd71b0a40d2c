import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core'
import { IconCheck, IconCopy, IconHeartbeat } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { Escalation } from '../../../main/contract/procedures/agents.ts'
import { api, orpc } from '../../api.ts'
import { Callout } from '../../parts/callout.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { When } from '../../parts/when.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { listed } from '../../words/counted.ts'
import { useStart } from '../overview/use-start.ts'
import { EditorSection } from '../plans/editor-section.tsx'
import classes from './agents.module.css'
import { recoverAddress } from './recover-address.ts'

type EscalationSectionProps = {
  readonly escalation: Escalation
  /** There is a backup, and it is not being brought back already. */
  readonly canComeBack: boolean
}

/** Why an agent needs a person: what went wrong, the whole text of it, and the folder with everything that is known. */
export function EscalationSection({ escalation, canComeBack }: EscalationSectionProps) {
  const { agent, time, problem, dependants, bundle } = escalation
  const { start, busy, problem: refused } = useStart()
  return (
    <EditorSection title="What needs you">
      <Callout
        tone="bad"
        title={problem.sentence}
        actions={
          <>
            {canComeBack && (
              <Button component="a" href={recoverAddress([agent])} size="compact-md" leftSection={<IconHeartbeat size={16} aria-hidden />}>
                Bring it back
              </Button>
            )}
            <Button
              size="compact-md"
              variant="default"
              loading={busy}
              onClick={() => start(() => api.agents.settle({ agent }), `${agent} is watched as before`)}
            >
              I have looked
            </Button>
          </>
        }
      >
        <Stack gap={4}>
          <Text size="sm">{problem.remedy}</Text>
          {dependants.length > 0 && (
            <Text size="sm">{`${listed(dependants, 6)} ${dependants.length === 1 ? 'is' : 'are'} not brought back before it.`}</Text>
          )}
          <Text size="xs" c="dimmed">
            <When time={time} />. It is not brought back by itself until somebody has looked, or brought it back.
          </Text>
        </Stack>
      </Callout>
      {refused !== null && <ProblemAlert problem={refused} />}
      {bundle === '' ? (
        <Text size="sm">No report could be written, for there was no room for it. What was done stands in the activity.</Text>
      ) : (
        <Bundle escalation={escalation} />
      )}
    </EditorSection>
  )
}

/** The folder with all that is known, and the one text in it. */
function Bundle({ escalation: { escalation, agent, bundle } }: { readonly escalation: Escalation }) {
  const found = useQuery(orpc.agents.bundle.queryOptions({ input: { escalation }, staleTime: 'static' }))
  return (
    <>
      <Group gap="xs">
        <Text size="sm">
          All that is known is in <Code>{bundle}</Code>
        </Text>
        <CopyButton value={bundle}>
          {({ copied, copy }) => (
            <Button
              size="compact-sm"
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            >
              {copied ? 'Copied' : 'Copy the path'}
            </Button>
          )}
        </CopyButton>
      </Group>
      <QueryView query={found} waiting={<Waiting lines={6} />}>
        {({ text, files }) => (
          <>
            {/* It scrolls, so the keyboard has to get into it. */}
            <section aria-label={`What happened to ${agent}`}>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
              <pre className={classes['text']} tabIndex={0}>
                {text}
              </pre>
            </section>
            {files.length > 0 && (
              <Text size="xs" c="dimmed">
                Beside it: {files.map(({ name, bytes }) => `${name} (${bytesInWords(bytes)})`).join(', ')}
              </Text>
            )}
          </>
        )}
      </QueryView>
    </>
  )
}
