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
  type Schema,
  s,
  strict,
  titled,
} from './words';

export const chat: CorpusTool[] = [
  ['slack_list_channels', obj({ limit: n({ default: 100 }), cursor: s() })],
  ['slack_post_message', obj({ 'channel_id!': s(), 'text!': s() })],
  [
    'slack_reply_to_thread',
    obj({ 'channel_id!': s(), 'thread_ts!': s('As 1234567890.123456'), 'text!': s() }),
  ],
  ['slack_add_reaction', obj({ 'channel_id!': s(), 'timestamp!': s(), 'reaction!': s() })],
  ['slack_get_channel_history', obj({ 'channel_id!': s(), limit: n({ default: 10 }) })],
  ['slack_get_users', obj({ cursor: s(), limit: n({ default: 100, maximum: 200 }) })],
  [
    'post_blocks',
    obj({
      'channel!': s(),
      'blocks!': list({
        anyOf: [
          obj({
            'type!': { const: 'section' },
            'text!': obj({ 'type!': one('mrkdwn', 'plain_text'), 'text!': s() }),
          }),
          obj({ 'type!': { const: 'divider' } }),
          obj({
            'type!': { const: 'actions' },
            'elements!': list(obj({ 'label!': s(), value: s(), style: one('primary', 'danger') })),
          }),
        ],
      }),
    }),
  ],
  [
    'send_mail',
    strict({
      'to!': list(s('', { format: 'email' }), { minItems: 1 }),
      cc: list(s('', { format: 'email' })),
      'subject!': s('', { maxLength: 998 }),
      body: {
        oneOf: [obj({ 'text!': s() }, { title: 'Text' }), obj({ 'html!': s() }, { title: 'HTML' })],
      },
      headers: map(s()),
      attachments: list(obj({ 'name!': s(), 'data!': s('', { contentEncoding: 'base64' }) })),
      priority: { enum: [1, 3, 5], default: 3 },
    }),
  ],
  [
    'schedule',
    obj({
      'when!': { oneOf: [s('', { format: 'date-time', title: 'At' }), i({ title: 'In seconds' })] },
      'text!': s(),
    }),
  ],
];

const filter: Schema = {
  anyOf: [
    obj(
      { 'column!': s(), 'op!': one('=', '<', '>', 'like', 'in'), 'value!': {} },
      { title: 'Condition' },
    ),
    obj({ 'and!': list(ref('Filter')) }, { title: 'All of' }),
    obj({ 'or!': list(ref('Filter')) }, { title: 'Any of' }),
  ],
};
const scalar = { type: ['string', 'number', 'boolean', 'null'] };
export const databases: CorpusTool[] = [
  ['query', obj({ sql: s() })],
  ['execute', titled({ 'sql!': s(), params: list(scalar), timeout_ms: maybe(i()) }, 'Execute')],
  ['describe_table', obj({ 'table!': s(), schema: s('', { default: 'public' }) })],
  [
    'list_tables',
    obj({ schemas: list(s(), { default: ['public'] }), include_views: b({ default: true }) }),
  ],
  [
    'select',
    obj(
      { 'from!': s(), where: ref('Filter'), limit: i({ maximum: 1_000 }) },
      { $defs: { Filter: filter } },
    ),
  ],
  [
    'insert_rows',
    obj({
      'table!': s(),
      'rows!': list(map(scalar), { minItems: 1 }),
      on_conflict: one('error', 'ignore', 'update'),
    }),
  ],
  ['explain', obj({ 'sql!': s(), analyze: b(), format: { enum: ['text', 'json', null] } })],
  [
    'create_table',
    obj({
      'name!': s('', { pattern: '^[a-z_][a-z0-9_]*$', examples: ['people'] }),
      'columns!': list(
        obj({
          'name!': s(),
          'type!': one('text', 'int', 'bool', 'jsonb'),
          nullable: b({ default: true }),
          default: {},
        }),
        { minItems: 1 },
      ),
      primary_key: list(s(), { uniqueItems: true }),
    }),
  ],
  [
    'mongo_find',
    strict({
      'collection!': s(),
      filter: { type: 'object', additionalProperties: true },
      projection: map(i({ minimum: 0, maximum: 1 })),
      sort: map({ enum: [1, -1] }),
      skip: i({ minimum: 0 }),
    }),
  ],
  ['mongo_aggregate', obj({ 'collection!': s(), 'pipeline!': list({ type: 'object' }) })],
  ['redis_set', titled({ 'key!': s(), 'value!': {}, expiration: maybe(i()) }, 'set')],
  ['redis_hset', titled({ 'name!': s(), 'fields!': map(s()), nx: b({ default: false }) }, 'hset')],
  [
    'redis_zrange',
    obj({ 'key!': s(), start: i({ default: 0 }), stop: i({ default: -1 }), with_scores: b() }),
  ],
  [
    'vector_search',
    obj({
      'embedding!': list(n(), { minItems: 3, maxItems: 4_096 }),
      top_k: i({ default: 10 }),
      filter: { type: 'object', patternProperties: { '^x-': s() } },
    }),
  ],
  [
    'big_numbers',
    obj({ id: i({ minimum: 0, maximum: 9_007_199_254_740_991 }), ratio: n({ multipleOf: 0.25 }) }),
  ],
];

