import { Anchor, Box, Group, Stack, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { Tone as Answer, Overview } from '../../../main/contract/procedures/overview.ts'
import { announce } from '../../parts/announcer.tsx'
import { type Tone, ToneIcon, toneGround, toneText } from '../../parts/tone.tsx'
import { When } from '../../parts/when.tsx'

/** How the engine's tones look. */
const tones: Readonly<Record<Answer, Tone>> = { good: 'good', attention: 'attention', bad: 'bad', unknown: 'calm' }

/** The answer to "am I protected?", large, and when the last backup was and the next one is. It is read aloud when it becomes another. */
export function AnswerBanner({ overview: { answer, vaults, pauses } }: { readonly overview: Overview }) {
  const tone = tones[answer.tone]
  const last = vaults
    .flatMap(({ lastBackup }) => lastBackup?.time ?? [])
    .toSorted()
    .at(-1)
  const next = vaults.flatMap(({ next: one }) => one?.time ?? []).toSorted()[0]
  const onlyHere = vaults.some(({ elsewhere: { state, sentence } }) => state === 'none' && sentence !== null)
  const said = useRef(answer.sentence)
  useEffect(() => {
    if (said.current !== answer.sentence) announce(answer.sentence)
    said.current = answer.sentence
  }, [answer.sentence])
  return (
    <Box
      component="section"
      aria-label="Am I protected?"
      p={{ base: 'md', sm: 'lg' }}
      bg={toneGround(tone)}
      style={{ borderRadius: 'var(--mantine-radius-lg)', border: `1px solid ${toneText(tone)}` }}
    >
      <Group gap="md" wrap="nowrap" align="center">
        <ToneIcon tone={tone} size={44} />
        <Stack gap={4} miw={0}>
          <Text fz={{ base: 'lg', sm: '1.5rem' }} lh={1.3} fw={650}>
            {answer.sentence}
          </Text>
          <Text c="dimmed">
            {last === undefined ? (
              'There is no backup yet.'
            ) : (
              <>
                Last backup <When time={last} />.
              </>
            )}
            {next !== undefined && pauses.every(({ plan }) => plan !== null) && (
              <>
                {' '}
                Next one <When time={next} />.
              </>
            )}
          </Text>
          {onlyHere && answer.tone !== 'bad' && (
            <Text size="sm">
              If this disk dies or is stolen, the copies go with it.{' '}
              <Anchor href="#/repositories/%2B">Add a place on a drive or a server</Anchor>
            </Text>
          )}
        </Stack>
      </Group>
    </Box>
  )
}
