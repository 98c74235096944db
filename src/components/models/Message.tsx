/** A message that may hold a command for the shell: the command stands by itself, and can be copied. */
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../ui/IconButton';

/** The engine's one command: how a checkpoint in another format becomes safetensors. */
const COMMAND = /python -c "[^"]+"/;

export function Message({ text }: { readonly text: string }) {
  const command = COMMAND.exec(text)?.[0];
  if (command === undefined) return <p>{text}</p>;
  const [before = '', after = ''] = text.split(command);
  return (
    <>
      <p>{before.trim()}</p>
      <Command text={command} />
      {/\w/.test(after) && <p>{after.trim()}</p>}
    </>
  );
}

function Command({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <div className="command">
      <code className="mono" tabIndex={0} aria-label="Command">
        {text}
      </code>
      <IconButton name={copied ? 'Copied' : 'Copy the command'} small onClick={() => void copy()}>
        {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      </IconButton>
    </div>
  );
}
