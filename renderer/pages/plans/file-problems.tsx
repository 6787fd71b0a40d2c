import { Anchor, List } from '@mantine/core'
import type { ConfigurationProblem } from '../../../main/contract/configuration-problem.ts'
import { Callout } from '../../parts/callout.tsx'
import { counted } from '../../words/counted.ts'

/** The mistakes of the file with their places, each leading to its line. Until they are mended nothing can be changed here. */
export function FileProblems({ problems }: { readonly problems: readonly ConfigurationProblem[] }) {
  if (problems.length === 0) return null
  return (
    <Callout tone="bad" title={`backup_schedule.json has ${counted(problems.length, 'mistake')}`}>
      If it was free of mistakes before, what it said then stays in force. It is read again as soon as you save it in an editor.
      <List size="sm" mt="xs">
        {problems.slice(0, 20).map(({ where, line, column, sentence }) => (
          <List.Item key={`${where} ${line} ${column} ${sentence}`}>
            {where === 'file' && line > 0 && (
              <>
                <Anchor href={`#/plans?file=${line}`}>
                  Line {line}, column {column}
                </Anchor>
                {': '}
              </>
            )}
            {where === '.env' && line > 0 && `.env, line ${line}: `}
            {sentence}
          </List.Item>
        ))}
      </List>
    </Callout>
  )
}
