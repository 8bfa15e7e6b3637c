/** The component engine under miniprogram-simulate, which brings no types; only what the page harness calls. */
declare module 'miniprogram-exparser' {
  interface Exparser {
    readonly Element: { getMethodCaller(node: unknown): unknown };
    readonly Event: {
      create(name: string, detail: object, options: object): object;
      dispatchEvent(target: unknown, event: object): void;
    };
  }
  const exparser: Exparser;
  export default exparser;
}
