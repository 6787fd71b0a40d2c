import { Box, Group, Stack, Text } from '@mantine/core'
import type { RestorePreview } from '../../../main/contract/procedures/restores.ts'
import { ToneIcon } from '../../parts/tone.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { counted } from '../../words/counted.ts'
import { previewLines } from './preview-words.ts'

/** So many examples of each are named without being asked for. */
const fewNamed = 3

/** What a restore would do, line by line, with examples. */
export function PreviewLines({ preview }: { readonly preview: RestorePreview }) {
  return (
    <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
      {previewLines(preview).map(({ key, tone, title, says, amount, bytes, examples, of }) => (
        <Group key={key} component="li" gap="sm" wrap="nowrap" align="flex-start">
          <ToneIcon tone={tone} />
          <Box flex={1} miw={0}>
            <Text fw={600}>
              {title}: {amount}
              {bytes !== null && <span className="vk-numbers">, {bytesInWords(bytes)}</span>}
            </Text>
            <Text size="sm" c="dimmed">
              {says}
            </Text>
            <Examples of={of} examples={examples} />
          </Box>
        </Group>
      ))}
    </Stack>
  )
}

function Examples({ of, examples }: { readonly of: number; readonly examples: readonly string[] }) {
  if (examples.length === 0) return null
  const shown = (some: readonly string[]) =>
    some.map((example) => (
      <Text key={example} size="sm" component="div">
        {example}
      </Text>
    ))
  if (examples.length <= fewNamed) return <>{shown(examples)}</>
  return (
    <>
      {shown(examples.slice(0, fewNamed))}
      <details>
        <summary>{counted(of - fewNamed, 'more', 'more')}</summary>
        {shown(examples.slice(fewNamed))}
        {of > examples.length && <Text size="sm">and {counted(of - examples.length, 'more', 'more')}</Text>}
      </details>
    </>
  )
}
