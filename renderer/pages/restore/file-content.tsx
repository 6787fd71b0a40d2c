import { Code, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Preview } from '../../../main/contract/procedures/files.ts'
import { printable } from '../../../main/contract/words/printable.ts'
import { orpc } from '../../api.ts'
import { QueryView } from '../../parts/query-view.tsx'
import { Shown } from '../../parts/shown.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { FilePicture } from './file-picture.tsx'
import { lookAt } from './look-at.ts'
import classes from './restore.module.css'
import type { At } from './version-content.tsx'

/** What is in a file of a snapshot: a text, a picture, or what kind of file it is. Nothing of it is ever run or taken for markup. */
export function FileContent({ path, at }: { readonly path: string; readonly at: At }) {
  const content = useQuery(orpc.files.preview.queryOptions({ input: { ...lookAt(at), path }, staleTime: 'static' }))
  return (
    <QueryView query={content} waiting={<Waiting lines={6} />}>
      {({ preview }) => <Content preview={preview} path={path} at={at} />}
    </QueryView>
  )
}

function Content({ preview, path, at }: { readonly preview: Preview; readonly path: string; readonly at: At }) {
  if (preview.what === 'link')
    return (
      <Text>
        A link that leads to{' '}
        {preview.target === null ? (
          'somewhere that cannot be told'
        ) : (
          <Code>
            <Shown text={preview.target} />
          </Code>
        )}
        .
      </Text>
    )
  if (preview.what === 'bytes') {
    if (preview.kind.kind === 'image') return <FilePicture path={path} at={at} words={preview.kind.words} />
    return (
      <Text c="dimmed">
        {preview.kind.words}, {bytesInWords(preview.size)}. There is nothing to be shown of it here; restore it beside the original to open
        it.
      </Text>
    )
  }
  if (preview.text === '') return <Text c="dimmed">The file is empty.</Text>
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {preview.kind.words}, {bytesInWords(preview.size)}
        {preview.shown < preview.size && `; the first ${bytesInWords(preview.shown)} of it`}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section className={classes['text']} tabIndex={0} aria-label={`Content of ${printable(path)}`}>
        <Shown text={preview.text} content />
      </section>
    </Stack>
  )
}
