// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';

type Message = { text: string; urgent: boolean; at: number };

let deliver: ((message: Message) => void) | undefined;

/** Says something to who listens to the page instead of looking at it. */
export function announce(text: string, urgent = false): void {
  deliver?.({ text, urgent, at: Date.now() });
}

export function Announcer() {
  const [message, setMessage] = useState<Message>({ text: '', urgent: false, at: 0 });
  useEffect(() => {
    deliver = setMessage;
    return () => {
      deliver = undefined;
    };
  }, []);
  return (
    <>
      <div aria-live="polite" className="sr-only" data-testid="announcer">
        {!message.urgent && <span key={message.at}>{message.text}</span>}
      </div>
      <div aria-live="assertive" className="sr-only">
        {message.urgent && <span key={message.at}>{message.text}</span>}
      </div>
    </>
  );
}