const target = { 'element!': s('What a person calls it'), 'ref!': s('From the snapshot') };
export const browser: CorpusTool[] = [
  ['browser_navigate', strict({ 'url!': s('', { format: 'uri' }) })],
  [
    'browser_click',
    strict({
      ...target,
      doubleClick: b(),
      button: one('left', 'right', 'middle'),
      modifiers: list(one('Alt', 'Control', 'Shift')),
    }),
  ],
  ['browser_type', strict({ ...target, 'text!': s(), submit: b(), slowly: b() })],
  [
    'browser_drag',
    strict({ 'startElement!': s(), 'startRef!': s(), 'endElement!': s(), 'endRef!': s() }),
  ],
  ['browser_select_option', strict({ ...target, 'values!': list(s()) })],
  ['browser_press_key', strict({ 'key!': s('As ArrowLeft, or a') })],
  ['browser_wait_for', strict({ time: n(), text: s(), textGone: s() })],
  ['browser_file_upload', strict({ paths: list(s()) })],
  ['browser_resize', strict({ 'width!': n(), 'height!': n() })],
  ['browser_handle_dialog', strict({ 'accept!': b(), promptText: s() })],
  ['browser_tabs', strict({ 'action!': one('list', 'new', 'close', 'select'), index: n() })],
  ['browser_evaluate', strict({ 'function!': s('() => { … }'), element: s(), ref: s() })],
  [
    'browser_fill_form',
    strict({
      'fields!': list(
        obj(
          {
            'name!': s(),
            'type!': one('textbox', 'checkbox', 'radio', 'combobox', 'slider'),
            'ref!': s(),
            'value!': s(),
          },
          { additionalProperties: false },
        ),
      ),
    }),
  ],
  [
    'browser_take_screenshot',
    strict({
      type: { ...one('png', 'jpeg'), default: 'png' },
      filename: s(),
      fullPage: b(),
      clip: obj({ 'x!': n(), 'y!': n(), 'width!': n(), 'height!': n() }),
    }),
  ],
  [
    'puppeteer_navigate',
    obj({
      'url!': s(),
      launchOptions: { type: 'object', description: 'As the library takes them' },
      allowDangerous: b(),
    }),
  ],
  [
    'fetch',
    titled(
      {
        'url!': s('', { format: 'uri', minLength: 1 }),
        max_length: i({ default: 5_000, exclusiveMaximum: 1_000_000, exclusiveMinimum: 0 }),
        start_index: i({ default: 0, minimum: 0 }),
        raw: b({ default: false }),
      },
      'Fetch',
    ),
  ],
  [
    'set_cookies',
    obj({
      'cookies!': list(
        obj({
          'name!': s(),
          'value!': s(),
          sameSite: one('Strict', 'Lax', 'None'),
          expires: { anyOf: [n(), s('', { format: 'date-time' })] },
        }),
      ),
    }),
  ],
];

