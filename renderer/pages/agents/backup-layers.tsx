import { Anchor, Code, Text } from '@mantine/core'
import type { AgentBackup } from '../../../main/contract/procedures/agents.ts'
import { When } from '../../parts/when.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { counted } from '../../words/counted.ts'
import { layerName } from './agent-words.ts'
import classes from './agents.module.css'

/** So many patterns are named. */
const mostPatterns = 4

/** The snapshots that an agent's folder is put together from, in the order in which they are laid over each other. */
export function BackupLayers({ backup: { layers } }: { readonly backup: AgentBackup }) {
  return (
    <ol className={classes['layers']} aria-label="Put together from">
      {layers.map((layer, at) => (
        <li key={layer.snapshot}>
          <Text size="sm" component="div">
            <strong>{layerName(layer)}</strong>, <When time={layer.time} />
            {layer.files !== null && `, ${counted(layer.files, 'file')}`}
            {layer.bytes !== null && `, ${bytesInWords(layer.bytes)}`}
          </Text>
          <Text size="xs" c="dimmed" component="div">
            {layer.how === 'whole' ? 'All of its folder' : at === 0 ? 'Only ' : 'Laid over it: '}
            {layer.how === 'part' &&
              layer.patterns.slice(0, mostPatterns).map((pattern, index) => (
                <span key={pattern}>
                  {index > 0 && ', '}
                  <Code>{pattern}</Code>
                </span>
              ))}
            {layer.how === 'part' && layer.patterns.length > mostPatterns && ` and ${layer.patterns.length - mostPatterns} more`}
            {layers[at - 1]?.repository !== layer.repository && (
              <>
                {' · from '}
                <Anchor href={`#/repositories/${encodeURIComponent(layer.repository)}`}>{layer.repository}</Anchor>
              </>
            )}
            {layer.label !== null && layer.label !== layerName(layer) && ` · ${layer.label}`}
          </Text>
        </li>
      ))}
    </ol>
  )
}
