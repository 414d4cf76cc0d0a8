/** ingress and clsact have no settings, but the kernel sends an empty nest: net/sched/sch_ingress.c. */
import { attributes } from '@nlkit/core/schema'

export const ingressOptions = attributes('IngressOptions', 'TCA_INGRESS', 'No settings.', [])
