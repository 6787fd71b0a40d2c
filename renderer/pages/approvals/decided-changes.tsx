import { Code, Text } from '@mantine/core'
import type { Change } from '../../../main/contract/procedures/changes.ts'
import { Shown } from '../../parts/shown.tsx'
import { Surface } from '../../parts/surface.tsx'
import { type Tone, ToneIcon } from '../../parts/tone.tsx'
import { When } from '../../parts/when.tsx'
import { counted, listed } from '../../words/counted.ts'
import classes from './approvals.module.css'

const decisions: Readonly<Record<NonNullable<Change['decision']>, { readonly word: string; readonly tone: Tone }>> = {
  approved: { word: 'Approved', tone: 'good' },
  reverted: { word: 'Reverted', tone: 'attention' },
  superseded: { word: 'Changed again, or as before', tone: 'calm' },
}

type DecidedChangesProps = { readonly changes: readonly Change[]; readonly names: ReadonlyMap<string, string> }

/** The audit trail: what was decided, of which files, when and by whom, with the beginning of the content's hash. */
export function DecidedChanges({ changes, names }: DecidedChangesProps) {
  return (
    <Surface p={0}>
      <table className={classes['decided']}>
        <thead>
          <tr>
            {['Decision', 'Files', 'When', 'By', 'Hash'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => {
            const { word, tone } = decisions[change.decision ?? 'superseded']
            return (
              <tr key={change.id}>
                <td>
                  <span style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}>
                    <ToneIcon tone={tone} size={16} /> {word}
                  </span>
                </td>
                <td>
                  <Shown text={listed(change.files.map(({ path }) => path))} />
                  <Text span size="sm" c="dimmed" display="block">
                    {counted(change.fileCount, 'file')} in {names.get(change.id) ?? change.vault}
                  </Text>
                </td>
                <td>{change.decided !== null && <When time={change.decided} />}</td>
                <td>{change.decision === 'superseded' ? 'Vaultkeeper' : (change.by ?? '')}</td>
                <td>
                  <Code>{change.hash.slice(0, 12)}</Code>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Surface>
  )
}
