/** The jobs of a build agent, as messages. Everything else is written by `nlkit-codegen examples/jobs`. */
import {
  attributes,
  enumerated,
  enumeration,
  message,
  padding,
  string,
  struct,
  u32,
  u8
} from '@nlkit/core/schema'

export const jobStates = enumeration('JobState', 'JOB_STATE', [
  ['JOB_STATE_QUEUED', 0, 'Waits for its turn.'],
  ['JOB_STATE_RUNNING', 1, 'At work.'],
  ['JOB_STATE_DONE', 2, 'Over.']
])

export const jobmsg = struct('jobmsg', 'job_', [
  ['job_id', u32, 'Number of the job, 1 or more.'],
  ['job_state', enumerated(u8, jobStates), 'What it is about.'],
  [padding(3)]
])

export const jobAttributes = attributes('JobAttributes', 'JOBA', 'Attributes of a job.', [
  ['JOBA_COMMAND', 1, string(255), 'What it runs.'],
  ['JOBA_OWNER', 2, u32, 'User id of who has asked for it.'],
  ['JOBA_PROGRESS', 3, u8, 'Percent of it that is done, 0 to 100.']
])

export const job = message({
  name: 'job',
  doc: 'A job of the build agent.',
  header: jobmsg,
  attributes: jobAttributes,
  messages: { JOB_NEW: 16, JOB_GET: 17 },
  identity: ['id']
})
