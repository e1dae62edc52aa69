// SPDX-License-Identifier: Apache-2.0
// What a client does with the fixture. Each item answers with something to show, or throws.
import { randomUUID } from 'node:crypto';

const LIMIT_MS = 20_000;

export function must(condition, what) {
  if (!condition) throw new Error(what);
}

async function until(what, condition) {
  const end = Date.now() + LIMIT_MS;
  while (!(await condition())) {
    must(Date.now() < end, `not within ${LIMIT_MS} ms: ${what}`);
    await new Promise(done => setTimeout(done, 20));
  }
}

const textOf = result => result.content.map(each => each.text ?? '').join('');

async function said(at, name, args, options) {
  const result = await at.call({ name, arguments: args ?? {} }, options);
  must(!result.isError, `${name}: ${textOf(result)}`);
  return textOf(result);
}

async function list(at, method, field, expected) {
  const names = (await at.client[method]())[field].map(each => each.name);
  for (const name of expected) must(names.includes(name), `${name} is not listed`);
  return names.length;
}

async function fails(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('did not fail');
}

async function asks(at, kind, name, args, expected) {
  const before = at.seen.asked.filter(each => each === kind).length;
  const answer = await said(at, name, args);
  must(at.seen.asked.filter(each => each === kind).length > before, `the server did not ask for ${kind}`);
  must(answer.includes(expected), `unexpected answer: ${answer}`);
  return answer;
}

async function cancel(at) {
  const key = randomUUID();
  const stop = new AbortController();
  const call = fails(at.call({ name: 'test_wait_for_cancel', arguments: { key, seconds: 60 } }, { signal: stop.signal }));
  // Another answer on the same connection shows that the first call is under way.
  await said(at, 'test_echo', { text: 'between' });
  stop.abort(new Error('no longer wanted'));
  await call;
  await until('the server learned of the cancel', async () => (await said(at, 'test_was_cancelled', { key })) === 'true');
  return 'the server learned of it';
}

async function progress(at) {
  const steps = [];
  await said(at, 'test_tool_with_progress', {}, { onprogress: step => steps.push(step.progress) });
  // Over stdio and HTTP+SSE both SDKs drop a progress that arrives in one piece with the answer: they handle the answer first.
  const enough = at.streamed ? ['[0,50,100]'] : ['[0,50,100]', '[0,50]'];
  must(enough.includes(JSON.stringify(steps)), `steps: ${JSON.stringify(steps)}`);
  return steps;
}

async function logging(at) {
  await at.setLevel('info');
  const before = at.seen.logs.length;
  const meta = at.metaForLevel('info');
  await at.call({ name: 'test_tool_with_logging', arguments: {}, ...(meta && { _meta: meta }) });
  await until('three logs', () => at.seen.logs.length - before >= 3);
  must(at.seen.logs.length - before === 3, 'a log arrived twice');
  return at.seen.logs.slice(before).map(each => each.data);
}

async function subscription(at) {
  const uri = 'test://watched-resource';
  const stop = await at.watch(uri);
  await said(at, 'test_trigger_resource_update', { uri });
  await until('the update', () => at.seen.updated.includes(uri));
  await stop();
  return at.seen.updated;
}

async function listChanges(at) {
  const stop = await at.watchLists();
  await said(at, 'test_trigger_tool_change');
  await said(at, 'test_trigger_prompt_change');
  await until('both changes', () => at.seen.lists.includes('tools') && at.seen.lists.includes('prompts'));
  await stop();
  return at.seen.lists;
}

async function concurrent(at) {
  const texts = Array.from({ length: 32 }, (_, at) => `call ${at}`);
  const answers = await Promise.all(texts.map(text => said(at, 'test_echo', { text })));
  must(answers.every((answer, index) => answer === texts[index]), 'an answer went to the wrong call');
  return answers.length;
}

async function large(at) {
  const text = 'é'.repeat(500_000);
  must((await said(at, 'test_echo', { text })) === text, 'the text changed');
  return Buffer.byteLength(text);
}

