import { bundle } from '../../tsup.base.ts'

export default bundle({
  index: 'src/index.ts',
  'capture/index': 'src/capture/index.ts',
  'codec/index': 'src/codec/index.ts',
  'schema/index': 'src/schema/index.ts',
  'testing/index': 'src/testing/index.ts'
})
