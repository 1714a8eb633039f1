/** Remembers the result for equal input. */
export const once = <Input, Result>(make: (input: Input) => Result): ((input: Input) => Result) => {
  const known = new Map<string, Result>();
  return (input) => {
    const key = JSON.stringify(input);
    const found = known.has(key) ? (known.get(key) as Result) : make(input);
    known.set(key, found);
    return found;
  };
};