async function readResources(at) {
  const read = async uri => (await at.client.readResource({ uri })).contents[0];
  must((await read('test://static-text')).text.startsWith('This is the content'), 'text');
  must((await read('test://static-binary')).blob.length > 0, 'blob');
  const data = JSON.parse((await read('test://template/a%20b/data')).text);
  must(data.templateTest, 'template');
  return data.id;
}

async function notFound(at) {
  const { code } = await fails(at.client.readResource({ uri: 'test://none' }));
  must(code === -32602 || code === -32002, `code ${code}`);
  return code;
}

async function getPrompts(at) {
  const words = async params => (await at.client.getPrompt(params)).messages.map(each => each.content.text ?? each.content.type);
  const simple = await words({ name: 'test_simple_prompt' });
  const filled = await words({ name: 'test_prompt_with_arguments', arguments: { arg1: 'ä', arg2: 'b' } });
  must(filled[0].includes("arg1='ä', arg2='b'"), filled[0]);
  return [...simple, ...filled];
}

async function complete(at) {
  const prompt = await at.client.complete({
    ref: { type: 'ref/prompt', name: 'test_prompt_with_arguments' }, argument: { name: 'arg1', value: 'par' },
  });
  const template = await at.client.complete({
    ref: { type: 'ref/resource', uri: 'test://template/{id}/data' }, argument: { name: 'id', value: 'te' },
  });
  must(prompt.completion.values.includes('paris') && template.completion.values.includes('test'), 'values');
  return prompt.completion.values;
}

// An unknown tool is a protocol error for some servers and a tool error for others.
async function unknownTool(at) {
  try {
    const result = await at.call({ name: 'no_such_tool', arguments: {} });
    must(result.isError, 'no error');
    return 'tool error';
  } catch (error) {
    must(error.code === -32602, String(error));
    return error.code;
  }
}

export const ITEMS = {
  ping: async at => (at.era === 'legacy' ? (await at.client.ping(), 'answered') : 'not in this era'),
  tools: at => list(at, 'listTools', 'tools', ['test_simple_text', 'test_echo']),
  prompts: at => list(at, 'listPrompts', 'prompts', ['test_simple_prompt']),
  resources: at => list(at, 'listResources', 'resources', ['static-text']),
  templates: at => list(at, 'listResourceTemplates', 'resourceTemplates', ['template']),
  call: async at => {
    const text = 'grüße 世界 \u{1f600} \\ " \n end';
    must((await said(at, 'test_echo', { text })) === text, 'the text changed');
    return text;
  },
  contents: async at => (await at.call({ name: 'test_multiple_content_types', arguments: {} })).content.map(each => each.type),
  header_parameters: async at => {
    const answer = await said(at, 'test_header_parameters', { region: ' Zürich ', priority: 7 });
    must(answer === 'region  Zürich , priority 7', answer);
    return answer;
  },
  tool_error: async at => {
    const result = await at.call({ name: 'test_error_handling', arguments: {} });
    must(result.isError, 'no error');
    return textOf(result);
  },
  unknown_tool: unknownTool,
  progress,
  cancel,
  elicitation: at => asks(at, 'elicitation', 'test_elicitation', { message: 'Who?' }, '"username":"given"'),
  sampling: at => asks(at, 'sampling', 'test_sampling', { prompt: 'Say it.' }, 'sampled: Say it.'),
  roots: at => asks(at, 'roots', 'test_input_required_result_list_roots', {}, 'file:///driver/root'),
  rounds: at => asks(at, 'elicitation', 'test_input_required_result_multi_round', {}, 'given likes given'),
  read: readResources,
  not_found: notFound,
  get_prompts: getPrompts,
  asking_prompt: async at => {
    const { messages } = await at.client.getPrompt({ name: 'test_input_required_result_prompt' });
    must(messages[0].content.text === 'Use this context: given', messages[0].content.text);
    return messages[0].content.text;
  },
  completion: complete,
  logging,
  subscription,
  list_changes: listChanges,
  concurrent,
  large,
};
