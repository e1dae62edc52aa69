// SPDX-License-Identifier: Apache-2.0

// Control characters, and the signs that turn, hide or join text: they could make a page lie.
const hidden =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff0-\ufffb]|\udb40[\udc00-\udfff]/g;

/** Shows what would otherwise be invisible: as a JSON escape, or as ⟨202E⟩ in prose. */
export function visible(text: string, style: 'escape' | 'mark' = 'mark'): string {
  return text.replace(hidden, (found) =>
    [...found]
      .map((sign) => {
        const hex = (sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
        if (style === 'mark') return `⟨${hex.toUpperCase()}⟩`;
        return Array.from(
          { length: sign.length },
          (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`,
        ).join('');
      })
      .join(''),
  );
}

/** At most `max` characters, with an ellipsis when some are missing. */
export function clipped(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max)}…`;
}
