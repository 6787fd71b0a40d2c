import { Box, Text, VisuallyHidden } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { ConfigurationProblem } from '../../../main/contract/configuration-problem.ts'
import { Surface } from '../../parts/surface.tsx'
import { ToneIcon } from '../../parts/tone.tsx'
import classes from './file-view.module.css'

type FileViewProps = { readonly text: string; readonly problems: readonly ConfigurationProblem[]; readonly line: number | null }

/** The text of the file with the numbers of its lines, and each mistake below its line. It is read here and edited in an editor. */
export function FileView({ text, problems, line }: FileViewProps) {
  const wanted = useRef<HTMLTableRowElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each line that the address names
  useEffect(() => {
    wanted.current?.scrollIntoView({ block: 'center' })
    wanted.current?.focus({ preventScroll: true })
  }, [line])
  if (text === '') return <Text c="dimmed">There is no file yet. It is made with the first thing that you save here.</Text>
  const lines = text.replace(/\n$/, '').split('\n')
  return (
    <Surface p={0} style={{ overflow: 'auto', borderColor: 'var(--vk-line)' }}>
      <table className={classes['file']}>
        <VisuallyHidden component="caption">The text of the file, line by line</VisuallyHidden>
        <thead>
          <tr>
            <th scope="col">
              <VisuallyHidden>Line</VisuallyHidden>
            </th>
            <th scope="col">
              <VisuallyHidden>Text</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((content, index) => {
            const number = index + 1
            const here = problems.filter((problem) => problem.where === 'file' && problem.line === number)
            return (
              <tr
                // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
                key={index}
                ref={number === line ? wanted : undefined}
                tabIndex={number === line ? -1 : undefined}
                className={here.length > 0 ? classes['wrong'] : undefined}
              >
                <td className={classes['number']}>{number}</td>
                <td className={classes['text']}>
                  {content}
                  {here.map(({ column, sentence }) => (
                    <Box key={`${column} ${sentence}`} className={classes['mistake']}>
                      <ToneIcon tone="bad" size={16} /> <span>{`Column ${column}: ${sentence}`}</span>
                    </Box>
                  ))}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Surface>
  )
}
