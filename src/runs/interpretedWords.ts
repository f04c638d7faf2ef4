// Which words of a command an interpreter executes, whatever the files are called: its script, and what options before
// that name, also where another program starts it.

/** Among them programs that hand their own arguments on to one. */
const interpreters =
  /(?:^|[/\\])(?:(?:ba|c|da|fi|k|mk|tc|z)?sh|i?python|py|pypy|node|nodejs|deno|bun|tsx|ts-node|ruby|perl|rscript|julia|octave|lua|luajit|php|pwsh|powershell|tclsh|osascript|torchrun|deepspeed|accelerate|uv)[\d.]*w?(?:\.exe)?$/i;
const python = /(?:^|[/\\])(?:i?python|py|pypy)[\d.]*w?(?:\.exe)?$/i;
const shell = /(?:^|[/\\])\w*sh(?:\.exe)?$/i;

/** Whether the file is called like one of those that execute what they are given. */
export function isInterpreter(place: string): boolean {
  return interpreters.test(place);
}

/**
 * Words of `command` that may be paths of what an interpreter in it executes. Where it is not known whether an option has
 * the next word as its value, both that and the word behind it are among them.
 * @param isProgram whether a word is called like a program
 */
export function interpretedWords(command: readonly string[], isProgram: (word: string) => boolean): readonly string[] {
  return command.flatMap((word, place) =>
    isInterpreter(word) ? wordsToScript(word, command.slice(place + 1), isProgram) : [],
  );
}

const subcommand = /^(?:run|launch|exec|watch)$/;
/** What is executed before the script. */
const takesProgram = /^--?(?:r|L|J|load|loader|experimental-loader|require|import|preload|sysimage|rcfile|init-file)$/;

function wordsToScript(
  interpreter: string,
  given: readonly string[],
  isProgram: (word: string) => boolean,
): readonly string[] {
  const words: string[] = [];
  let option: string | undefined;
  for (const word of given) {
    if (/^[-+]./.test(word)) {
      if (python.test(interpreter) && endsPythonOptions.test(word)) break;
      const value = valueWithin(word);
      words.push(word, ...(value === undefined ? [] : [value]));
      option = word;
      continue;
    }
    words.push(word);
    if (words.length === 1 && subcommand.test(word)) continue;
    if (option === undefined || !mayTakeNext(option, interpreter)) break;
    if (isProgram(word) && !takesProgram.test(option)) break;
    option = undefined;
  }
  return words;
}

/** A module, or a text, is executed. */
const endsPythonOptions = /^-[bBdEiIOPqRsSuvx]*[cm]/;
const pythonFlags = /^-[bBdEhiIOPqRsSuvVx]+$/;
const shellFlags = /^[-+][abefhiklmnpstuvxBCEHPT]+$/;

function mayTakeNext(option: string, interpreter: string): boolean {
  if (option === '--' || valueWithin(option) !== undefined) return false;
  if (python.test(interpreter)) return !pythonFlags.test(option);
  return !(shell.test(interpreter) && shellFlags.test(option));
}

/** `./a` of `-r./a` and of `--import=./a`. */
function valueWithin(option: string): string | undefined {
  return /^--?[^=]+=(.+)$/s.exec(option)?.[1] ?? /^-\w(.*[./].*)$/s.exec(option)?.[1];
}
