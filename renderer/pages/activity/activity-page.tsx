import { Page } from '../../parts/page.tsx'

/** `#/`: Activity. */
export default function ThisPage() {
  return <Page title="Activity" />
}
