// SPDX-License-Identifier: Apache-2.0
import { type OutputUnit, type SchemaDraft, Validator } from '@cfworker/json-schema';
import { type Json, type JsonObject, member, object, textOf, toPlain } from '@/json/tree';
import { costOf } from './cost';

export type Violation = { pointer: string; message: string };
export type Verdict =
  | { state: 'checked'; violations: Violation[]; unchecked: string[] }
  | { state: 'unchecked'; why: string };

/** Judges values by one schema. It advises: the server's own verdict is what counts. */
export type Checker = (value: Json) => Verdict;

const nodesMax = 20_000;
const shownMax = 50;

export function makeChecker(schema: Json): Checker {
  const size = countNodes(schema, nodesMax);
  if (size > nodesMax) return unable('the schema is too large to be checked in the browser');
  const unchecked: string[] = [];
  if (movesReferences(schema)) return unable('its references do not start from the schema itself');
  let validator: Validator;
  try {
    const tame = tamed(schema, unchecked);
    validator = new Validator(toPlain(tame) as object, draftOf(schema), false);
  } catch (problem) {
    return unable(reasonOf(problem));
  }
  return (value) => {
    if (countNodes(value, nodesMax) > nodesMax)
      return { state: 'unchecked', why: 'the value is too large to be checked in the browser' };
    if (costOf(schema, value) === undefined)
      return { state: 'unchecked', why: 'the schema takes too long to be checked in the browser' };
    try {
      const { errors } = validator.validate(toPlain(value));
      return { state: 'checked', violations: violationsOf(errors), unchecked };
    } catch (problem) {
      return { state: 'unchecked', why: reasonOf(problem) };
    }
  };
}

/** Below the root `$id` moves what references start from, so that their cost cannot be told. */
function movesReferences(root: Json): boolean {
  const open: Json[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'array') for (const item of node.items) open.push(item);
    if (node.kind !== 'object') continue;
    const reference = textOf(member(node, '$ref'));
    if (reference !== undefined && !reference.startsWith('#')) return true;
    if (node !== root && textOf(member(node, '$id')) !== undefined) return true;
    for (const [, value] of node.members) open.push(value);
  }
  return false;
}

function unable(why: string): Checker {
  return () => ({ state: 'unchecked', why });
}

function reasonOf(problem: unknown): string {
  if (problem instanceof RangeError) return 'the schema refers to itself without an end';
  return problem instanceof Error ? (problem.message.split('\n')[0] ?? '') : String(problem);
}

function draftOf(schema: Json): SchemaDraft {
  const dialect = textOf(member(schema, '$schema')) ?? '';
  if (dialect.includes('draft-04')) return '4';
  if (dialect.includes('draft-07') || dialect.includes('draft-06')) return '7';
  return dialect.includes('2019-09') ? '2019-09' : '2020-12';
}

/** Units of words that only pass on what a deeper one found. */
const carriers = new Set([
  'properties',
  'items',
  'prefixItems',
  'additionalProperties',
  'patternProperties',
  '$ref',
  'allOf',
]);

const unitsMax = 500;

function violationsOf(all: OutputUnit[]): Violation[] {
  const errors = all.slice(0, unitsMax);
  const seen = new Set<string>();
  const violations: Violation[] = [];
  for (const unit of errors) {
    const deeper = errors.some(
      (other) => other !== unit && other.instanceLocation.startsWith(`${unit.instanceLocation}/`),
    );
    if (
      carriers.has(unit.keyword) &&
      (deeper || unit.keyword === '$ref' || unit.keyword === 'allOf')
    )
      continue;
    if (unit.keyword === 'false') continue;
    const violation = { pointer: unit.instanceLocation.slice(1), message: unit.error };
    const key = `${violation.pointer} ${violation.message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    violations.push(violation);
    if (violations.length === shownMax) break;
  }
  return violations;
}

// A quantifier inside a group that is itself repeated can take a regular expression for ever.
const explosive = /\([^()]*[+*{][^()]*\)[+*{]|\([^()]*\|[^()]*\)[+*{]/;
const patternMax = 200;

function tamed(node: Json, unchecked: string[]): Json {
  if (node.kind === 'array')
    return { kind: 'array', items: node.items.map((item) => tamed(item, unchecked)) };
  if (node.kind !== 'object') return node;
  const members: JsonObject['members'] = [];
  for (const [name, value] of node.members) {
    if (name === 'pattern' && value.kind === 'string' && isRisky(value.value)) {
      unchecked.push(`pattern ${value.value.slice(0, 40)}`);
      continue;
    }
    if (name === 'patternProperties' && value.kind === 'object') {
      const kept = value.members.filter(([pattern]) => !isRisky(pattern));
      if (kept.length < value.members.length) unchecked.push('patternProperties');
      members.push([name, tamed(object(kept), unchecked)]);
      continue;
    }
    members.push([name, tamed(value, unchecked)]);
  }
  return object(members);
}

function isRisky(pattern: string): boolean {
  if (pattern.length > patternMax || explosive.test(pattern)) return true;
  try {
    new RegExp(pattern, 'u');
    return false;
  } catch {
    return true;
  }
}

/** Counts up to `max` and a little more; what is larger is only known to be so. */
function countNodes(root: Json, max: number): number {
  let count = 0;
  const open: Json[] = [root];
  for (let node = open.pop(); node !== undefined && count <= max; node = open.pop()) {
    count += 1;
    if (node.kind === 'array') open.push(...node.items.slice(0, max));
    if (node.kind === 'object') for (const [, value] of node.members) open.push(value);
  }
  return count;
}
