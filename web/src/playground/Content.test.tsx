// SPDX-License-Identifier: Apache-2.0
import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fromPlain } from '@/json/tree';
import { Content } from './Content';
import { SchemaVerdict } from './SchemaVerdict';

const show = (...content: unknown[]) => render(<Content result={fromPlain({ content })} />);

describe('content', () => {
  it('shows text as text, whatever it holds', () => {
    show({ type: 'text', text: '<img src=x onerror=alert(1)> [a](javascript:b) \u202e' });
    expect(screen.getByText(/<img src=x/)).toHaveTextContent('⟨202E⟩');
    expect(document.querySelector('img')).toBeNull();
    expect(document.querySelector('a')).toBeNull();
  });

  it('shows long text in rows, and cuts a row that is too long', () => {
    show({ type: 'text', text: `${'x'.repeat(30_000)}\nshort` });
    expect(screen.getByRole('region', { name: 'Text' })).toHaveTextContent(
      '30,000 characters, 2000 shown',
    );
  });

  it('shows images, and says so when something is none', () => {
    const { container } = show({ type: 'image', data: 'aGk=', mimeType: 'image/png' });
    const image = screen.getByAltText('Sent by the tool');
    expect(image).toHaveAttribute('src', 'data:image/png;base64,aGk=');
    fireEvent.error(image);
    expect(container).toHaveTextContent('This is no image that can be shown.');
  });

  it.each([
    ['image/svg+xml', 'aGk='],
    ['text/html', 'aGk='],
    ['image/png', '"><script>'],
    ['', ''],
  ])('does not make an image of %j', (mimeType, data) => {
    show({ type: 'image', data, mimeType });
    expect(document.querySelector('img')).toBeNull();
  });

  it('plays sounds', () => {
    show(
      { type: 'audio', data: 'aGk=', mimeType: 'audio/wav' },
      { type: 'audio', data: 'aGk=', mimeType: 'text/html' },
    );
    expect(document.querySelectorAll('audio')).toHaveLength(1);
    expect(screen.getByText('This is no sound that can be played.')).toBeInTheDocument();
  });

  it('follows web addresses only', () => {
    show(
      { type: 'resource_link', uri: 'https://a.example/', name: 'good', description: 'a page' },
      { type: 'resource_link', uri: 'javascript:alert(1)', name: 'bad' },
      { type: 'resource_link', uri: 'data:text/html,x' },
    );
    const links = screen.getAllByRole('link');
    expect(links.map((link) => link.getAttribute('href'))).toEqual(['https://a.example/']);
    expect(links[0]).toHaveAttribute('rel', 'noopener noreferrer');
    expect(screen.getByText('javascript:alert(1)')).toBeInTheDocument();
  });

  it('shows embedded resources, and what it does not know', async () => {
    URL.createObjectURL ??= () => 'blob:x';
    show(
      { type: 'resource', resource: { uri: 'file:///a', mimeType: 'text/plain', text: 'inside' } },
      { type: 'resource', resource: { uri: 'file:///b', mimeType: 'image/png', blob: 'aGk=' } },
      {
        type: 'resource',
        resource: { uri: 'file:///c', mimeType: 'application/zip', blob: 'aGk=' },
      },
      { type: 'hologram' },
    );
    expect(screen.getByText('inside')).toBeInTheDocument();
    expect(screen.getByAltText('Sent by the tool')).toBeInTheDocument();
    expect(screen.getByText(/unknown content “hologram”/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Save 3 B as base64' }));
  });

  it('shows nothing for nothing, and not everything of very much', () => {
    const { container } = show();
    expect(container).toBeEmptyDOMElement();
    show(...Array.from({ length: 120 }, () => ({ type: 'text', text: 'x' })));
    expect(screen.getByText('20 more blocks stand in the JSON.')).toBeInTheDocument();
  });
});

describe('the promise of an output schema', () => {
  const schema = fromPlain({
    type: 'object',
    properties: { n: { type: 'integer' } },
    required: ['n'],
  });
  const verdict = (result: unknown, own = schema) =>
    render(<SchemaVerdict schema={own} result={fromPlain(result)} />);

  it('is kept, or broken with each place named', () => {
    verdict({ structuredContent: { n: 1 } });
    expect(screen.getByText('matches its output schema')).toBeInTheDocument();
    verdict({ structuredContent: { n: 'x' } });
    expect(screen.getByTestId('output-schema-violations')).toHaveTextContent('/n');
  });

  it('needs structured content, unless the call failed', () => {
    verdict({ content: [] });
    expect(screen.getByText(/there is none in this result/)).toBeInTheDocument();
    const { container } = verdict({ isError: true });
    expect(container).toBeEmptyDOMElement();
  });

  it('may be beyond checking', () => {
    verdict({ structuredContent: {} }, fromPlain({ $ref: 'https://x.example/s' }));
    expect(screen.getByText(/Not checked against the output schema/)).toBeInTheDocument();
  });
});
