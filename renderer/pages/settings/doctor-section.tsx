import { Button, Group, Stack, Text, VisuallyHidden } from '@mantine/core'
import { orpc } from '../../api.ts'
import { QueryView } from '../../parts/query-view.tsx'
import { ToneIcon } from '../../parts/tone.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { EditorSection } from '../plans/editor-section.tsx'
import { useAskedOnce } from './use-asked-once.ts'

const words = { good: 'good', attention: 'worth knowing', bad: 'not as it should be' } as const

/** How everything stands that a backup needs. */
export function DoctorSection() {
  const doctor = useAskedOnce(orpc.doctor.get.queryOptions())
  return (
    <EditorSection title="Is everything in order?" lead="Everything that a backup needs, looked at one by one.">
      <QueryView query={doctor} waiting={<Waiting lines={6} />}>
        {(findings) => (
          <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
            {findings.map(({ part, verdict, finding, remedy }) => (
              <Group key={`${part} ${finding}`} component="li" gap="xs" wrap="nowrap" align="flex-start">
                <ToneIcon tone={verdict} />
                <Text size="sm">
                  <VisuallyHidden>{words[verdict]}: </VisuallyHidden>
                  <strong>{part}</strong>: {finding}
                  {remedy !== null && (
                    <Text component="span" size="sm" c="dimmed">
                      {' '}
                      {remedy}
                    </Text>
                  )}
                </Text>
              </Group>
            ))}
          </Stack>
        )}
      </QueryView>
      <Button
        variant="default"
        size="compact-md"
        loading={doctor.isFetching}
        onClick={() => void doctor.refetch()}
        style={{ alignSelf: 'flex-start' }}
      >
        Look again
      </Button>
    </EditorSection>
  )
}
