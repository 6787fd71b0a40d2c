import { SegmentedControl, type SegmentedControlProps } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'

/** A choice of a few words side by side; below each other where there is no room for that. */
export function Segments(props: SegmentedControlProps) {
  const narrow = useMediaQuery('(max-width: 40em)')
  return <SegmentedControl orientation={narrow ? 'vertical' : 'horizontal'} style={{ alignSelf: 'flex-start' }} {...props} />
}
