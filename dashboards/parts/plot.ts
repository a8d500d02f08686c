/** The part of Observable Plot that the screens draw with; loaded beside the page, not before it. */
export {
  areaY,
  axisX,
  axisY,
  cell,
  dot,
  gridY,
  lineY,
  plot,
  pointer,
  pointerX,
  rect,
  ruleY,
  text,
  tip,
} from "@observablehq/plot";
