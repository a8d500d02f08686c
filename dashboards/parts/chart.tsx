import type { PlotOptions } from "@observablehq/plot";
import { useEffect, useRef, useState } from "preact/hooks";
import type * as Plotting from "./plot.ts";

/** What draws: given to the screens' pure functions, which give back marks. */
export type Plot = typeof Plotting;
export type Marks = (plot: Plot, width: number) => PlotOptions;

const loading = import("./plot.ts");

interface ChartProps {
  /** What the drawing shows, as a sentence. */
  readonly label: string;
  readonly height: number;
  readonly marks: Marks;
  /** Draws again when one of these is another object. */
  readonly of: readonly unknown[];
}

/** Marks drawn as wide as there is room. */
export function Chart({ label, height, marks, of }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState<Plot>();
  const width = useWidth(box);

  useEffect(() => {
    void loading.then((loaded) => setPlot(() => loaded));
  }, []);
  useEffect(() => {
    if (!plot || width === 0) return;
    const drawn = plot.plot({ height, ...marks(plot, width), width });
    // The image has one name; the names that Plot gives to its parts would be read besides.
    drawn.setAttribute("aria-hidden", "true");
    box.current?.replaceChildren(drawn);
  }, [plot, width, height, ...of]);

  return (
    <div
      class="chart"
      ref={box}
      role="img"
      aria-label={label}
      style={{ minHeight: `${height}px` }}
    />
  );
}

function useWidth(box: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return width;
}
