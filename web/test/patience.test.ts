import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BusyError, ProblemError } from "../src/api";
import { askPatiently } from "../src/patience";
import { failureOf, told } from "../src/question";
import { words } from "../src/words";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const problem = (status: number) => new ProblemError(status, "Judul", "Rincian");
const busy = (wait_s: number) => new BusyError(problem(503), wait_s);

/** Fails with each of these in turn, then answers. */
function failing(...errors: Error[]) {
  return vi.fn(async () => {
    const error = errors.shift();
    if (error) throw error;
    return "answer";
  });
}

test("who is told to wait waits as long, and longer each time", async () => {
  const ask = failing(busy(3), busy(1), busy(1), busy(1));
  const waits: number[] = [];
  const answer = askPatiently(ask, (wait_s) => waits.push(wait_s));
  await vi.advanceTimersByTimeAsync(2_900);
  expect(ask).toHaveBeenCalledTimes(1);
  await vi.runAllTimersAsync();
  expect(await answer).toBe("answer");
  expect(waits).toEqual([3, 2, 4, 8]);
});

test("another failure is told at once", async () => {
  const ask = failing(problem(422));
  await expect(askPatiently(ask, () => {})).rejects.toThrow("Rincian");
  expect(ask).toHaveBeenCalledTimes(1);
});

test("who is called off asks no more", async () => {
  const ask = failing(busy(1));
  const caller = new AbortController();
  const asked = expect(askPatiently(ask, () => {}, caller.signal)).rejects.toThrow(/abort/i);
  await vi.advanceTimersByTimeAsync(500);
  caller.abort();
  await vi.runAllTimersAsync();
  await asked;
  expect(ask).toHaveBeenCalledTimes(1);
});

test.each([
  [problem(400), false],
  [problem(422), false],
  [problem(500), true],
  [new Error("no network"), true],
])("asking again is offered where it may help: %s", (error, again) => {
  expect(told(failureOf(error), words("id")).again).toBe(again);
});
