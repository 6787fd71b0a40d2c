import { Page } from '../../parts/page.tsx'

/** `#/`: Overview. */
export default function ThisPage() {
  return <Page title="Overview" />
}
