/** route, by realm of the route: net/sched/cls_route.c. */
import { attributes, converted, nest, ranged, u32 } from '@nlkit/core/schema'
import { actionList } from '../actions/schema.ts'
import { policeOptions } from '../police.schema.ts'

const realm = ranged(u32, { max: 0xff })

export const routeFilterOptions = attributes('RouteFilterOptions', 'TCA_ROUTE4', 'By realm of the route.', [
  [
    'TCA_ROUTE4_CLASSID',
    1,
    converted(u32, { module: '../handle.ts', name: 'handle', out: 'string', in: 'HandleInput' }),
    'Class of what matches.'
  ],
  ['TCA_ROUTE4_TO', 2, realm, 'Realm of the destination, 0-255.'],
  ['TCA_ROUTE4_FROM', 3, realm, 'Realm of the source, 0-255; excludes `iif`.'],
  [
    'TCA_ROUTE4_IIF',
    4,
    ranged(u32, { max: 0x7fff }),
    'Index of the interface that packets came in by, up to 32767.'
  ],
  ['TCA_ROUTE4_POLICE', 5, nest(policeOptions), 'A policer, in the old form.'],
  ['TCA_ROUTE4_ACT', 6, actionList, 'Actions.']
])