const entity = obj({ 'name!': s(), 'entityType!': s(), 'observations!': list(s()) });
const relation = obj({ 'from!': s(), 'to!': s(), 'relationType!': s('In active voice') });
export const memory: CorpusTool[] = [
  ['create_entities', obj({ 'entities!': list(entity) })],
  ['create_relations', obj({ 'relations!': list(relation) })],
  [
    'add_observations',
    obj({ 'observations!': list(obj({ 'entityName!': s(), 'contents!': list(s()) })) }),
  ],
  ['delete_entities', obj({ 'entityNames!': list(s()) })],
  ['search_nodes', obj({ 'query!': s() })],
  ['read_graph', { type: 'object' }],
  [
    'sequentialthinking',
    obj({
      'thought!': s(),
      'nextThoughtNeeded!': b(),
      'thoughtNumber!': i({ minimum: 1 }),
      'totalThoughts!': i({ minimum: 1 }),
      isRevision: b(),
      revisesThought: i({ minimum: 1 }),
      branchFromThought: i({ minimum: 1 }),
      branchId: s(),
    }),
  ],
  [
    'remember',
    obj({
      'what!': { anyOf: [s(), list(s()), map(s())] },
      tags: list(s(), { uniqueItems: true }),
      importance: n({ minimum: 0, maximum: 1 }),
    }),
  ],
];

const meta = obj({ 'name!': s(), namespace: s('', { default: 'default' }), labels: map(s()) });
export const clusters: CorpusTool[] = [
  ['pods_list', obj({ labelSelector: s('', { pattern: '^[a-z=,]+$', examples: ['app=web'] }) })],
  ['pods_get', obj({ 'name!': s(), namespace: s() })],
  [
    'pods_log',
    obj({ 'name!': s(), container: s(), tail: i({ minimum: 0, default: 100 }), previous: b() }),
  ],
  [
    'pods_exec',
    obj({ 'name!': s(), 'command!': list(s(), { minItems: 1 }), namespace: s(), container: s() }),
  ],
  ['pods_run', obj({ 'image!': s(), name: s(), port: n({ minimum: 1, maximum: 65_535 }) })],
  ['resources_list', obj({ 'apiVersion!': s(), 'kind!': s(), namespace: s(), labelSelector: s() })],
  ['resources_create_or_update', obj({ 'resource!': s('YAML or JSON') })],
  [
    'deployment_apply',
    obj(
      {
        'metadata!': meta,
        'spec!': obj({ replicas: i({ minimum: 0 }), 'containers!': list(ref('Container')) }),
      },
      {
        $defs: {
          Container: obj({
            'name!': s(),
            'image!': s(),
            env: list(ref('Variable')),
            resources: obj({ limits: map(s()), requests: map(s()) }),
          }),
          Variable: {
            oneOf: [
              obj({ 'name!': s(), 'value!': s() }, { title: 'Plain', additionalProperties: false }),
              obj(
                { 'name!': s(), 'valueFrom!': obj({ 'secret!': s(), 'key!': s() }) },
                { title: 'Secret', additionalProperties: false },
              ),
            ],
          },
        },
      },
    ),
  ],
  [
    'scale',
    obj({
      'kind!': one('Deployment', 'StatefulSet'),
      'name!': s(),
      'replicas!': { type: ['integer', 'string'] },
    }),
  ],
  [
    'helm_install',
    obj({
      'chart!': s(),
      values: { type: 'object', additionalProperties: {} },
      name: s(),
      wait: b({ default: true }),
    }),
  ],
  [
    'docker_run',
    titled(
      {
        'image!': s(),
        ports: maybe(map({ anyOf: [i(), s()] })),
        environment: maybe(map(s())),
        volumes: maybe(list(s())),
        detach: b({ default: true }),
      },
      'Run',
    ),
  ],
  [
    'compose_up',
    obj({
      files: list(s(), { contains: { const: 'compose.yaml' }, examples: [['compose.yaml']] }),
      profiles: list(s()),
    }),
  ],
  [
    'network_policy',
    obj({
      'rules!': list(
        obj({
          'direction!': one('in', 'out'),
          ports: list({ oneOf: [i(), obj({ 'from!': i(), 'to!': i() })] }),
          cidr: s('', { format: 'ipv4' }),
        }),
      ),
    }),
  ],
];

