import { Code, Stack, Text, Title } from '@mantine/core'
import type { KnownRun } from '../../../main/contract/procedures/history.ts'
import { Callout } from '../../parts/callout.tsx'
import { Shown } from '../../parts/shown.tsx'
import { verdictWords } from '../../parts/state-words.ts'
import { Surface } from '../../parts/surface.tsx'
import { counted } from '../../words/counted.ts'

/** So many warnings are shown at once. */
const mostWarnings = 50

/** What went wrong: cause, remedy, what restic said, and which files could not be handled. */
export function RunProblem({ run: { problem, warnings, verdict } }: { readonly run: KnownRun }) {
  const { tone } = verdictWords(verdict)
  return (
    <>
      {problem !== null && (
        <Callout tone={tone === 'calm' ? 'info' : tone} title={problem.sentence}>
          <Stack gap="xs">
            <Text size="sm">
              <Shown text={problem.remedy} content />
            </Text>
            {problem.detail !== undefined && (
              <details>
                <summary>What restic said</summary>
                <Code block>
                  <Shown text={problem.detail} content />
                </Code>
              </details>
            )}
          </Stack>
        </Callout>
      )}
      {warnings.length > 0 && (
        <Surface>
          <Stack gap="xs" component="section" aria-labelledby="warnings">
            <Title order={2} id="warnings">
              {counted(warnings.length, 'warning')}
            </Title>
            <ul style={{ margin: 0, paddingInlineStart: '1.25rem' }}>
              {warnings.slice(0, mostWarnings).map((warning) => (
                <li key={warning}>
                  <Text size="sm">
                    <Shown text={warning} content />
                  </Text>
                </li>
              ))}
            </ul>
            {warnings.length > mostWarnings && (
              <Text size="sm" c="dimmed">
                And {counted(warnings.length - mostWarnings, 'more')}
              </Text>
            )}
          </Stack>
        </Surface>
      )}
    </>
  )
}
