// SPDX-License-Identifier: Apache-2.0
import {
  b,
  type CorpusTool,
  i,
  list,
  map,
  maybe,
  n,
  obj,
  one,
  ref,
  s,
  strict,
  titled,
} from './words';

const path = s('A path below an allowed folder');

export const files: CorpusTool[] = [
  ['read_text_file', strict({ 'path!': path, head: n({ description: 'First lines' }), tail: n() })],
  ['read_media_file', strict({ 'path!': s() })],
  ['read_multiple_files', strict({ 'paths!': list(s(), { minItems: 1 }) })],
  ['write_file', strict({ 'path!': path, 'content!': s() })],
  [
    'edit_file',
    strict({
      'path!': s(),
      'edits!': list(
        obj(
          { 'oldText!': s('Must match exactly'), 'newText!': s() },
          { additionalProperties: false },
        ),
      ),
      dryRun: b({ default: false, description: 'Only show the difference' }),
    }),
  ],
  ['create_directory', strict({ 'path!': path })],
  [
    'list_directory_with_sizes',
    strict({ 'path!': s(), sortBy: { ...one('name', 'size'), default: 'name' } }),
  ],
  ['directory_tree', strict({ 'path!': s(), excludePatterns: list(s(), { default: [] }) })],
  ['move_file', strict({ 'source!': s(), 'destination!': s() })],
  [
    'search_files',
    strict({ 'path!': s(), 'pattern!': s(), excludePatterns: list(s(), { default: [] }) }),
  ],
  ['list_allowed_directories', { type: 'object', properties: {} }],
  ['stat', obj({ 'path!': s('', { minLength: 1, maxLength: 4_096 }), follow: b() })],
  [
    'chmod',
    obj({ 'path!': s(), 'mode!': s('Octal', { pattern: '^[0-7]{3,4}$', examples: ['0644'] }) }),
  ],
  ['watch', obj({ 'globs!': list(s(), { uniqueItems: true }), debounce_ms: i({ minimum: 0 }) })],
];

const repo = { 'repo_path!': s() };
export const git: CorpusTool[] = [
  ['git_status', titled(repo, 'GitStatus')],
  ['git_diff_unstaged', titled({ ...repo, context_lines: i({ default: 3 }) }, 'GitDiffUnstaged')],
  ['git_diff', titled({ ...repo, 'target!': s(), context_lines: i({ default: 3 }) }, 'GitDiff')],
  ['git_commit', titled({ ...repo, 'message!': s() }, 'GitCommit')],
  ['git_add', titled({ ...repo, 'files!': list(s()) }, 'GitAdd')],
  [
    'git_log',
    titled(
      {
        ...repo,
        max_count: i({ default: 10 }),
        start_timestamp: maybe(s()),
        end_timestamp: maybe(s()),
      },
      'GitLog',
    ),
  ],
  [
    'git_create_branch',
    titled({ ...repo, 'branch_name!': s(), base_branch: maybe(s()) }, 'Branch'),
  ],
  ['git_checkout', titled({ ...repo, 'branch_name!': s() }, 'GitCheckout')],
  ['git_show', titled({ ...repo, 'revision!': s() }, 'GitShow')],
  [
    'git_branch',
    titled(
      {
        ...repo,
        'branch_type!': one('local', 'remote', 'all'),
        contains: maybe(s()),
        not_contains: maybe(s()),
      },
      'GitBranch',
    ),
  ],
  [
    'git_blame',
    obj({ 'file!': s(), lines: list(i({ minimum: 1 }), { minItems: 2, maxItems: 2 }) }),
  ],
  [
    'git_rebase',
    obj({
      'onto!': s(),
      steps: list(
        obj({ 'action!': one('pick', 'squash', 'drop', 'reword'), 'commit!': s(), message: s() }),
      ),
      autostash: b(),
    }),
  ],
];

