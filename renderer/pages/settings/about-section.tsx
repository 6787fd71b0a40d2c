import { Box } from '@mantine/core'
import { orpc } from '../../api.ts'
import { Fact } from '../../parts/fact.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { EditorSection } from '../plans/editor-section.tsx'
import { useAskedOnce } from './use-asked-once.ts'

/** Versions and folders. */
export function AboutSection() {
  const about = useAskedOnce(orpc.about.get.queryOptions())
  return (
    <EditorSection title="About">
      <QueryView query={about}>
        {({ version, node, home, configuration, host, platform, arch, zone, restic, resticProblem, scheduled }) => (
          <Box
            component="dl"
            m={0}
            style={{ display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 'var(--mantine-spacing-md)', rowGap: 4 }}
          >
            <Fact name="Vaultkeeper">{version}</Fact>
            <Fact name="restic">
              {restic === null
                ? `${resticProblem?.sentence ?? 'not there yet'} ${resticProblem?.remedy ?? ''}`
                : `${restic.version}, ${restic.program}`}
            </Fact>
            <Fact name="Node">{node}</Fact>
            <Fact name="Machine">
              {host} ({platform}, {arch}), time zone {zone}
            </Fact>
            <Fact name="Its folder">{home}</Fact>
            <Fact name="Its file">{configuration}</Fact>
            <Fact name="Schedule">{scheduled ? 'is run' : 'is not run: start Vaultkeeper, or the service'}</Fact>
          </Box>
        )}
      </QueryView>
    </EditorSection>
  )
}