const money = obj({
  'amount!': i({ minimum: 0, description: 'In the smallest unit' }),
  'currency!': one('usd', 'eur', 'chf'),
});
export const business: CorpusTool[] = [
  [
    'create_customer',
    obj({
      'name!': s(),
      email: s('', { format: 'email' }),
      metadata: map(s(), { maxProperties: 50 }),
    }),
  ],
  ['create_payment_link', obj({ 'price!': s(), 'quantity!': i({ minimum: 1 }) })],
  [
    'create_refund',
    obj({
      'payment_intent!': s(),
      amount: i(),
      reason: one('duplicate', 'fraudulent', 'requested_by_customer'),
    }),
  ],
  [
    'create_invoice',
    obj({
      'customer!': s(),
      days_until_due: i({ default: 30 }),
      'lines!': list({ allOf: [money, obj({ 'text!': s() })] }),
    }),
  ],
  [
    'search_documentation',
    titled({ 'question!': s(), language: maybe(one('node', 'python', 'go')) }, 'Search'),
  ],
  [
    'notion_create_page',
    obj({
      'parent!': {
        oneOf: [
          obj({ 'page_id!': s('', { format: 'uuid' }) }),
          obj({ 'database_id!': s('', { format: 'uuid' }) }),
        ],
      },
      'properties!': map({}),
      children: list({ type: 'object' }),
    }),
  ],
  [
    'jira_search',
    obj({
      'jql!': s(),
      fields: { anyOf: [s(), list(s())], default: '*navigable' },
      maxResults: i({ default: 50, maximum: 100 }),
    }),
  ],
  [
    'linear_create_issue',
    strict({
      'title!': s(),
      'teamId!': s('', { format: 'uuid' }),
      priority: {
        type: 'number',
        oneOf: [
          { const: 0, title: 'None' },
          { const: 1, title: 'Urgent' },
          { const: 2, title: 'High' },
        ],
      },
      labelIds: list(s()),
    }),
  ],
  [
    'calendar_create_event',
    obj(
      {
        'summary!': s(),
        'start!': ref('When'),
        'end!': ref('When'),
        attendees: list(obj({ 'email!': s('', { format: 'email' }), optional: b() })),
        reminders: obj({
          useDefault: b(),
          overrides: list(obj({ 'method!': one('email', 'popup'), 'minutes!': i() })),
        }),
      },
      {
        $defs: {
          When: {
            oneOf: [
              obj({ 'date!': s('', { format: 'date' }) }, { title: 'All day' }),
              obj(
                { 'dateTime!': s('', { format: 'date-time' }), timeZone: s() },
                { title: 'At a time' },
              ),
            ],
          },
        },
      },
    ),
  ],
  [
    'sheets_update',
    obj({
      'spreadsheet!': s(),
      'range!': s(),
      'values!': list(list({ type: ['string', 'number', 'boolean'] })),
      raw: b(),
    }),
  ],
  [
    'crm_upsert',
    obj({
      'objects!': list({
        type: 'object',
        properties: { id: s(), kind: { const: 'contact' } },
        required: ['kind'],
        additionalProperties: { type: ['string', 'number'] },
      }),
    }),
  ],
  [
    'translate',
    titled(
      {
        'text!': s(),
        'to!': s('', { pattern: '^[a-z]{2}$', examples: ['de'] }),
        formality: { allOf: [ref('Formality')], default: 'default' },
      },
      'Translate',
      { $defs: { Formality: one('default', 'more', 'less') } },
    ),
  ],
];

