import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { orpc } from '../../api.ts'
import { gitWords } from '../vaults/git-words.ts'
import { Signed } from './vault-facts.tsx'

/** How a vault stood with git when it was looked at last, where that needs somebody; nothing else. */
export function VaultGitLine({ vault }: { readonly vault: string }) {
  const { data } = useQuery(orpc.git.list.queryOptions())
  const known = data?.find((one) => one.vault === vault)
  if (known?.state == null || known.line === null) return null
  const { tone } = gitWords[known.state]
  if (tone === 'good' || tone === 'calm') return null
  return (
    <Text size="sm" component="div">
      <Signed tone={tone}>
        Git: {known.line}{' '}
        <Anchor inherit href={`#/vaults/${encodeURIComponent(vault)}`}>
          Look
        </Anchor>
      </Signed>
    </Text>
  )
}
