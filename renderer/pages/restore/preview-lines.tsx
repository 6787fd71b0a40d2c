import { Box, Group, Stack, Text } from '@mantine/core'
import type { RestorePreview } from '../../../main/contract/procedures/restores.ts'
import { Shown } from '../../parts/shown.tsx'
import { ToneIcon } from '../../parts/tone.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { counted } from '../../words/counted.ts'
import { previewLines } from './preview-words.ts'
import classes from './restore.module.css'

/** So many examples of each are named without being asked for; none of what stays as it is. */
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
            <Examples of={of} examples={examples} few={tone === 'calm' ? 0 : fewNamed} />
          </Box>
        </Group>
      ))}
    </Stack>
  )
}

function Examples({ of, examples, few }: { readonly of: number; readonly examples: readonly string[]; readonly few: number }) {
  if (examples.length === 0) return null
  const shown = (some: readonly string[]) =>
    some.map((example) => (
      <Text key={example} size="sm" component="div">
        <Shown text={example} />
      </Text>
    ))
  if (examples.length <= few) return <>{shown(examples)}</>
  return (
    <>
      {shown(examples.slice(0, few))}
      <details>
        <summary className={classes['some']}>{few === 0 ? 'Which' : counted(of - few, 'more', 'more')}</summary>
        {shown(examples.slice(few))}
        {of > examples.length && <Text size="sm">and {counted(of - examples.length, 'more', 'more')}</Text>}
      </details>
    </>
  )
}