const owner = { 'owner!': s('Account of the repository'), 'repo!': s('Name of the repository') };
const pages = {
  page: n({ description: 'From 1', minimum: 1 }),
  perPage: n({ description: 'At most 100', minimum: 1, maximum: 100 }),
};
export const forge: CorpusTool[] = [
  ['get_me', obj({})],
  ['get_issue', obj({ ...owner, 'issue_number!': n() })],
  [
    'list_issues',
    obj({
      ...owner,
      ...pages,
      state: one('open', 'closed', 'all'),
      labels: list(s()),
      sort: one('created', 'updated', 'comments'),
      direction: one('asc', 'desc'),
      since: s('', { format: 'date-time' }),
    }),
  ],
  [
    'create_issue',
    obj({
      ...owner,
      'title!': s(),
      body: s(),
      assignees: list(s()),
      labels: list(s()),
      milestone: n(),
      type: s(),
    }),
  ],
  ['add_issue_comment', obj({ ...owner, 'issue_number!': n(), 'body!': s() })],
  [
    'create_pull_request',
    obj({
      ...owner,
      'title!': s(),
      'head!': s(),
      'base!': s(),
      body: s(),
      draft: b(),
      maintainer_can_modify: b(),
    }),
  ],
  [
    'merge_pull_request',
    obj({
      ...owner,
      'pullNumber!': n(),
      merge_method: one('merge', 'squash', 'rebase'),
      commit_title: s(),
      commit_message: s(),
    }),
  ],
  [
    'add_review_comment',
    obj({
      ...owner,
      'pullNumber!': n(),
      'path!': s(),
      'body!': s(),
      'subjectType!': one('FILE', 'LINE'),
      line: n(),
      side: one('LEFT', 'RIGHT'),
      startLine: n(),
      startSide: one('LEFT', 'RIGHT'),
    }),
  ],
  [
    'push_files',
    obj({
      ...owner,
      'branch!': s(),
      'message!': s(),
      'files!': list(obj({ 'path!': s(), 'content!': s() }, { additionalProperties: false })),
    }),
  ],
  ['get_file_contents', obj({ ...owner, path: s('', { default: '/' }), ref: s(), sha: s() })],
  ['search_code', obj({ 'query!': s(), sort: s(), order: one('asc', 'desc'), ...pages })],
  [
    'run_workflow',
    obj({ ...owner, 'workflow_id!': s(), 'ref!': s(), inputs: { type: 'object', properties: {} } }),
  ],
  [
    'list_notifications',
    obj({
      filter: one('default', 'include_read_notifications', 'only_participating'),
      before: s('', { format: 'date-time' }),
      since: s('', { format: 'date-time' }),
      ...pages,
    }),
  ],
  [
    'create_release',
    strict({
      ...owner,
      'tag!': s('', { pattern: '^v\\d+\\.\\d+\\.\\d+$', examples: ['v1.2.3'] }),
      notes: { oneOf: [s('Text'), obj({ 'generate!': { const: true }, previous_tag: s() })] },
      assets: list(
        obj({ 'name!': s(), 'url!': s('', { format: 'uri' }), size: i({ minimum: 0 }) }),
      ),
    }),
  ],
];

const place = obj({
  'latitude!': n({ minimum: -90, maximum: 90 }),
  'longitude!': n({ minimum: -180, maximum: 180 }),
});
const mode = one('driving', 'walking', 'bicycling', 'transit');
export const maps: CorpusTool[] = [
  ['maps_geocode', obj({ 'address!': s() })],
  ['maps_reverse_geocode', place],
  [
    'maps_search_places',
    obj({ 'query!': s(), location: place, radius: n({ maximum: 50_000, exclusiveMinimum: 0 }) }),
  ],
  ['maps_distance_matrix', obj({ 'origins!': list(s()), 'destinations!': list(s()), mode })],
  ['maps_elevation', obj({ 'locations!': list(place) })],
  [
    'maps_directions',
    obj({ 'origin!': s(), 'destination!': s(), mode, avoid: list(one('tolls', 'ferries')) }),
  ],
  [
    'draw_route',
    obj({
      'shape!': {
        oneOf: [
          obj({
            'type!': { const: 'line' },
            'points!': list(list(n(), { minItems: 2, maxItems: 2 })),
          }),
          obj({ 'type!': { const: 'circle' }, 'center!': place, 'meters!': n({ minimum: 0 }) }),
          obj({ 'type!': { const: 'area' }, 'rings!': list(list(list(n()))) }),
        ],
      },
      color: s('', { pattern: '^#[0-9a-f]{6}$', examples: ['#12ab34'] }),
    }),
  ],
  [
    'bounding_box',
    obj({ 'box!': { type: 'array', prefixItems: [n(), n(), n(), n()], minItems: 4, maxItems: 4 } }),
  ],
];

export const time: CorpusTool[] = [
  ['get_current_time', obj({ 'timezone!': s('Name of the IANA zone') })],
  ['convert_time', obj({ 'source_timezone!': s(), 'time!': s('HH:MM'), 'target_timezone!': s() })],
  [
    'add_duration',
    obj({
      'start!': s('', { format: 'date' }),
      'duration!': obj({ days: i(), hours: i(), minutes: i() }),
    }),
  ],
  [
    'next_occurrences',
    obj({
      'rule!': obj({
        'freq!': one('DAILY', 'WEEKLY', 'MONTHLY'),
        interval: i({ minimum: 1, default: 1 }),
        byday: list(one('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'), {
          uniqueItems: true,
        }),
        until: s('', { format: 'date-time' }),
      }),
      count: i({ minimum: 1, maximum: 366 }),
    }),
  ],
  [
    'alarm',
    obj({ 'at!': s('', { format: 'time' }), repeat: { type: ['string', 'null'] }, loud: b() }),
  ],
];

export const weather: CorpusTool[] = [
  ['get_alerts', obj({ 'state!': s('Two letters', { minLength: 2, maxLength: 2 }) })],
  ['get_forecast', obj({ 'latitude!': n(), 'longitude!': n() })],
  [
    'station_history',
    titled(
      {
        'station!': ref('Station'),
        'days!': i({ minimum: 1 }),
        units: { allOf: [ref('Units')], default: 'metric' },
      },
      'History',
      {
        $defs: {
          Station: obj({ 'id!': s(), name: maybe(s()) }, { title: 'Station' }),
          Units: { ...one('metric', 'imperial'), title: 'Units' },
        },
      },
    ),
  ],
  ['compare_places', obj({ 'places!': map(place), fields: list(one('wind', 'rain', 'sun')) })],
];
