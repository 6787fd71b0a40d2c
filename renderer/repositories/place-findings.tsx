import { Box, Group, Stack, Text, VisuallyHidden } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { PlaceTest } from '../../main/contract/procedures/places.ts'
import { ToneIcon } from '../parts/tone.tsx'
import { remedyHere } from './remedy-here.ts'

const words = { good: 'good', attention: 'worth knowing', bad: 'does not work' } as const

/** What was found at a place, one sentence a line. The focus goes there where there is something to read, for it is the answer to what was pressed. */
export function PlaceFindings({ found }: { readonly found: Pick<PlaceTest, 'state' | 'checks'> }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (found.state !== 'good') box.current?.focus()
  }, [found])
  return (
    <Box
      ref={box}
      tabIndex={-1}
      role="group"
      aria-label="What was found at this place"
      p="md"
      bg="var(--vk-sunken)"
      style={{ borderRadius: 'var(--mantine-radius-md)' }}
    >
      <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {found.checks
          .map((check) => ({ ...check, remedy: remedyHere(check) }))
          .map(({ about, state, sentence, remedy }) => (
            <Group key={`${about} ${sentence}`} component="li" gap="sm" wrap="nowrap" align="flex-start">
              <ToneIcon tone={state} />
              <div>
                <Text size="sm">
                  <VisuallyHidden>{words[state]}: </VisuallyHidden>
                  {sentence}
                </Text>
                {remedy !== null && (
                  <Text size="sm" c="dimmed" style={{ whiteSpace: 'pre-line' }}>
                    {remedy}
                  </Text>
                )}
              </div>
            </Group>
          ))}
      </Stack>
    </Box>
  )
}
