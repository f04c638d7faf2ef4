// A program's command line as a person reads it. It is never executed.

/** `python3 train.py --lr 0.1`, arguments with spaces or marks in quotes. */
export function commandInWords(command: readonly string[]): string {
  return command
    .map((argument) => (/^[\w@%+=:,./{}$-]+$/.test(argument) ? argument : JSON.stringify(argument)))
    .join(' ');
}
