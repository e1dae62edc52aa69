// SPDX-License-Identifier: Apache-2.0
import { FileText, Link2 } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { Badge, classes } from '@/components/basics';
import { saveText } from '@/components/copy';
import { Rows } from '@/components/Rows';
import { itemsOf, type Json, member, textOf } from '@/json/tree';
import { bytesText } from '@/text/time';
import { clipped, visible } from '@/text/visible';

const blocksMax = 100;

/** The blocks of a result, each as what it is. Nothing in them runs, and nothing is fetched. */
export function Content({ result }: { result: Json }) {
  const blocks = itemsOf(member(result, 'content'));
  if (blocks.length === 0) return null;
  return (
    <ul className="flex flex-col gap-2" aria-label="Content">
      {blocks.slice(0, blocksMax).map((block, index) => (
        <li key={index} className="min-w-0">
          <Block block={block} />
        </li>
      ))}
      {blocks.length > blocksMax && (
        <li className="text-soft">{blocks.length - blocksMax} more blocks stand in the JSON.</li>
      )}
    </ul>
  );
}

function Block({ block }: { block: Json }) {
  const text = (name: string) => textOf(member(block, name)) ?? '';
  switch (text('type')) {
    case 'text':
      return <TextBlock text={text('text')} />;
    case 'image':
      return <ImageBlock data={text('data')} type={text('mimeType')} />;
    case 'audio':
      return <AudioBlock data={text('data')} type={text('mimeType')} />;
    case 'resource_link':
      return (
        <LinkBlock
          uri={text('uri')}
          name={text('title') || text('name')}
          description={text('description')}
        />
      );
    case 'resource':
      return <ResourceBlock resource={member(block, 'resource')} />;
    default:
      return (
        <Labelled label={`unknown content “${clipped(text('type'), 40)}”`}>
          See the JSON below.
        </Labelled>
      );
  }
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="rounded-md border border-line p-2.5">
      <p className="mb-1 text-xs text-soft">{visible(label)}</p>
      {children}
    </div>
  );
}

const rowMax = 2_000;

/** Text is text: no markup in it means anything. */
function TextBlock({ text }: { text: string }) {
  const lines = useMemo(() => text.split('\n'), [text]);
  const isProse = text.length <= 20_000 && lines.length <= 300;
  if (isProse)
    return (
      <pre className="max-h-96 overflow-auto rounded-md border border-line p-2.5 font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
        {visible(text)}
      </pre>
    );
  return (
    <Rows
      count={lines.length}
      label="Text"
      className="max-h-96 rounded-md border border-line p-2.5"
      renderRow={(index) => {
        const line = lines[index] ?? '';
        return (
          <div key={index} className="h-5 whitespace-pre">
            {visible(line.slice(0, rowMax))}
            {line.length > rowMax && (
              <span className="token-note">
                {' '}
                {line.length.toLocaleString('en')} characters, {rowMax} shown
              </span>
            )}
            {'\n'}
          </div>
        );
      }}
    />
  );
}

// SVG is not among them, though an image element would not run its scripts.
const imageTypes = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
]);
const audioTypes = new Set([
  'audio/wav',
  'audio/x-wav',
  'audio/mpeg',
  'audio/mp3',
  'audio/ogg',
  'audio/webm',
  'audio/aac',
  'audio/flac',
  'audio/mp4',
]);
const base64Max = 16 * 1024 * 1024;

function dataUrl(data: string, type: string, allowed: Set<string>): string | undefined {
  if (!allowed.has(type) || data.length > base64Max || !/^[\w+/=\s-]*$/.test(data.slice(0, 4_096)))
    return undefined;
  return `data:${type};base64,${data}`;
}

function sizeText(data: string): string {
  return bytesText(Math.floor(data.length * 0.75));
}

function ImageBlock({ data, type }: { data: string; type: string }) {
  const [broken, setBroken] = useState(false);
  const url = useMemo(() => dataUrl(data, type, imageTypes), [data, type]);
  const label = `${clipped(type, 60) || 'image'}, ${sizeText(data)}`;
  if (url === undefined || broken)
    return <Labelled label={label}>This is no image that can be shown.</Labelled>;
  return (
    <Labelled label={label}>
      <img
        src={url}
        alt="Sent by the tool"
        className="max-h-96 max-w-full object-contain"
        onError={() => setBroken(true)}
      />
    </Labelled>
  );
}

function AudioBlock({ data, type }: { data: string; type: string }) {
  const url = useMemo(() => dataUrl(data, type, audioTypes), [data, type]);
  return (
    <Labelled label={`${clipped(type, 60) || 'audio'}, ${sizeText(data)}`}>
      {url === undefined ? (
        'This is no sound that can be played.'
      ) : (
        // biome-ignore lint/a11y/useMediaCaption: a tool sends no captions.
        <audio controls src={url} className="w-full" />
      )}
    </Labelled>
  );
}

/** Only web addresses can be followed, and only by who decides to. */
function SafeLink({ uri }: { uri: string }) {
  const shown = visible(clipped(uri, 500));
  const isWeb = /^https?:\/\/[^\s]+$/i.test(uri);
  if (!isWeb)
    return <code className={classes('font-mono text-sm [overflow-wrap:anywhere]')}>{shown}</code>;
  return (
    <a
      href={uri}
      target="_blank"
      rel="noopener noreferrer"
      className="link font-mono text-sm [overflow-wrap:anywhere]"
    >
      {shown}
    </a>
  );
}

function LinkBlock({ uri, name, description }: { uri: string; name: string; description: string }) {
  return (
    <Labelled label="link to a resource">
      <p className="flex items-center gap-2">
        <Link2 aria-hidden className="size-4 shrink-0 text-soft" />
        <span className="min-w-0">
          {name && <span className="mr-2 font-medium">{visible(clipped(name, 200))}</span>}
          <SafeLink uri={uri} />
        </span>
      </p>
      {description && <p className="text-soft">{visible(clipped(description, 1_000))}</p>}
    </Labelled>
  );
}

function ResourceBlock({ resource }: { resource: Json | undefined }) {
  const text = textOf(member(resource, 'text'));
  const blob = textOf(member(resource, 'blob'));
  const type = textOf(member(resource, 'mimeType')) ?? '';
  const uri = textOf(member(resource, 'uri')) ?? '';
  return (
    <Labelled label="embedded resource">
      <p className="mb-1.5 flex flex-wrap items-center gap-2">
        <FileText aria-hidden className="size-4 text-soft" />
        <SafeLink uri={uri} />
        {type && <Badge>{visible(clipped(type, 60))}</Badge>}
      </p>
      {text !== undefined && <TextBlock text={text} />}
      {blob !== undefined &&
        (imageTypes.has(type) ? (
          <ImageBlock data={blob} type={type} />
        ) : (
          <button type="button" className="link" onClick={() => saveText(blob, 'resource.base64')}>
            Save {sizeText(blob)} as base64
          </button>
        ))}
    </Labelled>
  );
}
