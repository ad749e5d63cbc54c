/** Steps a second and time left, over the last steps. */
export class Pace {
  private readonly marks: { step: number; time: number }[];

  constructor(
    from: number,
    private readonly steps: number,
    private readonly window = 50,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.marks = [{ step: from, time: clock() }];
  }

  at(step: number): { readonly rate: number; readonly secondsLeft: number } {
    const time = this.clock();
    this.marks.push({ step, time });
    if (this.marks.length > this.window) this.marks.shift();
    const first = this.marks[0];
    const rate = ((step - first.step) * 1000) / Math.max(time - first.time, 1e-3);
    return { rate, secondsLeft: rate > 0 ? (this.steps - step) / rate : 0 };
  }
}