export const work: CorpusTool[] = [
  [
    'run_tests',
    obj({
      'files!': list(s()),
      env: map({ type: ['string', 'null'] }),
      shard: { type: 'array', items: [i(), i()], minItems: 2, maxItems: 2 },
    }),
  ],
  [
    'lint',
    obj({
      rules: map({
        anyOf: [
          one('off', 'warn', 'error'),
          { type: 'array', prefixItems: [one('off', 'warn', 'error'), {}], minItems: 1 },
        ],
      }),
    }),
  ],
  [
    'find_symbol',
    titled(
      {
        'name_path!': s(),
        depth: i({ default: 0 }),
        include_kinds: list(i(), { default: [] }),
        substring: b({ default: false }),
      },
      'FindSymbol',
    ),
  ],
  [
    'replace_lines',
    titled(
      { 'path!': s(), 'start!': i({ minimum: 1 }), 'end!': i({ minimum: 1 }), 'content!': s() },
      'Replace',
    ),
  ],
  ['render_template', obj({ 'template!': s(), context: true as unknown as Schema, strict: b() })],
  ['jq', obj({ 'filter!': s(), 'input!': {} })],
  [
    'http_request',
    obj({
      'method!': one('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
      'url!': s('', { format: 'uri' }),
      headers: map({ anyOf: [s(), list(s())] }),
      query: map(scalar),
      body: {
        oneOf: [
          s('', { title: 'Text' }),
          { type: 'object', title: 'JSON' },
          { type: 'null', title: 'None' },
        ],
      },
      timeout: n({ exclusiveMinimum: 0 }),
    }),
  ],
  [
    'shell',
    obj({ 'command!': { oneOf: [s(), list(s())] }, cwd: s(), env: map(s()), stdin: maybe(s()) }),
  ],
  [
    'plot',
    obj(
      {
        'series!': list(
          obj({
            'name!': s(),
            'points!': list({ type: 'array', prefixItems: [n(), n()], items: false, minItems: 2 }),
          }),
        ),
        'kind!': { enum: ['line', 'bar', 'scatter'] },
        axes: obj({ x: ref('Axis'), y: ref('Axis') }),
      },
      {
        $defs: {
          Axis: obj({ label: s(), range: list(n(), { minItems: 2, maxItems: 2 }), log: b() }),
        },
      },
    ),
  ],
  [
    'image_generate',
    titled(
      {
        'prompt!': s('', { maxLength: 4_000 }),
        size: { ...one('256x256', '512x512', '1024x1024'), default: '512x512' },
        n: i({ minimum: 1, maximum: 10, default: 1 }),
        seed: maybe(i()),
        guidance: n({ default: 7.5 }),
      },
      'Generate',
    ),
  ],
  [
    'convert_document',
    obj({
      'from!': one('md', 'html', 'docx'),
      'to!': one('pdf', 'html'),
      options: obj({
        margins: obj({ top: n(), right: n(), bottom: n(), left: n() }),
        toc: b(),
        meta: map(s()),
      }),
    }),
  ],
  [
    'tree',
    obj(
      { 'root!': { $ref: '#/definitions/node' } },
      {
        definitions: {
          node: obj({ 'name!': s(), children: list({ $ref: '#/definitions/node' }) }),
        },
      },
    ),
  ],
  [
    'when',
    obj(
      { kind: one('a', 'b'), a: s(), b: s() },
      {
        if: { properties: { kind: { const: 'a' } } },
        // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema.
        then: { required: ['a'] },
        else: { required: ['b'] },
      },
    ),
  ],
  ['depends', obj({ card: s(), address: s() }, { dependentRequired: { card: ['address'] } })],
  [
    'old_dialect',
    obj(
      { 'n!': n({ minimum: 0, exclusiveMinimum: true }) },
      { $schema: 'http://json-schema.org/draft-04/schema#' },
    ),
  ],
  [
    'new_dialect',
    obj(
      { 'items!': { type: 'array', prefixItems: [s()], items: n() } },
      { $schema: 'https://json-schema.org/draft/2020-12/schema', unevaluatedProperties: false },
    ),
  ],
  ['not_this', obj({ 'name!': { type: 'string', not: { const: 'root' } } })],
  [
    'anchored',
    obj(
      { who: { $ref: '#who' } },
      { $defs: { who: { $anchor: 'who', type: 'string', title: 'Who' } } },
    ),
  ],
  [
    'constant',
    obj({
      'version!': { const: '2' },
      'payload!': { type: 'object', minProperties: 1, additionalProperties: s() },
    }),
  ],
  ['deprecated', obj({ old: s('', { deprecated: true }), young: s() })],
  [
    'names',
    obj({
      'with space': s(),
      'a/b': s(),
      'a~b': s(),
      '0': i(),
      ünïcode: s(),
      '': s(),
      'x.y[0]': s(),
    }),
  ],
  [
    'read_only',
    obj({ id: s('', { readOnly: true }), secret: s('', { writeOnly: true, format: 'password' }) }),
  ],
  ['no_type', { properties: { a: { minLength: 1 }, b: { items: s() } } } as Schema],
];
